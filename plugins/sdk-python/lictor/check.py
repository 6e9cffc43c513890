"""What the rules of one pack share while they check one sample. Whatever costs a call of the host is asked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .case import Case, Excerpt, Finding, Part, Span
from .pack import Pack
from .rule import Rule


@dataclass(frozen=True)
class RawHit:
    """A hit as the host gives it."""

    pattern: int
    view: int
    span: Span


@dataclass(frozen=True)
class Owned:
    """A hit and the rule that its pattern belongs to: their places in the pack and in the rule."""

    rule: int
    pattern: int | None
    view: int
    span: Span


class Host(Protocol):
    """The functions of the contract that a check may call."""

    def part_count(self) -> int: ...
    def input(self, part: int) -> str: ...
    def text(self, part: int) -> str: ...
    def read(self, part: int, start: int, end: int) -> str: ...
    def len(self, part: int) -> int: ...
    def property(self, part: int, key: str) -> str | None: ...
    def attribute(self, key: str) -> str | None: ...
    def input_state(self, input: str) -> str: ...
    def expectation(self) -> str | None: ...
    def hits(self) -> list[RawHit]: ...
    def view(self, view: int) -> str: ...
    def around(self, hit: int, before: int, after: int) -> Excerpt: ...
    def locate(self, hit: int, start: int, end: int) -> Span: ...
    def report(self, finding: Finding) -> None: ...
    def not_applicable(self, rule: str, reason: str) -> None: ...
    def measure(self, name: str, value: float) -> None: ...


class Failed(Exception):
    """A check that raised, in words for the pack's author."""


class Prepared:
    """What follows from the pack alone. Made when the component is built, so that a check finds it done."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.owners = [(place, index) for place, rule in enumerate(pack.rules) for index in range(len(rule.patterns))]
        self.places = {rule.code: place for place, rule in enumerate(pack.rules)}
        self.shares = [
            {other for other, owner in enumerate(pack.rules) if any(owner.code.startswith(p) for p in rule.shares)}
            for rule in pack.rules
        ]

    def check(self, settings: Any, host: Host) -> None:
        """Runs the rules that have something to look at on the host's current sample."""
        shared = Shared(self, settings, host)
        for place, rule in enumerate(self.pack.rules):
            try:
                case = Case(shared, place)
                if _wakes(rule, case, shared, place) and all(case.has(input) for input in rule.requires):
                    rule.check(case)
            except Exception as error:
                raise Failed(f"{rule.code}: {_words(error)}") from error


class Shared:
    """One sample."""

    def __init__(self, prepared: Prepared, settings: Any, host: Host) -> None:
        self.prepared = prepared
        self.pack = prepared.pack
        self.settings = settings
        self.host = host
        self.hits = self._owned(host.hits())
        self.memo: dict[Callable[..., Any], Any] = {}
        self.reported: list[Finding] = []
        self._states: dict[str, str] = {}
        self._kinds: list[str] | None = None
        self._parts: dict[int, Part] = {}

    def _owned(self, hits: list[RawHit]) -> list[Owned]:
        owners = self.prepared.owners
        added: list[int] | None = None
        owned = []
        for hit in hits:
            if hit.pattern < len(owners):
                rule, pattern = owners[hit.pattern]
                owned.append(Owned(rule, pattern, hit.view, hit.span))
                continue
            if added is None:
                # What the settings added comes after all static patterns.
                patterns = self.pack.settings.patterns(self.settings)
                added = [self.prepared.places[pattern.rule.code] for pattern in patterns]
            owned.append(Owned(added[hit.pattern - len(owners)], None, hit.view, hit.span))
        return owned

    def heard(self, place: int) -> list[int]:
        """The numbers of the hits that a rule hears of. A pattern of the settings is heard by its own rule only."""
        shares = self.prepared.shares[place]
        return [
            index
            for index, hit in enumerate(self.hits)
            if hit.rule == place or (hit.rule in shares and hit.pattern is not None)
        ]

    @property
    def kinds(self) -> list[str]:
        if self._kinds is None:
            self._kinds = [self.host.input(part) for part in range(self.host.part_count())]
        return self._kinds

    def part(self, index: int) -> Part:
        if index not in self._parts:
            self._parts[index] = Part(self, index)
        return self._parts[index]

    def state(self, input: str) -> str:
        if input not in self._states:
            self._states[input] = self.host.input_state(input)
        return self._states[input]


def _wakes(rule: Rule, case: Case, shared: Shared, place: int) -> bool:
    """Whether one of the rule's wake conditions holds. The host hears nothing of a rule of which none does."""

    def hit() -> bool:
        for index in shared.heard(place):
            owned = shared.hits[index]
            if owned.pattern is None or shared.pack.rules[owned.rule].patterns[owned.pattern].wakes:
                return True
        return False

    if not rule.wake:
        return hit()
    for wake in rule.wake:
        json, when = wake.json, wake.json["when"]
        if (
            when in ("always", "facts")  # What facts there are is for the rule to see.
            or (when == "hit" and hit())
            or (when == "input" and case.has(json["input"]))
            or (when == "answer-length" and len(case.answer.encode()) <= json["max"])
            or (when == "behaviour" and case.attribute("behaviour") in json["any"])
            or (when == "finish-reason" and case.attribute("finish-reason") == json["is"])
        ):
            return True
    return False


def _words(error: BaseException) -> str:
    """What went wrong and where: the innermost line of the traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})"
    return f"{type(error).__name__}: {error}{where}"
