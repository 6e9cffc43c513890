//! promptfoo's webhook assertion. Only `pass: false` fails, and its reason is kept in the JSON output.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Decision, Sample, Status};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Said, answered, object, with_messages};
use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::routes::json as document;
use crate::shared::Shared;
use crate::told::Told;

/// The variable of a test that says what is known beside the answer: an object with a sample's keys, or its JSON text.
const VARIABLE: &str = "lictor";

pub(crate) async fn promptfoo(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let body = object(&body)?;
    let known = known(&body["context"])?;
    let sample = match &body["output"] {
        Value::String(answer) => answered(&known, answer.clone(), &[]),
        // A list is one of calls of tools.
        calls @ Value::Array(_) => Said::of("output", &json!({"tool_calls": calls}))?.sample(&known),
        Value::Null => return Err(Problem::not_a_sample("no `output`: there is nothing to check".into())),
        // Where an answer has to be JSON promptfoo reads it before it asks.
        other => answered(&known, other.to_string(), &[]),
    };
    let told = Told::of(&shared.check(&asked, "promptfoo", sample).await?);
    // What was not checked in full has not passed.
    let pass = told.decision == Decision::Allow && told.status == Status::Checked;
    let mut reason = told.decision.as_str().to_owned();
    if told.status != Status::Checked {
        reason.push_str(&format!(", {}", told.status.as_str()));
    }
    let rules = told.rules();
    if !rules.is_empty() {
        reason.push_str(&format!(": {rules}"));
    }
    Ok(document(&json!({"pass": pass, "score": u8::from(pass), "reason": reason})))
}

fn known(context: &Value) -> Result<Sample, Problem> {
    let wrong = || {
        let shape = "an object with a sample's keys (`contexts`, `expectation`, `workflow`, …), or its JSON text";
        Problem::not_a_sample(format!("`context.vars.{VARIABLE}` is not {shape}"))
    };
    let mut sample = match &context["vars"][VARIABLE] {
        Value::Null => Sample::default(),
        Value::String(text) => serde_json::from_str(text).map_err(|_| wrong())?,
        object @ Value::Object(_) => Sample::deserialize(object).map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    if sample.messages.is_none()
        && let Some(prompt) = context["prompt"].as_str()
    {
        // A prompt can be a conversation, as JSON text.
        let messages = serde_json::from_str(prompt).ok().filter(Value::is_array);
        let messages = messages.and_then(|messages| with_messages("prompt", &messages).ok()?.messages);
        let plain = || with_messages("prompt", &json!([{"role": "user", "content": prompt}]));
        sample.messages = match messages {
            Some(messages) => Some(messages),
            None => plain()?.messages,
        };
    }
    Ok(sample)
}
