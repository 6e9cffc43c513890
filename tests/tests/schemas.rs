//! The published JSON Schemas describe what Lictor reads and writes, and nothing anywhere adds dimensions up.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use serde_json::Value;

fn schema(name: &str) -> jsonschema::Validator {
    let path = lictor_tests::root().join(format!("schemas/{name}.schema.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn must_fit(schema: &jsonschema::Validator, value: &Value, what: &str) {
    let problems: Vec<String> =
        schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{what}: {problems:?}");
}

fn lines(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(lictor_tests::root().join(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn samples_and_their_records_fit_their_schemas() {
    let (samples, records) = (schema("sample"), schema("record"));
    let guard = lictor_tests::guard("schema = \"lictor.policy/v1\"\nid = \"x\"\nextends = \"default\"\n");
    for value in lines("examples/answers.jsonl") {
        must_fit(&samples, &value, "sample");
        let record = guard.check(&lictor_tests::sample(&value));
        must_fit(&records, &serde_json::to_value(&record).unwrap(), "record");
    }
    assert!(!samples.is_valid(&serde_json::json!({"answer": 1})));
    assert!(!samples.is_valid(&serde_json::json!({"anwser": "x"})));
}

#[test]
fn manifests_of_the_packs_fit_their_schema_and_so_do_settings() {
    let manifests = schema("manifest");
    for pack in lictor_dist::PACKS {
        let facts = lictor_sandbox::inspect(pack.component).unwrap();
        assert!(facts.imports.iter().all(|import| import.starts_with("lictor:plugin/")), "{:?}", facts.imports);
        let manifest: Value = serde_json::from_str(&facts.manifest.unwrap()).unwrap();
        must_fit(&manifests, &manifest, pack.plugin);
        let settings = jsonschema::validator_for(&manifest["settings"]).unwrap();
        must_fit(&settings, &serde_json::json!({}), "settings");
        assert!(!settings.is_valid(&serde_json::json!({"no such setting": 1})), "{}", pack.plugin);
    }
}

#[test]
fn no_schema_has_a_field_that_adds_dimensions_up() {
    let mut seen = 0;
    for file in std::fs::read_dir(lictor_tests::root().join("schemas")).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        seen += 1;
        let name = path.display();
        let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
        for word in ["\"score\"", "\"total\"", "\"overall\"", "\"average\"", "\"quality\""] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn example_sets_and_answers_fit_their_schemas() {
    let (headers, cases, answers) = (schema("set"), schema("case"), schema("answer"));
    let mut seen = 0;
    for set in ["support-assistant", "coding-assistant", "policy-search", "internal-summarizer"] {
        let folder = lictor_tests::root().join("examples/sets").join(set);
        let toml = |path: &std::path::Path| -> Value {
            let text = std::fs::read_to_string(path).unwrap();
            serde_json::to_value(toml::from_str::<toml::Table>(&text).unwrap()).unwrap()
        };
        must_fit(&headers, &toml(&folder.join("set.toml")), set);
        if folder.join("cases.jsonl").exists() {
            for case in lines(&format!("examples/sets/{set}/cases.jsonl")) {
                must_fit(&cases, &case, set);
                seen += 1;
            }
        }
        for file in ["base", "head"] {
            let file = format!("examples/sets/{set}/answers/{file}.jsonl");
            lines(&file).iter().for_each(|answer| must_fit(&answers, answer, &file));
        }
    }
    assert!(seen > 90, "{seen}");
}
