//! Portkey's `default.webhook`, before and after the model.
//!
//! Only a `verdict` that is `false` denies. A streamed answer is given away whatever the hook after says, so the hook before has
//! to deny it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Decision, Sample, Stage, Status};
use serde_json::{Value, json};

use super::{Said, object, with_messages};
use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::routes::json as document;
use crate::shared::Shared;
use crate::told::Told;

const ENDPOINT: &str = "portkey";

const STREAMED: &str =
    "Portkey gives streamed answers away unchecked; ask without `stream`, or put lictor proxy before the model";

pub(crate) async fn portkey(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let body = object(&body)?;
    let known = known(&body)?;
    match body["eventType"].as_str() {
        Some("beforeRequestHook") => {
            if body["request"]["isStreamingRequest"] == json!(true) {
                return Ok(unseen(&asked, STREAMED));
            }
            let record = shared.check(&asked, ENDPOINT, Sample { stage: Stage::Request, ..known }).await?;
            let told = Told::of(&record);
            Ok(document(&json!({"verdict": told.decision == Decision::Allow, "data": told})))
        }
        Some("afterRequestHook") => after(&shared, &asked, &body, &known).await,
        _ => Err(Problem::not_a_sample("`eventType` is neither `beforeRequestHook` nor `afterRequestHook`".into())),
    }
}

fn known(body: &Value) -> Result<Sample, Problem> {
    let request = &body["request"];
    let mut known = match &request["json"]["messages"] {
        Value::Null => {
            let text = request["text"].as_str().unwrap_or_default();
            with_messages("request.text", &json!([{"role": "user", "content": text}]))?
        }
        messages => with_messages("request.json.messages", messages)?,
    };
    known.workflow = body["metadata"]["workflow"].as_str().map(str::to_owned);
    Ok(known)
}

async fn after(shared: &Shared, asked: &Asked, body: &Value, known: &Sample) -> Result<Response, Problem> {
    let mut answer = body["response"]["json"].clone();
    let Some(choices) = answer.get_mut("choices").and_then(Value::as_array_mut).filter(|choices| !choices.is_empty())
    else {
        return Ok(unseen(asked, "there is no answer with `choices` to look at"));
    };
    let mut told = Vec::new();
    for (index, choice) in choices.iter_mut().enumerate() {
        // Completions of the older kind have a text.
        let older = choice.get("text").and_then(Value::as_str).map(str::to_owned);
        let message = older.map_or_else(|| choice["message"].clone(), |text| json!({"content": text}));
        let said = Said::of(&format!("response.json.choices[{index}]"), &message)?;
        let record = shared.check(asked, ENDPOINT, said.sample(known)).await?;
        let place = said.field.map(|field| match choice["text"].is_string() {
            true => &mut choice["text"],
            false => &mut choice["message"][field.name()],
        });
        told.push(Told::of(&record).shown(record.redacted, place));
    }
    let told = told.into_iter().reduce(Told::and).ok_or_else(Problem::bug)?;
    let mut out = json!({"verdict": told.decision != Decision::Block, "data": told});
    if told.decision == Decision::Redact {
        out["transformedData"] = json!({"response": {"json": answer}});
    }
    Ok(document(&out))
}

/// Something that cannot be looked at: the policy's `on_failure` decides, and it is not called checked.
fn unseen(asked: &Asked, reason: &str) -> Response {
    let record = asked.policy.guard.guard().unread(String::new(), None, reason.into());
    let passes = record.decision == Decision::Allow;
    let data = json!({"decision": record.decision, "status": Status::Unchecked, "reason": reason});
    document(&json!({"verdict": passes, "data": data}))
}
