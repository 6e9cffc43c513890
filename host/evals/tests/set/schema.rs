use std::fs;

use lictor_evals::set::{Case, SetHeader};
use serde_json::Value;

use crate::common::shop;

/// What is published describes what is read: the files themselves fit, not only what was made of them.
#[test]
fn the_files_of_a_set_fit_the_published_schemas() {
    let header = jsonschema::validator_for(&schemars::schema_for!(SetHeader).to_value()).unwrap();
    let case = jsonschema::validator_for(&schemars::schema_for!(Case).to_value()).unwrap();
    let toml = |path| {
        serde_json::to_value(toml::from_str::<toml::Table>(&fs::read_to_string(path).unwrap()).unwrap()).unwrap()
    };
    assert!(header.is_valid(&toml(shop().join("set.toml"))));
    // A day without quotes is TOML's own type, which JSON does not have.
    assert!(case.is_valid(&toml(shop().join("cases/unknown.toml"))));
    let lines = fs::read_to_string(shop().join("cases.jsonl")).unwrap();
    let mut seen = 0;
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let mut value: Value = serde_json::from_str(line).unwrap();
        assert!(case.is_valid(&value), "{line}");
        for key in ["id", "reason", "workflow", "gate", "risk", "difficulty", "input", "expect", "origin"] {
            let taken = value.as_object_mut().unwrap().remove(key).unwrap();
            assert!(!case.is_valid(&value), "{key} is required");
            value[key] = taken;
        }
        value["unknown"] = true.into();
        assert!(!case.is_valid(&value));
        seen += 1;
    }
    assert_eq!(seen, 3);
}
