//! Packs made by hand, as far as a policy looks at them.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::Path;

use lictor_contract::Manifest;
use lictor_policy::{Policy, PolicyError, PolicyFile};
use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::{Value, json};

/// Code, default level, dimension, tags, and what else differs from a plain stable rule.
pub(crate) type Rule = (&'static str, &'static str, &'static str, &'static [&'static str], Value);

pub(crate) fn manifest(plugin: &str, inputs: &[&str], rules: Vec<Rule>) -> Manifest {
    let (publisher, pack) = plugin.split_once('/').unwrap();
    let rules: Vec<Value> = rules
        .into_iter()
        .map(|(code, level, dimension, tags, differs)| {
            let mut rule = json!({
                "code": code, "slug": format!("slug-of-{}", code.to_lowercase()), "summary": "s", "docs": "d",
                "message": "m", "dimension": dimension, "level": level, "status": "stable", "since": "0.1.0",
                "revision": 1, "sensitive": false, "tags": tags, "examples": { "fires": [], "ignores": [] },
            });
            rule.as_object_mut().unwrap().extend(differs.as_object().cloned().unwrap_or_default());
            rule
        })
        .collect();
    serde_json::from_value(json!({
        "schema": "lictor.manifest/v1", "publisher": publisher, "pack": pack, "version": "0.1.0", "summary": "s",
        "inputs": inputs, "rules": rules,
        "settings": { "type": "object", "additionalProperties": false },
    }))
    .unwrap()
}

/// A pack with secrets, personal data, one preview, one deprecated and one removed rule, and settings.
pub(crate) fn exposure() -> Manifest {
    let mut manifest = manifest(
        "lictor/data-exposure",
        &["answer", "user-message", "restricted-contexts"],
        vec![
            (
                "EXP101",
                "block",
                "risk",
                &["context"],
                json!({ "waiver": "fingerprint", "requires": ["restricted-contexts"] }),
            ),
            ("EXP301", "block", "risk", &["secret"], json!({ "waiver": "fingerprint" })),
            ("EXP313", "warn", "risk", &["secret"], json!({})),
            ("EXP401", "warn", "risk", &["pii"], json!({ "revision": 2 })),
            ("EXP402", "warn", "risk", &["pii"], json!({})),
            ("EXP900", "block", "risk", &[], json!({ "status": "preview" })),
            ("EXP901", "warn", "risk", &[], json!({ "status": "deprecated" })),
            ("EXP902", "warn", "risk", &[], json!({ "status": "removed" })),
        ],
    );
    manifest.settings = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "canaries": { "type": "array", "items": { "type": "string", "minLength": 8 } },
            "threshold": { "type": "number", "maximum": 1 },
        },
    });
    manifest.tombstones = serde_json::from_value(json!([
        { "code": "EXP414", "replaced_by": "EXP401", "reason": "It was the same as EXP401." },
        { "code": "EXP415", "reason": "It could not be made to work." },
    ]))
    .unwrap();
    manifest
}

pub(crate) fn refusal() -> Manifest {
    manifest(
        "lictor/refusal",
        &["answer", "user-message"],
        vec![
            ("REF101", "note", "usefulness", &[], json!({})),
            ("REF102", "block", "usefulness", &[], json!({ "requires": ["user-message"] })),
        ],
    )
}

/// A pack of another publisher that uses one of lictor's codes as well.
pub(crate) fn finance() -> Manifest {
    let rules: Vec<Rule> =
        vec![("FIN001", "block", "correctness", &["money"], json!({})), ("EXP401", "note", "risk", &[], json!({}))];
    manifest("acme/finance", &["answer"], rules)
}

/// The beginning of a policy with the packs `exposure()` and `refusal()`.
pub(crate) const HEAD: &str = r#"schema = "lictor.policy/v1"
id = "p"
[[packs]]
plugin = "lictor/data-exposure"
inputs = ["answer", "user-message", "restricted-contexts"]
[[packs]]
plugin = "lictor/refusal"
inputs = ["answer", "user-message"]
"#;

pub(crate) fn parse(text: &str) -> Result<PolicyFile, PolicyError> {
    PolicyFile::parse("policy.toml", text, Path::new(""))
}

/// Parses and resolves `HEAD` and what follows it.
pub(crate) fn with_head(text: &str) -> Result<Policy, PolicyError> {
    resolve(parse(&format!("{HEAD}{text}"))?)
}

pub(crate) fn resolve(file: PolicyFile) -> Result<Policy, PolicyError> {
    file.resolve(&[&exposure(), &refusal()])
}

/// The level of a rule, by its ID.
pub(crate) fn level(policy: &Policy, workflow: Option<&str>, rule: &str) -> String {
    let json = policy.to_json();
    let levels = match workflow {
        Some(workflow) => &json["workflows"][workflow],
        None => &json["levels"],
    };
    levels[rule].as_str().unwrap_or_else(|| panic!("no {rule} in {json:#}")).to_owned()
}

/// An error as a person sees it, without colour.
pub(crate) fn render(error: &PolicyError) -> String {
    let mut out = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(110);
    handler.render_report(&mut out, error).unwrap();
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
