//! The published JSON Schema and the reader agree on what a policy is.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use lictor_policy::{EMBEDDED, PolicyFile, json_schema};
use serde_json::Value;

/// TOML as editors hand it to a JSON Schema: dates are strings.
fn json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(when) => when.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, convert(value))).collect::<serde_json::Map<_, _>>().into()
            }
            other => serde_json::to_value(other).unwrap(),
        }
    }
    convert(toml::Value::Table(text.parse().unwrap()))
}

fn fits(text: &str) -> Result<(), String> {
    let validator = jsonschema::draft202012::new(&json_schema()).unwrap();
    validator.validate(&json(text)).map_err(|error| format!("{error} at {}", error.instance_path()))
}

#[test]
fn every_policy_that_is_read_fits() {
    for (name, text) in EMBEDDED {
        assert_eq!(fits(text), Ok(()), "{name}");
        PolicyFile::embedded(name).unwrap().unwrap();
    }
    for name in ["full", "base"] {
        let path = format!("tests/files/{name}.toml");
        assert_eq!(fits(&std::fs::read_to_string(&path).unwrap()), Ok(()), "{name}");
        PolicyFile::read(Path::new(&path)).unwrap();
    }
}

#[test]
fn what_does_not_fit_is_not_read_either() {
    let full = std::fs::read_to_string("tests/files/full.toml").unwrap();
    for (right, wrong) in [
        ("lictor.policy/v1", "lictor.policy/v2"),
        ("id = \"full\"", ""),
        ("mode = \"monitor\"", "mode = \"watch\""),
        ("on_failure = \"block\"", "on_failure = \"stop\""),
        ("file = \"secret.txt\"", "file = \"secret.txt\"\nenv = \"S\""),
        ("file = \"secret.txt\"", "env = \"hunter2\""),
        ("\"restricted-contexts\"]", "\"restricted\"]"),
        ("[rules.levels]", "[rules.level]"),
        ("EXP3 = \"block\"", "EXP3 = \"error\""),
        ("select = [\"all\", ", "select = [\"\", "),
        ("rule = \"acme/CMB001\"", "rule = \"CMB001\""),
        ("revision = 3", "revision = 0"),
        ("all = [\"REF101\"]\nany = [\"tag:secret\", \"EXP401\"]", ""),
        ("case = \"support-*\"", ""),
        ("case = \"support-*\"", "case = \"x\"\nfingerprint = \"k:0\""),
        (
            "workflow = \"support\"\nowner = \"ann\"\napprover = \"bob\"\nreason = \"a key",
            "owner = \"ann\"\napprover = \"bob\"\nreason = \"a key",
        ),
        ("expires = 2027-01-31\nrevision = 2", "revision = 2"),
        ("rule = \"lictor/EXP401\"", "rule = \"EXP\""),
        ("sample = { answer = \"No.\" }", "sample = \"No.\""),
    ] {
        let text = full.replacen(right, wrong, 1);
        assert_ne!(text, full, "{right}");
        assert!(fits(&text).is_err(), "the schema accepts {wrong}");
        let read = PolicyFile::parse("full.toml", &text, Path::new("tests/files"));
        let read = read.and_then(|file| file.resolve(&[&common::refusal(), &common::exposure()]));
        assert!(read.is_err(), "the reader accepts {wrong}");
    }
}

#[test]
fn the_schema_is_a_schema() {
    let schema = json_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(schema["properties"]["schema"]["const"], "lictor.policy/v1");
}
