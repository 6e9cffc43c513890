"""One rule's look at one sample: what it may read, what was hit, and where it reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from .rule import Input, Rule

if TYPE_CHECKING:
    from .check import Shared

T = TypeVar("T")

# The longest character in UTF-8: so many bytes hold at least one character.
LONGEST = 4

# The largest number that the contract takes.
MOST = 0xFFFF_FFFF


class Refused(Exception):
    """The host refused a report. The pack has failed for this sample, whatever it does now."""


@dataclass(frozen=True, order=True)
class Span:
    """A range of one part's original text, in the host's own measure (bytes). Made by `Part.span` and `Hit.locate`."""

    part: int
    start: int
    end: int


@dataclass(frozen=True)
class Excerpt:
    """What a pattern matched, with its surroundings, as the view showed it."""

    before: str
    matched: str
    after: str


@dataclass(frozen=True)
class Finding:
    """A violation that was reported."""

    rule: str
    spans: tuple[Span, ...]
    hits: tuple[int, ...]
    confidence: float | None
    detail: tuple[tuple[str, str], ...]


class Case:
    """What a check is given."""

    def __init__(self, shared: Shared, place: int) -> None:
        self._shared = shared
        self._place = place
        self.rule: Rule = shared.pack.rules[place]

    @property
    def hits(self) -> list[Hit]:
        """The hits of the rule's patterns, its own and those that it shares, ordered by place."""
        heard = self._shared.heard(self._place)
        return [Hit(self._shared, index) for index in heard]

    @property
    def parts(self) -> list[Part]:
        """The texts that the pack may read."""
        return [self._shared.part(index) for index in range(len(self._shared.kinds))]

    def parts_of(self, input: Input) -> list[Part]:
        """The texts of one input."""
        if input == "answer":
            # The contract puts the answer first, so that its kind need not be asked.
            return [self._shared.part(0)] if self.has("answer") else []
        return [self._shared.part(index) for index, kind in enumerate(self._shared.kinds) if kind == input]

    @property
    def answer(self) -> str:
        """The answer's text, or nothing where it is missing or withheld."""
        parts = self.parts_of("answer")
        return parts[0].text if parts else ""

    @property
    def user_message(self) -> str:
        """The user's last message, or nothing where it is missing or withheld."""
        return "\n".join(part.text for part in self.parts_of("user-message"))

    def has(self, input: Input) -> bool:
        """Whether the input is granted, present and not empty."""
        return self.input_state(input) == "present"

    def input_state(self, input: Input) -> str:
        """`present`, `empty`, `absent`, `withheld` or `unknown`."""
        return self._shared.state(input)

    def attribute(self, key: str) -> str | None:
        """An attribute of the sample: `stage`, `workflow`, `language`, `finish-reason`, `today`, `caller-id`,
        `caller-labels`, `behaviour`."""
        return self._shared.host.attribute(key)

    @property
    def expectation(self) -> dict[str, Any] | None:
        """The expectation, decoded from JSON."""
        text = self._shared.host.expectation()
        return None if text is None else json.loads(text)

    @property
    def settings(self) -> Any:
        """The pack's settings, as its `Settings.parse` gave them."""
        return self._shared.settings

    def memo(self, compute: Callable[[Case], T]) -> T:
        """Something that several rules need: what the function gives, called once per sample."""
        memo = self._shared.memo
        if compute not in memo:
            memo[compute] = compute(self)
        return memo[compute]

    @property
    def reported(self) -> list[Finding]:
        """What this rule and the rules before it have reported."""
        return list(self._shared.reported)

    def report(
        self,
        *evidence: Hit | Span,
        resting_on: Sequence[Hit] = (),
        confidence: float | None = None,
        detail: Mapping[str, str | int | float] | None = None,
    ) -> None:
        """Reports a violation of this rule.

        evidence: hits and spans; reports point at the first. None at all: the sample as a whole.
        resting_on: hits that it rests on besides those of the evidence. The host takes the views from there.
        confidence: 0 to 1.
        detail: values for the message.
        """
        spans = tuple(item.span if isinstance(item, Hit) else item for item in evidence)
        hits = tuple(item._index for item in (*evidence, *resting_on) if isinstance(item, Hit))
        details = tuple((key, _shown(value)) for key, value in (detail or {}).items())
        finding = Finding(self.rule.code, spans, hits, confidence, details)
        self._shared.host.report(finding)
        self._shared.reported.append(finding)

    def not_applicable(self, reason: str) -> None:
        """Says that this rule cannot tell, for one of the reasons that it declares."""
        self._shared.host.not_applicable(self.rule.code, reason)

    def measure(self, name: str, value: float) -> None:
        """Reports a declared number."""
        self._shared.host.measure(name, float(value))


