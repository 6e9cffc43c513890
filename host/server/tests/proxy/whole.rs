//! Answers that come at once.

use serde_json::{Value, json};

use crate::upstream::{completion, says, whole};
use crate::{CARD, PROSE, TOKEN, question, setting};

fn choice(message: Value, finish_reason: &str) -> Value {
    json!({"index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason})
}

fn call(arguments: &str) -> Value {
    json!({"id": "call_1", "type": "function", "function": {"name": "send_mail", "arguments": arguments}})
}

#[tokio::test]
async fn an_answer_that_is_allowed_comes_as_it_came_and_says_so() {
    let answer = completion(json!([says(PROSE)]));
    let setting = setting(whole(200, &answer)).await;
    let (status, headers, mut body) = setting.answer(&question()).await;
    assert_eq!(
        (status, &headers["x-lictor-decision"], &headers["x-lictor-policy"]),
        (200, &"allow".parse().unwrap(), &"held".parse().unwrap())
    );
    let told = body.as_object_mut().unwrap().shift_remove("lictor").unwrap();
    assert_eq!(body.to_string(), answer.to_string());
    assert_eq!(
        (&told["decision"], &told["status"], &told["findings"]),
        (&json!("allow"), &json!("checked"), &json!([]))
    );
    assert_eq!(told["policy"]["id"], "held");
}

/// Each with what becomes of the message, and why the choice ended.
#[tokio::test]
async fn what_is_decided_is_done_to_the_message() {
    let with_card = |end: &str| format!("{PROSE}Your card is {CARD}{end}");
    let cut = format!("{PROSE}Your card is [redacted: payment-card].");
    let withheld = "Blocked by lictor/EXP302.";
    let blocked = json!({"role": "assistant", "content": null, "refusal": withheld});
    let token = format!("The token is {}.", *TOKEN);
    let clean = call("{\"to\": \"desk\"}");
    let leaking = call(&json!({"text": &token}).to_string());
    let renamed = json!({"id": "call_1", "type": "function", "function": {"name": *TOKEN, "arguments": "{}"}});
    let cases = [
        (
            json!({"role": "assistant", "content": with_card(".")}),
            "stop",
            "redact",
            json!({"role": "assistant", "content": cut}),
            "stop",
        ),
        (json!({"role": "assistant", "content": token}), "stop", "block", blocked.clone(), "content_filter"),
        (
            json!({"role": "assistant", "content": [{"type": "text", "text": token}]}),
            "stop",
            "block",
            blocked.clone(),
            "content_filter",
        ),
        (
            json!({"role": "assistant", "content": null, "refusal": token}),
            "stop",
            "block",
            blocked.clone(),
            "content_filter",
        ),
        (
            json!({"role": "assistant", "content": "Fine.", "refusal": token}),
            "stop",
            "block",
            blocked.clone(),
            "content_filter",
        ),
        (
            json!({"role": "assistant", "content": null, "refusal": "I cannot."}),
            "stop",
            "allow",
            json!({"role": "assistant", "content": null, "refusal": "I cannot."}),
            "stop",
        ),
        (
            json!({"role": "assistant", "content": null, "tool_calls": [clean]}),
            "tool_calls",
            "allow",
            json!({"role": "assistant", "content": null, "tool_calls": [clean]}),
            "tool_calls",
        ),
        (
            json!({"role": "assistant", "content": null, "tool_calls": [clean, leaking]}),
            "tool_calls",
            "block",
            blocked.clone(),
            "content_filter",
        ),
        (
            json!({"role": "assistant", "content": "Fine.", "tool_calls": [renamed]}),
            "tool_calls",
            "block",
            blocked.clone(),
            "content_filter",
        ),
        (
            json!({"role": "assistant", "content": null, "function_call": leaking["function"]}),
            "function_call",
            "block",
            blocked,
            "content_filter",
        ),
        // What nobody looks at does not go on.
        (
            json!({"role": "assistant", "content": "Fine.", "reasoning_content": token, "audio": {"transcript": token}, "new": {"text": token}}),
            "stop",
            "allow",
            json!({"role": "assistant", "content": "Fine."}),
            "stop",
        ),
    ];
    let setting = setting(whole(200, &completion(json!([])))).await;
    for (message, finish_reason, decision, shown, ended) in cases {
        setting.upstream.says(whole(200, &completion(json!([choice(message.clone(), finish_reason)]))));
        let (status, headers, body) = setting.answer(&question()).await;
        assert_eq!((status, headers["x-lictor-decision"].to_str().unwrap()), (200, decision), "{message}");
        assert_eq!(body["choices"][0]["message"], shown, "{message}");
        assert_eq!(
            (&body["choices"][0]["finish_reason"], &body["lictor"]["decision"]),
            (&json!(ended), &json!(decision))
        );
        let text = body.to_string();
        assert!(!text.contains(TOKEN.as_str()) && !text.contains(CARD), "{text}");
        let found = body["lictor"]["findings"].as_array().unwrap();
        assert_eq!(found.is_empty(), decision == "allow", "{found:?}");
    }
}

#[tokio::test]
async fn of_several_choices_each_has_its_own_decision() {
    let mut choices = [says(PROSE), says(&TOKEN), says(&format!("It is {CARD}."))];
    for (index, choice) in choices.iter_mut().enumerate() {
        choice["index"] = index.into();
    }
    let setting = setting(whole(200, &completion(json!(choices)))).await;
    let (_, headers, body) = setting.answer(&question()).await;
    let content = |index: usize| body["choices"][index]["message"]["content"].clone();
    assert_eq!(
        (content(0), content(1), content(2)),
        (json!(PROSE), Value::Null, json!("It is [redacted: payment-card]."))
    );
    let ended = |index: usize| body["choices"][index]["finish_reason"].as_str().unwrap();
    assert_eq!([0, 1, 2].map(ended), ["stop", "content_filter", "stop"]);
    assert_eq!(headers["x-lictor-decision"], "block");
    let about: Vec<_> =
        body["lictor"]["findings"].as_array().unwrap().iter().map(|found| found["choice"].as_u64()).collect();
    assert_eq!(about, [Some(1), Some(2)]);
}

/// They spell the text, token by token.
#[tokio::test]
async fn log_probabilities_go_on_only_with_the_text_that_they_spell() {
    let logprobs =
        json!({"content": [{"token": CARD, "logprob": -0.1, "bytes": null, "top_logprobs": []}], "refusal": null});
    let setting = setting(whole(200, &completion(json!([])))).await;
    for (text, wanted) in [(PROSE, logprobs.clone()), (CARD, Value::Null)] {
        let mut choice = says(text);
        choice["logprobs"] = logprobs.clone();
        choice["token_ids"] = json!([1, 2]);
        setting.upstream.says(whole(200, &completion(json!([choice]))));
        let (_, _, body) = setting.answer(&question()).await;
        assert_eq!(body["choices"][0]["logprobs"], wanted);
        assert_eq!(body["choices"][0].get("token_ids"), None);
    }
}

#[tokio::test]
async fn every_choice_is_counted_as_a_check() {
    let setting = setting(whole(200, &completion(json!([says(&TOKEN)])))).await;
    setting.answer(&question()).await;
    let checks = |endpoint: &str, decision: &str| {
        format!(
            "lictor_checks_total{{policy=\"held\",caller=\"anybody\",endpoint=\"{endpoint}\",decision=\"{decision}\",status=\"checked\"}}"
        )
    };
    assert_eq!(setting.server.metric(&checks("proxy-request", "allow")).await, 1.0);
    assert_eq!(setting.server.metric(&checks("proxy", "block")).await, 1.0);
}
