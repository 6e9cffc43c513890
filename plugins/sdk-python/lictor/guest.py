"""The component side: the contract's exports over a pack, its imports as a host.

Only a component can import this module: `wit_world` is what componentize-py makes of the contract.
"""

from __future__ import annotations

import io
import json
import sys
import time

from componentize_py_types import Err
from wit_world.imports import findings, sample, types

from .case import Excerpt, Finding, Refused, Span
from .check import Failed, Prepared, RawHit, _words
from .manifest import manifest
from .pack import Pack, SettingsError


class Imports:
    """The host's functions."""

    part_count = staticmethod(sample.part_count)
    input = staticmethod(sample.input)
    text = staticmethod(sample.text)
    read = staticmethod(sample.read)
    len = staticmethod(sample.len)
    property = staticmethod(sample.property)
    attribute = staticmethod(sample.attribute)
    input_state = staticmethod(sample.input_state)
    expectation = staticmethod(sample.expectation)
    view = staticmethod(sample.view)

    def hits(self) -> list[RawHit]:
        return [RawHit(hit.pattern, hit.view, _ours(hit.span)) for hit in sample.hits()]

    def around(self, hit: int, before: int, after: int) -> Excerpt:
        excerpt = sample.around(hit, before, after)
        return Excerpt(excerpt.before, excerpt.matched, excerpt.after)

    def locate(self, hit: int, start: int, end: int) -> Span:
        return _ours(sample.locate(hit, start, end))

    def report(self, finding: Finding) -> None:
        spans = [types.Span(span.part, span.start, span.end) for span in finding.spans]
        theirs = types.Finding(finding.rule, spans, list(finding.hits), finding.confidence, list(finding.detail))
        _accepted(findings.report, theirs)

    def not_applicable(self, rule: str, reason: str) -> None:
        _accepted(findings.not_applicable, rule, reason)

    def measure(self, name: str, value: float) -> None:
        _accepted(findings.measure, name, value)


def _ours(span: types.Span) -> Span:
    return Span(span.part, span.start, span.end)


def _accepted(call, *arguments) -> None:
    try:
        call(*arguments)
    except Err as refused:
        raise Refused(refused.value) from None


class _Nowhere(io.TextIOBase):
    """Where print writes to. Asking the host for an output that it does not have would be a trap without words."""

    def write(self, text: str) -> int:
        raise RuntimeError("a pack has nowhere to print to")


def _no_clock() -> float:
    raise RuntimeError('a pack has no clock: case.attribute("today") is the date')


def scorer(pack: Pack) -> type:
    """The class that a component exports as `Scorer`. Whatever a pack raises becomes the error of the call: an exception that
    left it would be a trap without words."""
    prepared = Prepared(pack)
    imports = Imports()
    # What a check without settings starts from; so the build meets a pack whose defaults are refused.
    defaults = pack.settings.parse({})
    # And a pack that cannot be described.
    manifest(pack, defaults)
    # Until here, while the component is built, there is all that a Python has.
    sys.stdout = sys.stderr = _Nowhere()
    time.time = time.time_ns = time.monotonic = time.monotonic_ns = time.perf_counter = _no_clock

    class Scorer:
        settings = defaults

        def configure(self, settings: str) -> None:
            try:
                Scorer.settings = pack.settings.parse(json.loads(settings or "{}"))
            except SettingsError as error:
                raise Err([types.Problem(path, message) for path, message in error.problems.items()]) from None
            except Exception as error:
                raise Err([types.Problem("", _words(error))]) from None

        def describe(self) -> str:
            try:
                return manifest(pack, Scorer.settings)
            except Exception as error:
                raise Err(_words(error)) from None

        def check(self) -> None:
            try:
                prepared.check(Scorer.settings, imports)
            except Failed as error:
                raise Err(str(error)) from None
            except Exception as error:
                raise Err(_words(error)) from None

    return Scorer
