//! Answers that come in events.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::upstream::{Step, bytes, chunk, delta, events, wire};
use crate::{CARD, PROSE, Read, Setting, TOKEN, question, read, setting};

impl Setting {
    async fn stream(&self, policy: &str, n: u32) -> Read {
        let mut asked = question();
        asked["stream"] = true.into();
        asked["n"] = n.into();
        let response = self.ask_under(&format!("/v1/policies/{policy}"), &asked).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["x-lictor-policy"]),
            (200, &policy.parse().unwrap())
        );
        let body = response.text().await.unwrap();
        assert!(!body.contains(TOKEN.as_str()) && !body.contains(CARD), "{body}");
        read(&body)
    }
}

fn pieces(text: &str, size: usize) -> Vec<&str> {
    let ends: Vec<usize> = (0..text.len()).step_by(size).chain([text.len()]).collect();
    ends.windows(2).map(|at| &text[at[0]..at[1]]).collect()
}

#[tokio::test]
async fn an_answer_that_is_allowed_comes_whole_and_in_order() {
    let long = PROSE.repeat(30);
    let mut steps = wire(&pieces(&long, 7));
    let usage = json!({"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10});
    let told = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [], "usage": usage});
    steps.insert(steps.len() - 1, bytes(format!("data: {told}\n\n")));
    let setting = setting(events(steps)).await;
    for (policy, status) in [("held", "checked"), ("live", "partial")] {
        let read = setting.stream(policy, 1).await;
        assert_eq!((read.content, read.finish_reasons), (vec![long.clone()], vec![Some("stop".into())]));
        assert_eq!((read.usage, read.error, read.done), (Some(usage.clone()), None, true));
        assert_eq!(read.told.len(), 1);
        assert_eq!((&read.told[0]["decision"], &read.told[0]["status"]), (&json!("allow"), &json!(status)));
    }
}

/// Each with what is shown of it under a policy that holds all back, and under one that lets users read along.
#[tokio::test]
async fn what_is_decided_is_done_while_the_answer_comes() {
    let long = PROSE.repeat(30);
    let leak = format!("{long}The token is {}. {long}", *TOKEN);
    let card = format!("{long}The card is {CARD}. {long}");
    let cut = |name: &str| format!("{long}The card is [redacted: {name}]. {long}");
    let setting = setting(events(vec![])).await;
    for size in [1, 3, 50, 100_000] {
        setting.upstream.says(events(wire(&pieces(&leak, size))));
        let held = setting.stream("held", 1).await;
        assert_eq!((held.content[0].as_str(), held.finish_reasons[0].as_deref()), ("", Some("content_filter")));
        assert_eq!(held.refusal[0], "Blocked by lictor/EXP302.");
        let live = setting.stream("live", 1).await;
        // All before the token may have been shown, and nothing behind it.
        assert!(leak.starts_with(&live.content[0]) && live.content[0].len() <= long.len() + 13, "{size}");
        assert!(size > 50 || live.content[0].len() > PROSE.len() * 20, "users should have read along");
        assert_eq!((live.finish_reasons[0].as_deref(), live.done), (Some("content_filter"), true));
        assert_eq!((&live.told[0]["decision"], live.told[0].get("late")), (&json!("block"), None));

        setting.upstream.says(events(wire(&pieces(&card, size))));
        let held = setting.stream("held", 1).await;
        assert_eq!((held.content[0].clone(), held.finish_reasons[0].as_deref()), (cut("payment-card"), Some("stop")));
        let live = setting.stream("live", 1).await;
        assert_eq!(
            (live.content[0].clone(), live.told[0]["decision"].clone()),
            (cut("payment-card 1"), json!("redact"))
        );
    }
}

#[tokio::test]
async fn of_several_choices_one_can_end_and_the_others_go_on() {
    let (first, second) = (PROSE.repeat(5), format!("{PROSE}{} {PROSE}", *TOKEN));
    let mut steps = Vec::new();
    let (one, two) = (pieces(&first, 9), pieces(&second, 9));
    for at in 0..one.len().max(two.len()) {
        let said = [(0, one.get(at)), (1, two.get(at))].into_iter().filter_map(|(index, piece)| Some((index, piece?)));
        steps.extend(said.map(|(index, piece)| bytes(delta(index, json!({"content": piece}), None))));
    }
    steps.extend([0, 1].map(|index| bytes(delta(index, json!({}), Some("stop")))));
    steps.push(bytes("data: [DONE]\n\n"));
    let setting = setting(events(steps)).await;
    // Some servers give more than was asked for.
    for (policy, n) in [("held", 2), ("live", 2), ("held", 1), ("live", 1)] {
        let read = setting.stream(policy, n).await;
        assert_eq!(read.content[0], first);
        let ended: Vec<_> = read.finish_reasons.iter().map(|reason| reason.as_deref().unwrap()).collect();
        assert_eq!((ended, read.done), (vec!["stop", "content_filter"], true));
        let blocked = read.told.iter().find(|told| told["decision"] == "block").unwrap();
        assert_eq!(blocked["findings"][0]["choice"], 1);
    }
}

