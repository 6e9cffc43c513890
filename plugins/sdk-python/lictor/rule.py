"""Rules and what is said about them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .pattern import Pattern

if TYPE_CHECKING:
    from .case import Case

Dimension = Literal["correctness", "grounding", "usefulness", "risk"]
Level = Literal["off", "note", "warn", "redact", "block"]
Status = Literal["preview", "stable", "deprecated"]
Input = Literal[
    "answer",
    "user-message",
    "history",
    "system-prompt",
    "tool-calls",
    "tool-results",
    "permitted-contexts",
    "restricted-contexts",
    "citations",
    "caller-labels",
    "expectation",
]

SECTIONS = ("## What it does", "## Why is this bad", "## Known false positives")

PATTERN_LABELS: Literal["pattern-labels"] = "pattern-labels"
"""As the values of a detail: the labels of the rule's patterns."""


@dataclass(frozen=True)
class Example:
    """A sample on which a rule must fire, or must not. Made with `answer`, `asked` or `sample`.

    Texts may hold fixtures such as `{{random:base32:16}}`, so that no secret-like string stands in a repository.
    """

    json: Mapping[str, Any]
    settings: Mapping[str, Any] | None = None

    @classmethod
    def answer(cls, answer: str, settings: Mapping[str, Any] | None = None) -> Example:
        """An answer and nothing else."""
        return cls({"answer": answer}, settings)

    @classmethod
    def asked(cls, message: str, answer: str, settings: Mapping[str, Any] | None = None) -> Example:
        """An answer to a user's message."""
        return cls({"messages": [{"role": "user", "content": message}], "answer": answer}, settings)

    @classmethod
    def sample(cls, sample: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> Example:
        """A whole sample in its JSON form."""
        return cls(sample, settings)


@dataclass(frozen=True)
class Wake:
    """When the host wakes the pack for a rule. It never does for a rule that is not applicable."""

    json: Mapping[str, Any]

    @classmethod
    def hit(cls) -> Wake:
        """One of the rule's patterns hit. What holds where nothing else is said."""
        return cls({"when": "hit"})

    @classmethod
    def input(cls, input: Input) -> Wake:
        """The input is present."""
        return cls({"when": "input", "input": input})

    @classmethod
    def answer_length(cls, max: int) -> Wake:
        """The answer has at most so many bytes."""
        return cls({"when": "answer-length", "max": max})

    @classmethod
    def behaviour(cls, *any: Literal["answer", "refuse", "clarify", "abstain"]) -> Wake:
        """The expectation names one of these."""
        return cls({"when": "behaviour", "any": list(any)})

    @classmethod
    def facts(cls) -> Wake:
        """The expectation lists facts or forbidden terms."""
        return cls({"when": "facts"})

    @classmethod
    def finish_reason(cls, reason: str) -> Wake:
        """The model stopped for this reason."""
        return cls({"when": "finish-reason", "is": reason})

    @classmethod
    def always(cls) -> Wake:
        """Every sample. The last resort: it costs an instance each time."""
        return cls({"when": "always"})


@dataclass(frozen=True)
class Rule:
    """A rule. Made with the decorator `rule`."""

    code: str
    slug: str
    summary: str
    docs: str
    message: str
    remedy: str
    dimension: Dimension
    level: Level
    status: Status
    since: str
    revision: int
    sensitive: bool
    requires: Sequence[Input]
    patterns: Sequence[Pattern]
    fires: Sequence[Example]
    ignores: Sequence[Example]
    check: Callable[[Case], None]
    wake: Sequence[Wake] = ()
    horizon: int | None = None
    language: str | None = None
    tags: Sequence[str] = ()
    references: Sequence[str] = ()
    detail: Mapping[str, Literal["number", "pattern-labels"] | Sequence[str]] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    waiver: Literal["any", "fingerprint"] = "any"
    shares: Sequence[str] = ()


def rule(
    *,
    code: str,
    slug: str,
    summary: str,
    message: str,
    remedy: str,
    dimension: Dimension,
    level: Level,
    status: Status,
    since: str,
    revision: int,
    sensitive: bool,
    requires: Sequence[Input],
    patterns: Sequence[Pattern],
    fires: Sequence[Example],
    ignores: Sequence[Example],
    wake: Sequence[Wake] = (),
    horizon: int | None = None,
    language: str | None = None,
    tags: Sequence[str] = (),
    references: Sequence[str] = (),
    detail: Mapping[str, Literal["number", "pattern-labels"] | Sequence[str]] | None = None,
    reasons: Sequence[str] = (),
    waiver: Literal["any", "fingerprint"] = "any",
    shares: Sequence[str] = (),
) -> Callable[[Callable[[Case], None]], Rule]:
    """Makes a rule of a check.

    code: three capital letters and three digits. Never reused, never changed in meaning.
    slug: a readable alias.
    summary: one line without a full stop: what it reports.
    message: the template: `{quote}`, `{quote:1}`, or the key of a detail.
    remedy: what a person can do about a finding.
    dimension: `correctness`, `grounding`, `usefulness` or `risk`.
    level: unless a policy says otherwise: `off`, `note`, `warn`, `redact` or `block`.
    status: `preview`, `stable` or `deprecated`.
    since: the pack version that brought it.
    revision: from 1; counts up when scope or threshold changes.
    sensitive: whether its evidence must never be shown again. Its message cannot quote.
    requires: inputs without which it is not applicable.
    patterns: what the host looks for.
    fires, ignores: examples; at least one each.

    What has an honest default:
    wake: when to be asked; empty means on a hit.
    horizon: how many bytes the rule must see at once; None means the whole text.
    language: the language that it understands; None means any.
    tags, references: labels for selection; entries of public taxonomies.
    detail: values for the message: `"number"`, a list of values, or `PATTERN_LABELS`.
    reasons: for which it may say that it is not applicable.
    waiver: how it may be waived: `any` or `fingerprint`.
    shares: code prefixes of rules whose patterns this rule uses too.

    The check's docstring is the rule's page and has the sections `## What it does`, `## Why is this bad` and `## Known
    false positives`.
    """

    def made(check: Callable[[Case], None]) -> Rule:
        docs = inspect.cleandoc(check.__doc__ or "")
        made = Rule(
            code=code,
            slug=slug,
            summary=summary,
            docs=docs,
            message=message,
            remedy=remedy,
            dimension=dimension,
            level=level,
            status=status,
            since=since,
            revision=revision,
            sensitive=sensitive,
            requires=tuple(requires),
            patterns=tuple(patterns),
            fires=tuple(fires),
            ignores=tuple(ignores),
            check=check,
            wake=tuple(wake),
            horizon=horizon,
            language=language,
            tags=tuple(tags),
            references=tuple(references),
            detail=dict(detail or {}),
            reasons=tuple(reasons),
            waiver=waiver,
            shares=tuple(shares),
        )
        problems = list(_problems(made))
        if problems:
            raise ValueError(f"the rule {code!r}: " + "; ".join(problems))
        return made

    return made


def _problems(rule: Rule):
    """What the Rust SDK refuses to compile. Values are checked by the host."""
    if not re.fullmatch("[A-Z]{3}[0-9]{3}", rule.code):
        yield "a code has three capital letters and three digits"
    for section in SECTIONS:
        if section not in rule.docs:
            yield f"the docstring of its check lacks the section `{section}`"
    if not rule.fires:
        yield "it needs an example on which it fires"
    if not rule.ignores:
        yield "it needs an example on which it does not fire"
    if not rule.slug or not rule.summary:
        yield "it needs a slug and a summary"
    if not rule.message or not rule.since:
        yield "it needs a message and a version"
    if rule.revision < 1:
        yield "revisions count from 1"
