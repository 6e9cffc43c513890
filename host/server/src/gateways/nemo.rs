//! The `/v1/checks` of NeMo Guardrails: a conversation, of which the last message is looked at.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Decision, Sample, Stage};
use serde_json::json;

use super::{Said, object, with_messages};
use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::routes::json as document;
use crate::shared::Shared;
use crate::told::Told;

pub(crate) async fn nemo(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let body = object(&body)?;
    let Some((last, before)) = body["messages"].as_array().and_then(|messages| messages.split_last()) else {
        return Err(Problem::not_a_sample("no `messages`: there is nothing to check".into()));
    };
    let answers = last["role"] == "assistant";
    let said = Said::of("messages[last]", last)?;
    let sample = match answers {
        true => said.sample(&with_messages("messages", &before.to_vec().into())?),
        false => Sample { stage: Stage::Request, ..with_messages("messages", &body["messages"])? },
    };
    let record = shared.check(&asked, "nemo", sample).await?;
    let told = Told::of(&record);
    let answer = match (told.decision, record.redacted) {
        (Decision::Allow, _) => json!({"status": "passed", "content": said.answer}),
        (Decision::Redact, Some(redacted)) => json!({"status": "modified", "content": redacted, "rail": told.rules()}),
        _ => json!({"status": "blocked", "content": told.reason(), "rail": told.rules()}),
    };
    Ok(document(&answer))
}