#[tokio::test]
async fn calls_of_tools_come_when_they_are_whole_and_have_been_checked() {
    let setting = setting(events(vec![])).await;
    let clean = json!({"to": "desk@example.org", "text": PROSE}).to_string();
    let leaking = json!({"to": "x", "text": format!("{PROSE} {}", *TOKEN)}).to_string();
    for (arguments, shown) in [(&clean, true), (&leaking, false)] {
        let call =
            json!({"index": 0, "id": "call_1", "type": "function", "function": {"name": "send_mail", "arguments": ""}});
        let mut steps =
            vec![bytes(delta(0, json!({"role": "assistant", "content": null, "tool_calls": [call]}), None))];
        steps.extend(pieces(arguments, 5).iter().map(|piece| {
            bytes(delta(0, json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}), None))
        }));
        steps.extend([bytes(delta(0, json!({}), Some("tool_calls"))), bytes("data: [DONE]\n\n")]);
        setting.upstream.says(events(steps));
        for policy in ["held", "live"] {
            let read = setting.stream(policy, 1).await;
            let ended = read.finish_reasons[0].as_deref().unwrap();
            if shown {
                let mut whole = call.clone();
                whole["function"]["arguments"] = arguments.as_str().into();
                assert_eq!((read.calls, ended), (vec![whole], "tool_calls"));
            } else {
                assert_eq!((read.calls, ended), (vec![], "content_filter"), "{policy}");
                assert!(read.refusal[0].contains("lictor/EXP302"));
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_is_a_text_like_any_other_and_what_nobody_looks_at_does_not_go_on() {
    let token = TOKEN.as_str();
    let steps = vec![
        bytes(delta(0, json!({"role": "assistant", "content": null, "reasoning_content": token}), None)),
        bytes(chunk(json!([{
            "index": 0, "delta": {"refusal": format!("I cannot show {CARD}."), "audio": {"transcript": token}},
            "logprobs": {"refusal": [{"token": token}]}, "text": token, "finish_reason": null,
        }]))),
        bytes(delta(0, json!({}), Some("stop"))),
        // Behind the end of a choice nothing is said any more.
        bytes(delta(0, json!({"content": token}), None)),
        bytes("data: [DONE]\n\n"),
    ];
    let setting = setting(events(steps)).await;
    let read = setting.stream("held", 1).await;
    assert_eq!((read.content[0].as_str(), read.refusal[0].as_str()), ("", "I cannot show [redacted: payment-card]."));
    assert_eq!((read.finish_reasons[0].as_deref(), read.done), (Some("stop"), true));
}

/// A model server that ends in order without saying so.
#[tokio::test]
async fn an_answer_needs_no_last_event() {
    let mut steps = wire(&[PROSE]);
    steps.pop();
    let setting = setting(events(steps)).await;
    let read = setting.stream("held", 1).await;
    assert_eq!((read.content[0].as_str(), read.error, read.done), (PROSE, None, true));
}

#[tokio::test]
async fn users_read_along_while_the_model_still_writes() {
    let gate = Arc::new(Semaphore::new(0));
    let long = PROSE.repeat(40);
    let mut steps = wire(&pieces(&long, 10));
    // The last words come when somebody has read the first ones.
    steps.insert(steps.len() - 3, Step::Wait(gate.clone()));
    let setting = setting(events(steps)).await;
    let mut asked = question();
    asked["stream"] = true.into();
    let response = setting.ask_under("/v1/policies/live", &asked).await;
    let mut body = String::new();
    let mut pieces = response.bytes_stream();
    while read(&body).content.first().is_none_or(|text| text.len() < PROSE.len() * 10) {
        body.push_str(std::str::from_utf8(&pieces.next().await.unwrap().unwrap()).unwrap());
    }
    gate.add_permits(1);
    while let Some(piece) = pieces.next().await {
        body.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
    }
    assert_eq!((read(&body).content[0].as_str(), read(&body).done), (long.as_str(), true));
}

/// What is written for nobody costs money.
#[tokio::test]
async fn the_model_server_is_left_as_soon_as_nobody_needs_it() {
    let leak = format!("{}The token is {}. {}", PROSE.repeat(10), *TOKEN, PROSE.repeat(30));
    let mut steps = wire(&[&leak]);
    steps.truncate(2);
    steps.push(Step::Hang);
    let mut setting = setting(events(steps)).await;
    // Blocked in mid-stream: the rest is not waited for.
    let read = setting.stream("live", 1).await;
    assert_eq!(read.finish_reasons[0].as_deref(), Some("content_filter"));
    setting.upstream.over.recv().await.unwrap();

    // The client goes away while the answer comes.
    setting.upstream.says(events(vec![wire(&[PROSE]).remove(0), Step::Hang]));
    let mut asked = question();
    asked["stream"] = true.into();
    let mut response = setting.ask(&asked).await;
    response.chunk().await.unwrap();
    drop(response);
    setting.upstream.over.recv().await.unwrap();

    // And before anything has come.
    setting.upstream.seen();
    setting.upstream.says(crate::upstream::Script { silent: true, ..events(vec![]) });
    {
        let mut asking = std::pin::pin!(setting.ask(&asked));
        while setting.upstream.seen().is_empty() {
            let waited = tokio::time::timeout(Duration::from_millis(5), asking.as_mut()).await;
            assert!(waited.is_err(), "nothing can have come");
        }
    }
    setting.upstream.over.recv().await.unwrap();
    // Nothing is left of them.
    while setting.server.metric("lictor_in_flight").await != 0.0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
