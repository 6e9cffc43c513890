//! agentgateway's webhook: `POST /request` and `POST /response`.
//!
//! It tries the three shapes of an action one after the other, and takes a rejection without a status, or with a body that is no
//! text, for a pass: both are always there. In a stream it drops a text that was put in the place of another, so what is to be
//! cut out of a stream blocks only where the policy says so.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Decision, Sample, Stage};
use serde_json::{Value, json};

use super::{Said, object, with_messages};
use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::routes::json as document;
use crate::shared::Shared;
use crate::told::Told;

const ENDPOINT: &str = "agentgateway";

pub(crate) async fn request(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let body = object(&body)?;
    let sample = Sample { stage: Stage::Request, ..with_messages("body.messages", &body["body"]["messages"])? };
    let told = Told::of(&shared.check(&asked, ENDPOINT, sample).await?);
    Ok(match told.decision {
        Decision::Allow => passed(&told),
        Decision::Redact | Decision::Block => rejected(&told),
    })
}

pub(crate) async fn response(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let mut body = object(&body)?;
    let Some(choices) = body["body"]["choices"].as_array_mut().filter(|choices| !choices.is_empty()) else {
        return Err(Problem::not_a_sample("no `body.choices`: there is nothing to check".into()));
    };
    let mut told = Vec::new();
    for (index, choice) in choices.iter_mut().enumerate() {
        let said = Said::of(&format!("body.choices[{index}].message"), &choice["message"])?;
        let record = shared.check(&asked, ENDPOINT, said.sample(&Sample::default())).await?;
        let place = said.field.map(|field| &mut choice["message"][field.name()]);
        told.push(Told::of(&record).shown(record.redacted, place));
    }
    let told = told.into_iter().reduce(Told::and).ok_or_else(Problem::bug)?;
    Ok(match told.decision {
        Decision::Allow => passed(&told),
        Decision::Redact => {
            let masked: &Value = &body["body"]["choices"];
            document(&json!({"action": {"body": {"choices": masked}, "reason": said_of(&told)}}))
        }
        Decision::Block => rejected(&told),
    })
}

fn passed(told: &Told) -> Response {
    document(&json!({"action": {"reason": said_of(told)}}))
}

fn rejected(told: &Told) -> Response {
    document(&json!({"action": {"body": told.reason(), "status_code": 403, "reason": told.reason()}}))
}

fn said_of(told: &Told) -> String {
    let (decision, rules) = (told.decision.as_str(), told.rules());
    if rules.is_empty() { decision.into() } else { format!("{decision}: {rules}") }
}
