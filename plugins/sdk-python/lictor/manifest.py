"""The pack as the JSON that `describe` returns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .pack import Accuracy, Added, Pack
from .pattern import Pattern
from .rule import PATTERN_LABELS, Example, Rule


def manifest(pack: Pack, settings: Any) -> str:
    """The manifest under some settings."""
    patterns = [_pattern(pack, rule, pattern) for rule in pack.rules for pattern in rule.patterns]
    patterns += [_added(pack, pattern) for pattern in pack.settings.patterns(settings)]
    value = {
        "schema": "lictor.manifest/v1",
        "publisher": pack.publisher,
        "pack": pack.name,
        "version": pack.version,
        "summary": pack.summary,
        "inputs": list(pack.inputs),
        "rules": [_rule(pack, rule) for rule in pack.rules],
        "patterns": patterns,
        "measures": [{"name": m.name, "unit": m.unit, "summary": m.summary} for m in pack.measures],
        "settings": pack.settings.schema,
        "tombstones": [_present(code=t.code, reason=t.reason, replaced_by=t.replaced_by) for t in pack.tombstones],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _present(**fields: Any) -> dict[str, Any]:
    """Without what is None: the schema knows absent keys and no null."""
    return {key: value for key, value in fields.items() if value is not None}


def _rule(pack: Pack, rule: Rule) -> dict[str, Any]:
    accuracy = [_accuracy(a) for a in pack.accuracy if a.rule == rule.code]
    return _present(
        code=rule.code,
        slug=rule.slug,
        summary=rule.summary,
        docs=rule.docs,
        message=rule.message,
        remedy=rule.remedy,
        dimension=rule.dimension,
        level=rule.level,
        status=rule.status,
        since=rule.since,
        revision=rule.revision,
        language=rule.language,
        sensitive=rule.sensitive,
        requires=list(rule.requires),
        horizon=rule.horizon,
        tags=list(rule.tags),
        references=list(rule.references),
        wake=[wake.json for wake in rule.wake],
        detail={key: _values(rule, values) for key, values in rule.detail.items()},
        reasons=list(rule.reasons),
        waiver=None if rule.waiver == "any" else rule.waiver,
        examples={"fires": _examples(rule.fires), "ignores": _examples(rule.ignores)},
        accuracy=accuracy or None,
    )


def _accuracy(accuracy: Accuracy) -> dict[str, Any]:
    return _present(
        set=accuracy.set,
        version=accuracy.version,
        revision=accuracy.revision,
        cases=accuracy.cases,
        precision=accuracy.precision,
        recall=accuracy.recall,
        per_thousand=accuracy.per_thousand,
    )


def _values(rule: Rule, values: Any) -> Any:
    if values == "number":
        return "number"
    if values == PATTERN_LABELS:
        values = sorted({pattern.name for pattern in rule.patterns if pattern.name})
    return {"values": list(values)}


def _examples(examples: Iterable[Example]) -> list[dict[str, Any]]:
    return [_present(sample=example.json, settings=example.settings) for example in examples]


def listeners(pack: Pack, owner: Rule) -> list[str]:
    """The codes of the rules that listen to a pattern of `owner`."""
    return [
        rule.code
        for rule in pack.rules
        if rule.code == owner.code or any(owner.code.startswith(prefix) for prefix in rule.shares)
    ]


def _pattern(pack: Pack, owner: Rule, pattern: Pattern) -> dict[str, Any]:
    return _present(
        regex=pattern.regex,
        literal=pattern.literal,
        case_insensitive=pattern.case_insensitive or None,
        whole_word=pattern.whole_word or None,
        unicode=pattern.is_unicode or None,
        inputs=list(pattern.inputs),
        views=list(pattern.in_views),
        rules=listeners(pack, owner),
        wakes=None if pattern.wakes else False,
    )


def _added(pack: Pack, pattern: Added) -> dict[str, Any]:
    return {
        "literal": pattern.literal,
        "case_insensitive": pattern.case_insensitive,
        "whole_word": pattern.whole_word,
        "inputs": list(pattern.inputs),
        "views": list(pattern.views),
        "rules": listeners(pack, pattern.rule),
    }
