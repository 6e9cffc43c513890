//! The pack as the JSON that `describe` returns.

use std::any::Any;

use serde_json::{Map, Value, json};

use crate::example::Kind;
use crate::pack::DynamicPattern;
use crate::{Accuracy, Example, Pack, Pattern, Rule, Values, View, Waiver, Wake};

/// The manifest under some settings.
pub(crate) fn manifest(pack: &'static Pack, settings: &dyn Any) -> String {
    let statics = pack.rules.iter().flat_map(|rule| rule.patterns.iter().map(|p| pattern(pack, rule, p)));
    let added = (pack.settings.patterns)(settings);
    let patterns: Vec<Value> = statics.chain(added.iter().map(|p| dynamic(pack, p))).collect();
    let value = json!({
        "schema": "lictor.manifest/v1",
        "publisher": pack.publisher,
        "pack": pack.name,
        "version": pack.version,
        "summary": pack.summary,
        "inputs": names(pack.inputs.iter().map(|input| input.as_str())),
        "rules": pack.rules.iter().map(|r| rule(pack, r)).collect::<Vec<_>>(),
        "patterns": patterns,
        "measures": pack.measures.iter().map(|measure| {
            json!({"name": measure.name, "unit": measure.unit, "summary": measure.summary})
        }).collect::<Vec<_>>(),
        "settings": serde_json::from_str::<Value>(pack.settings.schema).unwrap_or(Value::Null),
        "tombstones": pack.tombstones.iter().map(|tombstone| {
            let mut entry = json!({"code": tombstone.code, "reason": tombstone.reason});
            if let Some(code) = tombstone.replaced_by {
                entry["replaced_by"] = code.into();
            }
            entry
        }).collect::<Vec<_>>(),
    });
    value.to_string()
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Value> {
    names.map(Value::from).collect()
}

fn rule(pack: &Pack, rule: &Rule) -> Value {
    let extra = &rule.extra;
    let mut value = json!({
        "code": rule.code,
        "slug": rule.slug,
        "summary": rule.summary,
        "docs": page(rule.docs),
        "message": rule.message,
        "remedy": rule.remedy,
        "dimension": rule.dimension.as_str(),
        "level": rule.level.as_str(),
        "status": rule.status.as_str(),
        "since": rule.since,
        "revision": rule.revision,
        "sensitive": rule.sensitive,
        "requires": names(rule.requires.iter().map(|input| input.as_str())),
        "tags": extra.tags,
        "references": extra.references,
        "wake": extra.wake.iter().map(wake).collect::<Vec<_>>(),
        "detail": extra.detail.iter().map(|detail| {
            let values = match detail.values {
                Values::Number => json!("number"),
                Values::OneOf(values) => json!({"values": values}),
                Values::PatternLabels => json!({"values": labels(rule)}),
            };
            (detail.key.to_owned(), values)
        }).collect::<Map<_, _>>(),
        "reasons": extra.reasons,
        "examples": {
            "fires": rule.fires.iter().map(example).collect::<Vec<_>>(),
            "ignores": rule.ignores.iter().map(example).collect::<Vec<_>>(),
        },
    });
    if let Some(horizon) = extra.horizon {
        value["horizon"] = horizon.into();
    }
    if let Some(language) = extra.language {
        value["language"] = language.into();
    }
    if extra.waiver != Waiver::Any {
        value["waiver"] = extra.waiver.as_str().into();
    }
    let accuracy: Vec<Value> = pack.accuracy.iter().filter(|a| a.rule == rule.code).map(accuracy).collect();
    if !accuracy.is_empty() {
        value["accuracy"] = accuracy.into();
    }
    value
}

fn accuracy(accuracy: &Accuracy) -> Value {
    let mut value = json!({
        "set": accuracy.set,
        "version": accuracy.version,
        "revision": accuracy.revision,
        "cases": accuracy.cases,
    });
    for (key, figure) in
        [("precision", accuracy.precision), ("recall", accuracy.recall), ("per_thousand", accuracy.per_thousand)]
    {
        if let Some(figure) = figure {
            value[key] = figure.into();
        }
    }
    value
}

/// The doc comment without the space that follows each `///`.
fn page(docs: &str) -> String {
    let lines = docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn labels(rule: &Rule) -> Vec<&'static str> {
    let mut labels: Vec<&str> = rule.patterns.iter().map(|p| p.label).filter(|label| !label.is_empty()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn wake(wake: &Wake) -> Value {
    match wake {
        Wake::Hit => json!({"when": "hit"}),
        Wake::Input(input) => json!({"when": "input", "input": input.as_str()}),
        Wake::AnswerLength(max) => json!({"when": "answer-length", "max": max}),
        Wake::Behaviour(any) => json!({"when": "behaviour", "any": names(any.iter().map(|b| b.as_str()))}),
        Wake::Facts => json!({"when": "facts"}),
        Wake::FinishReason(is) => json!({"when": "finish-reason", "is": is}),
        Wake::Always => json!({"when": "always"}),
    }
}

/// A sample in its JSON form, fixtures not yet replaced.
pub(crate) fn sample(example: &Example) -> Value {
    match example.kind {
        Kind::Answer(answer) => json!({"answer": answer}),
        Kind::Asked(message, answer) => {
            json!({"messages": [{"role": "user", "content": message}], "answer": answer})
        }
        Kind::Json(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.into())),
    }
}

fn example(example: &Example) -> Value {
    let mut value = json!({"sample": sample(example)});
    if let Some(settings) = example.settings {
        value["settings"] = serde_json::from_str(settings).unwrap_or_else(|_| Value::String(settings.into()));
    }
    value
}

/// The codes of the rules that listen to a pattern of `owner`.
fn listeners(pack: &Pack, owner: &str) -> Vec<Value> {
    let listens =
        |rule: &&&Rule| rule.code == owner || rule.extra.shares.iter().any(|prefix| owner.starts_with(prefix));
    names(pack.rules.iter().filter(listens).map(|rule| rule.code))
}

fn pattern(pack: &Pack, owner: &Rule, pattern: &Pattern) -> Value {
    let mut value = json!({
        "inputs": names(pattern.inputs.iter().map(|input| input.as_str())),
        "views": names(pattern.views.iter().map(|view| view.as_str())),
        "rules": listeners(pack, owner.code),
    });
    match (pattern.regex, pattern.literal) {
        (Some(regex), _) => value["regex"] = regex.into(),
        (None, literal) => value["literal"] = literal.unwrap_or_default().into(),
    }
    for (key, set) in [
        ("case_insensitive", pattern.case_insensitive),
        ("whole_word", pattern.whole_word),
        ("unicode", pattern.unicode),
    ] {
        if set {
            value[key] = true.into();
        }
    }
    if !pattern.wakes {
        value["wakes"] = false.into();
    }
    value
}

fn dynamic(pack: &Pack, pattern: &DynamicPattern) -> Value {
    let views: &[View] = if pattern.all_views { &[View::Raw, View::Normalised, View::Decoded] } else { &[View::Raw] };
    json!({
        "literal": pattern.literal,
        "case_insensitive": pattern.case_insensitive,
        "whole_word": pattern.whole_word,
        "inputs": names(pattern.inputs.iter().map(|input| input.as_str())),
        "views": names(views.iter().map(|view| view.as_str())),
        "rules": listeners(pack, pattern.rule),
    })
}
