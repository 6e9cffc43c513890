use serde_json::Value;

use super::SecretScan;
use crate::set::document::below;
use crate::set::issue::IssueKind;
use crate::set::name::shown;
use crate::set::shape::Misfit;
use crate::set::{Case, SetHeader};

/// Shorter texts hold no secret.
const SHORTEST: usize = 6;

/// Every text of a case in which something is found: the place and the rule, never the text.
pub(super) fn misfits(case: &Case, scan: &SecretScan<'_>) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    if let Ok(value) = serde_json::to_value(case) {
        walk(&value, "", scan, &mut misfits);
    }
    misfits
}

/// The same for the header.
pub(super) fn header(header: &SetHeader, scan: &SecretScan<'_>) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    if let Ok(value) = serde_json::to_value(header) {
        walk(&value, "", scan, &mut misfits);
    }
    misfits
}

fn walk(value: &Value, pointer: &str, scan: &SecretScan<'_>, misfits: &mut Vec<Misfit>) {
    match value {
        Value::String(text) => look(text, pointer, scan, misfits),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{pointer}/{index}"), scan, misfits);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                look(key, pointer, scan, misfits);
                walk(item, &below(pointer, key), scan, misfits);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn look(text: &str, pointer: &str, scan: &SecretScan<'_>, misfits: &mut Vec<Misfit>) {
    if text.len() < SHORTEST {
        return;
    }
    // A key can be a secret, too: then it is not part of what is told.
    let here = match pointer.split('/').skip(1).all(|step| shown(step).is_some() && step.len() < 24) {
        true if !pointer.is_empty() => format!("`{}`", &pointer[1..]),
        _ => "the case".to_owned(),
    };
    let (kind, message, help) = match scan(text) {
        Ok(rules) if rules.is_empty() => return,
        Ok(mut rules) => {
            rules.sort();
            rules.dedup();
            let help = "a set is read by many: put a made-up value there, or hold it where the policy can tell it from a real one";
            (IssueKind::SecretInSet, format!("{} found something in {here}", rules.join(", ")), help)
        }
        Err(why) => (IssueKind::UncheckedText, format!("{here} could not be checked for secrets: {why}"), ""),
    };
    let help = (!help.is_empty()).then(|| help.to_owned());
    misfits.push(Misfit { kind, pointer: pointer.into(), message, help });
}
