"""A pack and its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .pattern import ALL_VIEWS, Pattern
from .rule import Input, Rule


class SettingsError(Exception):
    """The settings are wrong. Raise it from `Settings.parse` with every problem at once.

        raise SettingsError({"/competitors/0": "a name has at least three letters"})
    """

    def __init__(self, problems: Mapping[str, str] | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__("; ".join(f"{path}: {message}" for path, message in self.problems.items()))


@dataclass(frozen=True)
class Added:
    """A pattern that the settings add. Made with `added`."""

    rule: Rule
    literal: str
    case_insensitive: bool
    whole_word: bool
    inputs: tuple[str, ...]
    views: tuple[str, ...]


def added(
    rule: Rule,
    literal: str,
    *,
    case_insensitive: bool = True,
    whole_word: bool = True,
    inputs: Sequence[Input] = ("answer",),
    all_views: bool = False,
) -> Added:
    """A literal that the host looks for on the rule's behalf because the settings say so, such as a name."""
    views = ALL_VIEWS if all_views else ("raw",)
    return Added(rule, literal, case_insensitive, whole_word, tuple(inputs), views)


@dataclass(frozen=True)
class Settings:
    """What the settings are, and what they add.

    schema: their JSON Schema. The host holds them against it before the pack sees them.
    parse: makes of the decoded JSON what `Case.settings` gives. Must be cheap: it runs for every check. `{}` are the
        defaults. Raises `SettingsError`.
    patterns: what they add, in a stable order.
    """

    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "additionalProperties": False})
    parse: Callable[[dict[str, Any]], Any] = lambda given: given
    patterns: Callable[[Any], Iterable[Added]] = lambda settings: ()


@dataclass(frozen=True)
class Measure:
    """A number that a pack may report."""

    name: str
    unit: str
    summary: str


@dataclass(frozen=True)
class Tombstone:
    """A code that is out of use."""

    code: str
    reason: str
    replaced_by: str | None = None


@dataclass(frozen=True)
class Accuracy:
    """What was measured of a rule on one set. It has at least one of the three figures."""

    rule: str
    revision: int
    set: str
    version: str
    cases: int
    precision: float | None = None
    recall: float | None = None
    per_thousand: float | None = None


@dataclass(frozen=True)
class Pack:
    """A rule pack.

    publisher: who answers for it; the first half of every rule ID.
    name, version, summary: its name, its version (semantic versioning), one sentence.
    inputs: all that it will ever read. It gets of them what the policy grants.
    rules: in the order in which they run.
    """

    publisher: str
    name: str
    version: str
    summary: str
    inputs: Sequence[Input]
    rules: Sequence[Rule]
    measures: Sequence[Measure] = ()
    settings: Settings = Settings()
    tombstones: Sequence[Tombstone] = ()
    accuracy: Sequence[Accuracy] = ()

    def owners(self) -> list[tuple[int, Pattern]]:
        """For each static pattern of the manifest the place of its rule, and the pattern."""
        return [(place, pattern) for place, rule in enumerate(self.rules) for pattern in rule.patterns]
