"""What the host looks for on a rule's behalf."""

from __future__ import annotations

from dataclasses import dataclass, replace

RAW = ("raw",)
ALL_VIEWS = ("raw", "normalised", "decoded")


@dataclass(frozen=True)
class Pattern:
    """A regular expression or a literal. Made with `regex`, `literal` or `phrase`.

    Regexes are those of the Rust `regex` crate, not of Python's `re`: no look-around, no back-references; `\\b`, `\\w`,
    `\\d` and `\\s` mean ASCII unless `unicode` is asked for. A pattern must not be able to match the empty text. Narrow
    patterns are cheap ones: each answer that one hits costs a fresh interpreter.
    """

    regex: str | None = None
    literal: str | None = None
    case_insensitive: bool = False
    whole_word: bool = False
    is_unicode: bool = False
    inputs: tuple[str, ...] = ("answer",)
    in_views: tuple[str, ...] = RAW
    wakes: bool = True
    name: str = ""
    """What `Hit.label` gives."""

    def on(self, *inputs: str) -> Pattern:
        """Matched in these inputs."""
        return replace(self, inputs=inputs)

    def views(self, *views: str) -> Pattern:
        """Matched in these views: `raw`, `normalised`, `decoded`."""
        return replace(self, in_views=views)

    def all_views(self) -> Pattern:
        """Matched in every view: for what people try to hide."""
        return replace(self, in_views=ALL_VIEWS)

    def label(self, label: str) -> Pattern:
        """Names what it finds, for `Hit.label` and details."""
        return replace(self, name=label)

    def context(self) -> Pattern:
        """Gives hits but does not wake the pack."""
        return replace(self, wakes=False)

    def unicode(self) -> Pattern:
        """`\\b`, `\\w`, `\\d`, `\\s` mean Unicode. Costs a hundred times as much on text with a curly quote."""
        return replace(self, is_unicode=True)


def regex(regex: str) -> Pattern:
    """A regular expression, matched in the raw answer."""
    return Pattern(regex=regex)


def literal(literal: str) -> Pattern:
    """A literal, matched in the raw answer."""
    return Pattern(literal=literal)


def phrase(phrase: str) -> Pattern:
    """A phrase: a literal in either case that does not touch other word characters."""
    return Pattern(literal=phrase, case_insensitive=True, whole_word=True)
