//! What an application asks, and what of it reaches the model.

use serde_json::{Value, json};

use crate::upstream::{completion, says, whole};
use crate::{PROSE, TOKEN, question, setting};

#[tokio::test]
async fn what_is_not_known_here_goes_on_as_it_came() {
    let setting = setting(whole(200, &completion(json!([says(PROSE)])))).await;
    let body = json!({
        "model": "scripted", "temperature": 0.7, "seed": u64::MAX, "logit_bias": {"50256": -100},
        "messages": [
            {"role": "system", "content": "Be kind.", "name": "desk"},
            {"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "data:,x"}}]},
        ],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}], "new_setting": {"z": 1, "a": [null]},
    });
    let mut asked = body.clone();
    asked["lictor"] = json!({"workflow": "w", "tags": ["t"]});
    let request = setting.server.client.post(setting.server.url("/v1/chat/completions"));
    let request = request.header("openai-project", "p").header("x-lictor-anything", "1").body(asked.to_string());
    assert_eq!(request.send().await.unwrap().status(), 200);
    let seen = setting.upstream.seen().remove(0);
    assert_eq!((seen.path.as_str(), seen.body.to_string()), ("/v1/chat/completions", body.to_string()));
    assert_eq!(seen.headers["openai-project"], "p");
    assert!(seen.headers.get("x-lictor-anything").is_none());
}

#[tokio::test]
async fn a_request_that_is_stopped_reaches_nobody() {
    let setting = setting(whole(200, &completion(json!([says(PROSE)])))).await;
    let call = json!({"id": "c", "type": "function", "function": {"name": "f", "arguments": json!({"key": *TOKEN}).to_string()}});
    let mut asked = question();
    asked["messages"].as_array_mut().unwrap().push(json!({"role": "assistant", "content": null, "tool_calls": [call]}));
    for streamed in [false, true] {
        asked["stream"] = streamed.into();
        let (status, headers, body) = setting.answer(&asked).await;
        assert_eq!((status, &headers["x-lictor-decision"]), (400, &"block".parse().unwrap()));
        let error = &body["error"];
        assert_eq!((&error["code"], &error["type"]), (&json!("content_filter"), &json!("invalid_request_error")));
        assert_eq!(error["message"], "Blocked by lictor/EXP302.");
        assert_eq!(body["lictor"]["decision"], "block");
        assert!(!body.to_string().contains(TOKEN.as_str()));
    }
    assert_eq!(setting.upstream.seen().len(), 0);
}

/// A context that the caller may not read stops an answer that quotes it, and not one of a caller who may.
#[tokio::test]
async fn contexts_and_labels_come_beside_the_request() {
    let secret = "The merger with Borealis closes on 14 March, and the price is nine a share.";
    let setting = setting(whole(200, &completion(json!([says(secret)])))).await;
    for (labels, decision) in [(json!(["staff"]), "block"), (json!(["board"]), "allow")] {
        let mut asked = question();
        asked["lictor"] = json!({"contexts": [{"text": secret, "access": ["board"]}], "caller": {"labels": labels}});
        let (status, headers, _) = setting.answer(&asked).await;
        assert_eq!((status, headers["x-lictor-decision"].to_str().unwrap()), (200, decision), "{labels}");
        assert_eq!(setting.upstream.seen().remove(0).body.get("lictor"), None);
    }
}

/// Errors of ours have the shape that SDKs read, are counted, and nothing of what they refuse reaches the model.
#[tokio::test]
async fn what_cannot_be_checked_is_refused() {
    let setting = setting(whole(200, &completion(json!([says(PROSE)])))).await;
    let message = |message: Value| json!({"model": "m", "messages": [message]}).to_string();
    let cases = [
        ("{".to_owned(), 400, "not-json", Value::Null),
        ("[1]".to_owned(), 400, "not-json", Value::Null),
        ("[".repeat(100_000), 400, "not-json", Value::Null),
        (json!({"model": "m"}).to_string(), 400, "not-a-sample", json!("messages")),
        (message(json!({"role": "oracle", "content": "x"})), 400, "not-a-sample", json!("messages[0]")),
        (message(json!({"role": "user", "content": 7})), 400, "not-a-sample", json!("messages[0]")),
        (
            json!({"messages": [{"role": "user", "content": "x"}], "lictor": {"contexts": 1}}).to_string(),
            400,
            "not-a-sample",
            json!("lictor"),
        ),
        (
            json!({"messages": [{"role": "user", "content": "x"}], "n": 1000}).to_string(),
            400,
            "not-a-sample",
            json!("n"),
        ),
        (message(json!({"role": "user", "content": "x".repeat(9 << 20)})), 413, "too-large", Value::Null),
    ];
    let mut counted = std::collections::BTreeMap::new();
    for (body, status, code, param) in cases {
        let start: String = body.chars().take(60).collect();
        let response = setting.server.post("/v1/chat/completions", body).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (status, &"application/json".parse().unwrap())
        );
        let error: Value = response.json().await.unwrap();
        assert_eq!((&error["error"]["code"], &error["error"]["param"]), (&json!(code), &param), "{start}");
        assert!(error["error"]["message"].is_string() && error["error"]["type"] == "invalid_request_error");
        *counted.entry(code).or_insert(0.0) += 1.0;
    }
    for (code, times) in counted {
        assert_eq!(
            setting.server.metric(&format!("lictor_refusals_total{{problem=\"{code}\"}}")).await,
            times,
            "{code}"
        );
    }
    assert_eq!(setting.upstream.seen().len(), 0);
}
