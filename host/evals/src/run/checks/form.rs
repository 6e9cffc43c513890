use std::collections::BTreeSet;

use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use super::{Judgement, fail};
use crate::Outcome;
use crate::run::RunError;
use crate::set;

/// The form of a case, compiled once.
pub(in crate::run) enum Form {
    /// The answer is this text, but for white space around it.
    Exact(String),
    /// The answer is JSON that fits, and lies no deeper than can be checked in time.
    Json(Box<Validator>, usize),
}

impl Form {
    pub(super) fn new(form: &set::Form, case: &str) -> Result<Self, RunError> {
        Ok(match form {
            set::Form::Exact(text) => Self::Exact(text.trim().to_owned()),
            set::Form::JsonSchema(schema) => {
                // References lead nowhere else, and patterns take linear time.
                let options = jsonschema::options().with_pattern_options(PatternOptions::regex()).offline();
                let validator = options.build(schema);
                let place = |error: jsonschema::ValidationError<'_>| error.instance_path().to_string();
                let validator =
                    validator.map_err(|error| RunError::Form { case: case.to_owned(), place: place(error) })?;
                Self::Json(Box::new(validator), deepest(schema))
            }
        })
    }

    pub(super) fn check(&self, answer: &str) -> Judgement {
        match self {
            Self::Exact(text) if answer.trim() == text => (Outcome::Pass, None),
            Self::Exact(_) => fail("the text is not the expected one"),
            Self::Json(validator, deepest) => match serde_json::from_str::<Value>(unfenced(answer.trim())) {
                Err(_) => fail("the answer is no JSON"),
                Ok(value) if depth(&value) > *deepest => (
                    Outcome::Unchecked,
                    Some(format!(
                        "the JSON lies more than {deepest} deep, and the schema refers to itself too often for that"
                    )),
                ),
                Ok(value) => match validator.iter_errors(&value).next() {
                    None => (Outcome::Pass, None),
                    // The place in the schema: that in the answer could quote it.
                    Some(error) => fail(format!("the JSON does not fit the schema at `{}`", error.schema_path())),
                },
            },
        }
    }
}

/// What is in the one fenced block that a text consists of, or the text.
fn unfenced(text: &str) -> &str {
    let Some(inner) = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")) else { return text };
    match inner.split_once('\n') {
        Some((language, body)) if !language.contains('`') && !body.contains("```") => body,
        _ => text,
    }
}

/// How deep an answer may lie. What a schema that refers to itself twice takes can double with every level of the answer, so that
/// 60 brackets take for ever: ways that branch, to the power of levels, stay below about a million.
fn deepest(schema: &Value) -> usize {
    let mut ways = Vec::new();
    collect(schema, &mut ways);
    match circular(schema, schema, &mut vec!["#"], &mut BTreeSet::new()) {
        true => (20 / ways.len().next_power_of_two().ilog2().max(1)).max(1) as usize,
        false => usize::MAX,
    }
}

/// Whether following references leads back to one that is being followed, or who knows where.
fn circular<'s>(root: &'s Value, node: &'s Value, path: &mut Vec<&'s str>, done: &mut BTreeSet<&'s str>) -> bool {
    let mut references = Vec::new();
    collect(node, &mut references);
    references.into_iter().any(|reference| {
        if path.contains(&reference) {
            return true;
        }
        if !done.insert(reference) {
            return false;
        }
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) else { return true };
        path.push(reference);
        let found = circular(root, target, path, done);
        path.pop();
        found
    })
}

/// The references below a node. An `$id` changes what they mean, and the `unevaluated…` keywords look at everything beside them
/// a second time, which comes to the same as a reference to the whole.
fn collect<'s>(node: &'s Value, references: &mut Vec<&'s str>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| match (key.as_str(), value) {
            ("$ref", Value::String(reference)) => references.push(reference),
            ("$id" | "id", Value::String(_)) => references.push("#"),
            ("unevaluatedItems" | "unevaluatedProperties", value) => {
                references.push("#");
                collect(value, references);
            }
            (_, value) => collect(value, references),
        }),
        _ => {}
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