def _shown(value: str | int | float) -> str:
    """A decimal number has no exponent."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


class Part:
    """One text of the sample."""

    def __init__(self, shared: Shared, index: int) -> None:
        self._shared = shared
        self._text: str | None = None
        self.index = index
        """Its index, for spans."""

    @property
    def input(self) -> str:
        """The input that it belongs to."""
        return self._shared.kinds[self.index]

    @property
    def text(self) -> str:
        """The whole text, fetched once. For a large one see `windows`."""
        if self._text is None:
            self._text = self._shared.host.text(self.index)
        return self._text

    @property
    def bytes(self) -> int:
        """How large it is, without fetching it."""
        return self._shared.host.len(self.index)

    def property(self, key: str) -> str | None:
        """A property: `role`, `id`, `title`, `source`, `access`, `name`, `success`, `context`, `url`, `aliases`."""
        return self._shared.host.property(self.index, key)

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        return _span(self.index, self.text, start, end)

    def range(self, span: Span) -> tuple[int, int]:
        """Where in `text` a span lies: `text[start:end]`."""
        text = self.text
        if text.isascii():
            return span.start, span.end
        data = text.encode()
        start = len(data[: span.start].decode(errors="ignore"))
        return start, start + len(data[span.start : span.end].decode(errors="ignore"))

    def windows(self, characters: int = 8192, overlap: int = 0) -> Iterator[Window]:
        """The text piece by piece, for one that is too large to hold: about so many characters each (fewer where they
        are no ASCII), the last `overlap` of one again at the beginning of the next."""
        if characters < 1 or not 0 <= LONGEST * overlap < characters:
            raise ValueError("a window has a character at least, and an overlap is smaller than a quarter of it")
        size, at = self.bytes, 0
        while at < size:
            # The bound moves outwards to a character's edge, so what came back says where it lies.
            text = self._shared.host.read(self.index, at, min(at + characters, size))
            end = at + offset(text, len(text))
            yield Window(self.index, text, at)
            if end >= size:
                return
            at = end - offset(text[len(text) - overlap :], overlap) if overlap else end


@dataclass(frozen=True)
class Window:
    """A piece of a large text."""

    part: int
    text: str
    at: int

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`, in the whole part."""
        within = _span(self.part, self.text, start, end)
        return Span(self.part, self.at + within.start, self.at + within.end)


class Hit:
    """A match of one of the rule's patterns."""

    def __init__(self, shared: Shared, index: int) -> None:
        self._shared = shared
        self._index = index
        self._owned = shared.hits[index]
        self._matched: str | None = None

    @property
    def rule(self) -> str:
        """The code of the rule that declares the pattern."""
        return self._shared.pack.rules[self._owned.rule].code

    @property
    def pattern(self) -> int | None:
        """Index of the pattern in its rule's list; None for one that the settings added."""
        return self._owned.pattern

    @property
    def label(self) -> str:
        """The pattern's label."""
        pattern = self._owned.pattern
        return "" if pattern is None else self._shared.pack.rules[self._owned.rule].patterns[pattern].name

    @property
    def span(self) -> Span:
        """Where in the original text."""
        return self._owned.span

    @property
    def part(self) -> Part:
        """The part that it lies in."""
        return self._shared.part(self._owned.span.part)

    @property
    def is_raw(self) -> bool:
        """Whether the raw text shows it, so that `matched` stands in the part's text as it is."""
        return self._owned.view == 0

    @property
    def view(self) -> str:
        """The view's name: `raw`, `normalised`, `base64`, …"""
        return "raw" if self.is_raw else self._shared.host.view(self._owned.view)

    @property
    def matched(self) -> str:
        """The matched text, as the view showed it."""
        if self._matched is None:
            self._matched = self._shared.host.around(self._index, 0, 0).matched
        return self._matched

    def around(self, before: int, after: int) -> Excerpt:
        """The matched text with up to so many characters around it."""
        excerpt = self._shared.host.around(self._index, min(LONGEST * before, MOST), min(LONGEST * after, MOST))
        return Excerpt(excerpt.before[-before:] if before else "", excerpt.matched, excerpt.after[:after])

    def locate(self, start: int, end: int) -> Span:
        """Where in the original text `matched[start:end]` comes from."""
        within = _span(0, self.matched, start, end)
        return self._shared.host.locate(self._index, within.start, within.end)


def _span(part: int, text: str, start: int, end: int) -> Span:
    if not 0 <= start <= end <= len(text):
        raise IndexError(f"{start}:{end} is no range of a text of {len(text)} characters")
    at = offset(text, start)
    return Span(part, at, at + offset(text[start:end], end - start))


def offset(text: str, characters: int) -> int:
    """How many bytes of UTF-8 so many first characters of a text have."""
    return characters if text.isascii() else len(text[:characters].encode())
