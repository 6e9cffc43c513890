//! What gateways send, and what they have to get: byte for byte as their real clients were seen to ask.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // Helpers of tests fail by panicking, and say what is not checked.

mod clients;
#[path = "../common/mod.rs"]
mod common;
mod litellm;

use std::path::{Path, PathBuf};

use common::{Running, folder};
use lictor_contract::expand;
use serde_json::Value;

/// The default policy, as the real clients' tests have it.
async fn default() -> Running {
    folder().serve("[[policies]]\nname = \"default\"\n").await
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients/golden")
}

fn read(path: &Path) -> String {
    expand(&std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The questions of a client, by name, each with the answer that it has to get.
fn questions(client: &str) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(golden().join(client)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(name) = name.strip_suffix(".json").filter(|name| !name.ends_with(".response")) {
            let answer = read(&path.with_file_name(format!("{name}.response.json")));
            all.push((name.to_owned(), read(&path), serde_json::from_str(&answer).unwrap()));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Asserts that an answer has everything that it has to have. It may have more, but for lists.
fn has(answer: &Value, wanted: &Value, place: &str) {
    match (answer, wanted) {
        (Value::Object(answer), Value::Object(wanted)) => {
            for (key, wanted) in wanted {
                let value = answer.get(key).unwrap_or_else(|| panic!("{place}: no `{key}` in {answer:?}"));
                has(value, wanted, &format!("{place}.{key}"));
            }
        }
        (Value::Array(answer), Value::Array(wanted)) => {
            assert_eq!(answer.len(), wanted.len(), "{place}: {answer:?} is not {wanted:?}");
            for (index, (value, wanted)) in answer.iter().zip(wanted).enumerate() {
                has(value, wanted, &format!("{place}[{index}]"));
            }
        }
        _ => assert_eq!(answer, wanted, "{place}"),
    }
}

async fn asks(client: &str, least: usize, path: impl Fn(&str) -> &'static str) {
    let server = default().await;
    let questions = questions(client);
    assert!(questions.len() >= least, "{client}: only {} questions", questions.len());
    for (name, question, wanted) in questions {
        for prefix in ["", "/v1/policies/default"] {
            // Beneath a policy the version is in front already.
            let path = path(&name);
            let path = if prefix.is_empty() { path } else { path.strip_prefix("/v1").unwrap_or(path) };
            let response = server.post(&format!("{prefix}{path}"), question.clone()).await;
            assert_eq!(response.status(), 200, "{client}/{name}");
            let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
            has(&answer, &wanted, &format!("{client}/{name}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn litellm_gets_what_it_understands() {
    asks("litellm", 11, |_| "/beta/litellm_basic_guardrail_api").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn portkey_gets_what_it_understands() {
    asks("portkey", 8, |_| "/portkey").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promptfoo_gets_what_it_understands() {
    asks("promptfoo", 5, |_| "/promptfoo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nemo_gets_what_it_understands() {
    asks("nemo", 3, |_| "/v1/checks").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agentgateway_gets_what_it_understands() {
    asks("agentgateway", 3, |name| if name.starts_with("request") { "/request" } else { "/response" }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_read_is_refused_and_none_of_it_is_repeated() {
    let server = default().await;
    let paths = ["/beta/litellm_basic_guardrail_api", "/portkey", "/promptfoo", "/v1/checks", "/request", "/response"];
    let secret = "hunter2-hunter2";
    let bodies = [
        String::new(),
        secret.to_owned(),
        format!("[\"{secret}\"]"),
        format!("{{\"{secret}\": 1}}"),
        format!("{{\"input_type\": \"{secret}\"}}"),
        format!("{{\"input_type\": \"response\", \"texts\": \"{secret}\"}}"),
        format!("{{\"input_type\": \"response\", \"texts\": [], \"tool_calls\": \"{secret}\"}}"),
        format!("{{\"input_type\": \"request\", \"structured_messages\": [{{\"role\": \"{secret}\"}}]}}"),
        format!("{{\"eventType\": \"{secret}\", \"request\": {{}}}}"),
        format!("{{\"eventType\": \"beforeRequestHook\", \"request\": {{\"json\": {{\"messages\": \"{secret}\"}}}}}}"),
        format!(
            "{{\"messages\": [\"{secret}\"], \"body\": {{\"messages\": [\"{secret}\"], \"choices\": [\"{secret}\"]}}}}"
        ),
        format!("{{\"output\": [\"{secret}\"], \"context\": {{\"vars\": {{\"lictor\": \"{secret}\"}}}}}}"),
    ];
    let mut refused = 0;
    for path in paths {
        for body in &bodies {
            let response = server.post(path, body.clone()).await;
            let status = response.status();
            let text = response.text().await.unwrap();
            assert!(!text.contains(secret), "{path} {body}: {text}");
            assert!(status.is_client_error(), "{path} {body}: {status} {text}");
            refused += 1;
        }
    }
    assert_eq!(refused, paths.len() * bodies.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn promptfoo_tells_in_a_variable_what_is_known_and_fails_what_was_not_checked() {
    let server = default().await;
    let ask = async |vars: Value| {
        let body = serde_json::json!({"output": "The warranty is 24 months.", "context": {"prompt": "How long?", "vars": vars}});
        let answer = server.post("/promptfoo", body.to_string()).await.text().await.unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    let expectation = serde_json::json!({"expectation": {"facts": ["36 months"]}});
    let missed = ask(serde_json::json!({"lictor": expectation})).await;
    assert!(missed["reason"].as_str().unwrap().contains("GRD"), "{missed}");
    // Lists become one case for each element, so that they travel as text.
    assert_eq!(ask(serde_json::json!({"lictor": expectation.to_string()})).await, missed);
    assert_eq!(ask(serde_json::json!({"task": "x"})).await["pass"], true);
}
