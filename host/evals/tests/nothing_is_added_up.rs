//! No published type has a place for a number over several dimensions.
#![allow(missing_docs, clippy::unwrap_used)]

use lictor_evals::compare::Comparison;
use lictor_evals::gate::ReleaseDecision;
use lictor_evals::review::ReviewRecord;
use lictor_evals::run::{Answer, CaseResult, Problem, RunCase, RunManifest};
use lictor_evals::set::{Case, SetHeader};
use lictor_evals::summary::RunSummary;
use lictor_model::Dimension;
use schemars::schema_for;
use serde_json::{Map, Value, json};

/// Words that a name of such a number would have.
const SUSPECT: [&str; 14] = [
    "average",
    "avg",
    "composite",
    "grade",
    "index",
    "mean",
    "overall",
    "quality",
    "rank",
    "rating",
    "score",
    "scores",
    "sum",
    "total",
];

/// Where a suspect word is about one measure of one slice, and what it is taken over stands beside it.
const ALLOWED: [(&str, &str); 1] = [("MeasureSummary", "mean")];

/// What is wrong with a schema.
fn wrong(name: &str, schema: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(schema, name, "", &mut wrong);
    wrong
}

fn walk(schema: &Value, of: &str, field: &str, wrong: &mut Vec<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| walk(item, of, field, wrong)),
        Value::Object(keys) => {
            // A dimension is what something is about, never one of several that a number is taken over.
            let dimension = schema["$ref"].as_str().is_some_and(|to| to.ends_with("/Dimension"));
            if dimension && field != "dimension" && field != "(key)" {
                wrong.push(format!("{of}.{field} is a dimension and not called so"));
            }
            for (key, value) in keys {
                match key.as_str() {
                    "properties" => properties(value.as_object().unwrap(), of, field, wrong),
                    "$defs" => value.as_object().unwrap().iter().for_each(|(name, value)| walk(value, name, "", wrong)),
                    "propertyNames" => walk(value, of, "(key)", wrong),
                    "enum" | "const" | "default" | "examples" | "required" => {}
                    _ => walk(value, of, field, wrong),
                }
            }
        }
        _ => {}
    }
}

fn properties(properties: &Map<String, Value>, of: &str, field: &str, wrong: &mut Vec<String>) {
    // A case's `risk` is what its failure can do, and no dimension.
    let own = |name: &str| properties[name]["$ref"].as_str().is_some_and(|to| to.ends_with("/Risk"));
    let named = |dimension: &Dimension| properties.contains_key(dimension.as_str()) && !own(dimension.as_str());
    let dimensions = Dimension::ALL.iter().filter(|dimension| named(dimension)).count();
    if dimensions > 0 && dimensions != properties.len() {
        wrong.push(format!("{of}.{field} has a dimension among its fields"));
    }
    for (name, value) in properties {
        let suspect = name.split('_').any(|word| SUSPECT.contains(&word));
        if suspect && !ALLOWED.contains(&(of, name)) {
            wrong.push(format!("{of}.{name} sounds like a number over everything"));
        }
        walk(value, of, name, wrong);
    }
}

#[test]
fn no_published_type_has_a_field_over_several_dimensions() {
    let schemas = [
        ("Answer", schema_for!(Answer)),
        ("Case", schema_for!(Case)),
        ("CaseResult", schema_for!(CaseResult)),
        ("Comparison", schema_for!(Comparison)),
        ("Problem", schema_for!(Problem)),
        ("ReleaseDecision", schema_for!(ReleaseDecision)),
        ("ReviewRecord", schema_for!(ReviewRecord)),
        ("RunCase", schema_for!(RunCase)),
        ("RunManifest", schema_for!(RunManifest)),
        ("RunSummary", schema_for!(RunSummary)),
        ("SetHeader", schema_for!(SetHeader)),
    ];
    for (name, schema) in schemas {
        assert_eq!(wrong(name, &schema.to_value()), Vec::<String>::new());
    }
}

#[test]
fn such_a_field_would_be_seen() {
    let with = |properties: Value| wrong("Made", &json!({ "$defs": { "Inner": { "properties": properties } } })).len();
    assert_eq!(with(json!({ "share": { "type": "number" } })), 0);
    assert_eq!(with(json!({ "overall_share": { "type": "number" } })), 1);
    assert_eq!(with(json!({ "score": { "type": "number" } })), 1);
    assert_eq!(with(json!({ "mean": { "type": "number" } })), 1);
    assert_eq!(with(json!({ "risk": { "type": "number" }, "cases": { "type": "number" } })), 1);
    assert_eq!(with(json!({ "worst": { "$ref": "#/$defs/Dimension" } })), 1);
    assert_eq!(with(json!({ "dimension": { "$ref": "#/$defs/Dimension" } })), 0);
}
