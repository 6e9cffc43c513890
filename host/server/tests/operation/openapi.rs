//! The description of the interface is the code's, and what it describes is there.

use serde_json::{Value, json};

use crate::common::{CARD, cards, key, sample};

fn published() -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_document_is_what_the_server_answers() {
    let served = cards(&key("one", "key-one", "")).await;
    // Without a key: whoever makes a client has none yet.
    let document: Value = served.get("/openapi.json").await.json().await.unwrap();
    assert!(document == published(), "run `cargo xtask schemas` and commit the result");
}

/// Every `$ref` in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
    let document = published();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let mut ids: Vec<&str> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_describes_is_there_and_needs_a_key_where_it_says_so() {
    let served = cards(&key(
        "one",
        "key-one",
        "endpoints = [\"check\", \"stream\", \"gateway\", \"proxy\", \"catalogue\", \"metrics\"]",
    ))
    .await;
    let document = published();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            let url = served.url(&path.replace("{policy}", "cards"));
            let ask = |key: Option<&str>| {
                let request = served.client.request(method.to_uppercase().parse().unwrap(), &url).body(sample(CARD));
                key.map_or(request.try_clone().unwrap(), |key| request.bearer_auth(key)).send()
            };
            let without = ask(None).await.unwrap().status();
            assert_eq!(without == 401, operation["security"] != json!([]), "{place}: {without}");
            let answer = ask(Some("key-one")).await.unwrap();
            let status = answer.status().as_u16().to_string();
            let known = operation["responses"].as_object().unwrap();
            assert!(known.contains_key(&status) || known.contains_key("default"), "{place}: {status}");
            // The proxy has no model server here, and this is no sample to gateways.
            let problem: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default();
            for missing in ["no-endpoint", "wrong-method", "no-policy", "endpoint-not-allowed"] {
                assert_ne!(problem["type"], format!("urn:lictor:problem:{missing}"), "{place}");
                assert!(missing == "no-endpoint" || problem["error"]["code"] != missing, "{place}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
