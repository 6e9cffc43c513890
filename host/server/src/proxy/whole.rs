//! An answer that comes at once.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use lictor::{Decision, Sample};
use serde_json::{Map, Value, json};

use super::FIELD;
use super::request::Chat;
use super::upstream::{Incoming, not_understood};
use super::{DECISION, Guarding};
use crate::chat::{Call, Field, text};
use crate::problem::Problem;
use crate::told::Told;

/// Fields of a choice that go on beside its message: words of the server, not of the model.
const BESIDE: [&str; 2] = ["content_filter_results", "stop_reason"];

/// Checks every choice and puts what may be shown in its place.
pub(super) async fn answer(guarding: &Guarding, chat: &Chat, incoming: Incoming) -> Result<Response, Problem> {
    let mut response = Response::new(Body::empty());
    incoming.copy_headers(response.headers_mut());
    let mut body: Map<String, Value> =
        serde_json::from_slice(&incoming.whole().await?).map_err(|_| not_understood())?;
    let choices = match body.get("choices") {
        Some(Value::Array(choices)) if (1..=chat.most_choices as usize).contains(&choices.len()) => choices,
        _ => return Err(not_understood()),
    };
    let several = choices.len() > 1;
    let mut told = Vec::new();
    let mut checked = Vec::with_capacity(choices.len());
    for (place, choice) in choices.iter().enumerate() {
        let choice = choice.as_object().ok_or_else(not_understood)?;
        let (choice, about) = check(guarding, chat, choice).await?;
        let index = choice.get("index").and_then(Value::as_u64).unwrap_or(place as u64);
        told.push(if several { about.about(index) } else { about });
        checked.push(Value::Object(choice));
    }
    let told = told.into_iter().reduce(Told::and).ok_or_else(not_understood)?;
    body.insert("choices".into(), checked.into());
    body.insert(FIELD.into(), serde_json::to_value(&told).map_err(|_| Problem::bug())?);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(DECISION, HeaderValue::from_static(told.decision.as_str()));
    *response.body_mut() = serde_json::to_vec(&body).map_err(|_| Problem::bug())?.into();
    Ok(response)
}

async fn check(
    guarding: &Guarding,
    chat: &Chat,
    choice: &Map<String, Value>,
) -> Result<(Map<String, Value>, Told), Problem> {
    let wrong = |()| not_understood();
    let message = choice.get("message").and_then(Value::as_object).ok_or_else(not_understood)?;
    let calls = Call::of(message).map_err(wrong)?;
    let finish_reason = choice.get("finish_reason").and_then(Value::as_str);
    let mut texts = Vec::new();
    for field in Field::ALL {
        if let Some(text) = text(message.get(field.name()).unwrap_or(&Value::Null), "").map_err(wrong)? {
            texts.push((field, text));
        }
    }
    // A message that only calls tools says nothing, which is looked at, too.
    let said_nothing = texts.is_empty();
    if said_nothing {
        texts.push((Field::Content, String::new()));
    }
    let mut told = Vec::new();
    let mut shown = Map::new();
    for (field, text) in texts {
        let sample = Sample {
            answer: Some(text),
            tool_calls: Some(chat.calls(&calls)),
            finish_reason: finish_reason.map(str::to_owned),
            ..chat.sample.clone()
        };
        let sample = std::sync::Arc::new(sample);
        let record = guarding.shared.check_patiently(&guarding.asked, "proxy", sample.clone()).await;
        let text = match record.decision {
            Decision::Allow => sample.answer.clone().filter(|_| !said_nothing),
            Decision::Redact => record.redacted.clone(),
            Decision::Block => None,
        };
        shown.insert(field.name().into(), json!(text));
        told.push(Told::of(&record));
    }
    let told = told.into_iter().reduce(Told::and).ok_or_else(Problem::bug)?;
    Ok((write(choice, message, shown, &calls, &told), told))
}

/// The choice as it goes on.
fn write(
    choice: &Map<String, Value>,
    message: &Map<String, Value>,
    mut shown: Map<String, Value>,
    calls: &[Call],
    told: &Told,
) -> Map<String, Value> {
    let blocked = told.decision == Decision::Block;
    let mut out = Map::new();
    out.insert("role".into(), "assistant".into());
    if blocked {
        out.insert("content".into(), Value::Null);
        out.insert("refusal".into(), told.reason().into());
    } else {
        for field in Field::ALL {
            if message.contains_key(field.name()) || field == Field::Content {
                out.insert(field.name().into(), shown.remove(field.name()).unwrap_or_default());
            }
        }
        Call::write(calls, &mut out, false);
    }
    let mut written = Map::new();
    for (key, value) in choice {
        let value = match key.as_str() {
            "message" => Value::Object(std::mem::take(&mut out)),
            "index" => value.as_u64().into(),
            "finish_reason" if blocked => "content_filter".into(),
            "finish_reason" => value.as_str().into(),
            // They spell the text.
            "logprobs" if told.decision != Decision::Allow => Value::Null,
            "logprobs" => value.clone(),
            key if BESIDE.contains(&key) => value.clone(),
            _ => continue,
        };
        written.insert(key.clone(), value);
    }
    if blocked {
        written.insert("finish_reason".into(), "content_filter".into());
    }
    written
}
