//! The answers that OpenAI's SDKs were seen to understand: `tests/clients/golden/openai`.

use std::path::Path;

use lictor_contract::expand;
use serde_json::{Value, json};

use crate::upstream::{Script, completion, events, says, whole, wire};
use crate::{CARD, TOKEN, setting};

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients/golden/openai").join(name);
    expand(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Asserts that an answer has everything that it has to have.
fn has(answer: &Value, wanted: &Value, place: &str) {
    match (answer, wanted) {
        (Value::Object(answer), Value::Object(wanted)) => {
            wanted.iter().for_each(|(key, value)| {
                has(answer.get(key).unwrap_or(&json!("missing")), value, &format!("{place}.{key}"))
            });
        }
        (Value::Array(answer), Value::Array(wanted)) => {
            assert_eq!(answer.len(), wanted.len(), "{place}");
            answer.iter().zip(wanted).for_each(|(answer, wanted)| has(answer, wanted, place));
        }
        _ => assert_eq!(answer, wanted, "{place}"),
    }
}

/// The data of a stream's events.
fn data(body: &str) -> Value {
    let events = body.split_terminator("\n\n").map(|event| event.strip_prefix("data: ").unwrap());
    events.map(|data| serde_json::from_str(data).unwrap_or_else(|_| json!(data))).collect()
}

#[tokio::test]
async fn sdks_get_what_they_understand() {
    let clean = "The library opens at nine and closes at six on weekdays.".to_owned();
    let leak = |secret: &str| format!("Your number is {secret} and it is valid until May.");
    let answer = |text: &str| whole(200, &completion(json!([says(text)])));
    let cases: [(&str, Script, &str); 4] = [
        ("chat", answer(&clean), "json"),
        ("chat-card", answer(&leak(CARD)), "json"),
        ("chat-token", answer(&leak(&TOKEN)), "json"),
        ("chat-stream-token", events(wire(&[&leak(&TOKEN)])), "sse"),
    ];
    let setting = setting(events(vec![])).await;
    for (name, script, kind) in cases {
        setting.upstream.says(script);
        let response = setting.server.post("/v1/chat/completions", golden(&format!("{name}.json"))).await;
        assert_eq!(response.status(), 200, "{name}");
        let (body, wanted) = (response.text().await.unwrap(), golden(&format!("{name}.response.{kind}")));
        match kind {
            "json" => has(&serde_json::from_str(&body).unwrap(), &serde_json::from_str(&wanted).unwrap(), name),
            _ => has(&data(&body), &data(&wanted), name),
        }
    }
}
