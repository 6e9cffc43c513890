"""What a Lictor rule pack in Python is written with.

A pack is a list of rules, one file per rule. A rule is a function that verifies what the host's patterns hit, under a
decorator that says everything else: its code, its patterns, examples on which it must and must not fire. The
docstring is its page. The words are those of the contract and of the Rust SDK.

    from lictor import Example, regex, rule

    @rule(
        code="XMP001",
        slug="oracle",
        summary="the answer calls itself an oracle",
        message="calls itself an oracle: “{quote}”",
        remedy="Take the claim out of the system prompt.",
        dimension="risk",
        level="warn",
        status="preview",
        since="0.1.0",
        revision=1,
        sensitive=False,
        requires=["answer"],
        patterns=[regex(r"(?i)\\bI am the oracle\\b")],
        fires=[Example.answer("Ask: I am the Oracle.")],
        ignores=[Example.answer("Oracle is a database.")],
    )
    def oracle(case):
        '''## What it does
        …
        '''
        for hit in case.hits:
            case.report(hit)

Nobody counts bytes: texts are `str`, and ranges are indices into them.
"""

from .case import Case, Excerpt, Finding, Hit, Part, Refused, Span, Window
from .pack import Accuracy, Measure, Pack, Settings, SettingsError, Tombstone, added
from .pattern import Pattern, literal, phrase, regex
from .rule import Example, Rule, Wake, rule

__all__ = [
    "Accuracy",
    "Case",
    "Example",
    "Excerpt",
    "Finding",
    "Hit",
    "Measure",
    "Pack",
    "Part",
    "Pattern",
    "Refused",
    "Rule",
    "Settings",
    "SettingsError",
    "Span",
    "Tombstone",
    "Wake",
    "Window",
    "added",
    "literal",
    "phrase",
    "regex",
    "rule",
]
