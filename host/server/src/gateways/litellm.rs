//! LiteLLM's generic guardrail: `POST /beta/litellm_basic_guardrail_api`.
//!
//! It shows the request and the answer apart, under one `litellm_call_id`; of an answer that is streamed, all text so far,
//! again and again, and nothing says which time is the last. Only the word `BLOCKED` blocks.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Decision, Sample, Stage};
use lictor_model::{Message, Role, ToolCall};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{answered, with_messages};
use crate::answering::Answering;
use crate::asked::{Asked, Text};
use crate::chat::Call;
use crate::problem::Problem;
use crate::routes::json as document;
use crate::shared::Shared;
use crate::told::Told;

const ENDPOINT: &str = "litellm";

/// A question of LiteLLM. What is not named here says nothing to a rule: images, headers, names of keys.
#[derive(Deserialize)]
struct Question {
    input_type: InputType,
    #[serde(default)]
    litellm_call_id: Option<String>,
    #[serde(default)]
    structured_messages: Option<Value>,
    #[serde(default)]
    texts: Option<Vec<String>>,
    #[serde(default)]
    tool_calls: Option<Value>,
    #[serde(default)]
    additional_provider_specific_params: Option<Parameters>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum InputType {
    Request,
    Response,
}

/// What LiteLLM's configuration says for us; others may stand beside it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    workflow: Option<String>,
    /// `block`: what would be cut out blocks, because LiteLLM drops what we put in its place where it buffers an answer.
    on_redact: Option<OnRedact>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum OnRedact {
    Block,
}

pub(crate) async fn litellm(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let question: Question = serde_json::from_str(&body).map_err(|error| {
        let place = format!("at line {}, column {}", error.line(), error.column());
        match error.is_data() {
            true => Problem::not_a_sample(format!("not what LiteLLM's generic guardrail sends, {place}")),
            false => Problem::not_json(format!("broken JSON {place}")),
        }
    })?;
    let parameters = question.additional_provider_specific_params.as_ref();
    let workflow = parameters.and_then(|parameters| parameters.workflow.clone());
    let blocks = parameters.is_some_and(|parameters| parameters.on_redact == Some(OnRedact::Block));
    let (caller, policy) = (&asked.caller.name, &asked.policy.entry.name);
    match question.input_type {
        InputType::Request => {
            let known = Sample { workflow, ..request(&question)? };
            if let Some(id) = &question.litellm_call_id {
                shared.remembered.keep(caller, policy, id, known.clone());
            }
            let record = shared.check(&asked, ENDPOINT, Sample { stage: Stage::Request, ..known }).await?;
            let told = Told::of(&record);
            Ok(match told.decision {
                Decision::Allow => document(&json!({"action": "NONE"})),
                Decision::Redact | Decision::Block => blocked(&told),
            })
        }
        InputType::Response => {
            let id = question.litellm_call_id.as_deref();
            let known = id.and_then(|id| shared.remembered.find(caller, policy, id));
            let known = Sample { workflow, ..known.map(|known| Sample::clone(&known)).unwrap_or_default() };
            response(shared, asked, &question, &known, blocks).await
        }
    }
}

/// What is known of a request: its messages, or its texts where it has none.
fn request(question: &Question) -> Result<Sample, Problem> {
    match question.structured_messages.as_ref().filter(|messages| !messages.is_null()) {
        Some(messages) => with_messages("structured_messages", messages),
        None => {
            let texts = question.texts.iter().flatten();
            let messages = texts.map(|text| Message { role: Role::User, content: text.clone() }).collect();
            Ok(Sample { messages: Some(messages), tool_calls: calls(question)?, ..Sample::default() })
        }
    }
}

fn calls(question: &Question) -> Result<Option<Vec<ToolCall>>, Problem> {
    let Some(calls) = question.tool_calls.as_ref().filter(|calls| !calls.is_null()) else { return Ok(None) };
    let message = Map::from_iter([("tool_calls".to_owned(), calls.clone())]);
    let calls = Call::of(&message).map_err(|()| {
        Problem::not_a_sample("`tool_calls` cannot be checked: a call has a name and arguments, as text".into())
    })?;
    Ok(Some(calls.iter().map(Call::checked).collect()))
}

async fn response(
    shared: Arc<Shared>,
    asked: Asked,
    question: &Question,
    known: &Sample,
    blocks: bool,
) -> Result<Response, Problem> {
    let calls = calls(question)?.unwrap_or_default();
    // An answer that only calls tools has no text.
    let nothing_said = [String::new()];
    let texts = question.texts.as_deref().filter(|texts| !texts.is_empty());
    let (texts, said) = (texts.unwrap_or(&nothing_said), texts.is_some());
    let asked = Arc::new(asked);
    let (mut told, mut shown) = (Vec::new(), Vec::new());
    for text in texts {
        let sample = answered(known, text.clone(), &calls);
        let (about, piece) = look(&shared, &asked, sample, text).await?;
        told.push(about);
        shown.push(piece);
    }
    let told = told.into_iter().reduce(Told::and).ok_or_else(Problem::bug)?;
    let stops = told.decision == Decision::Block || (blocks && told.decision == Decision::Redact);
    if stops {
        return Ok(blocked(&told));
    }
    let mut answer = match told.decision {
        Decision::Allow => json!({"action": "NONE"}),
        _ => {
            let texts: Vec<&str> = shown.iter().map(|shown| shown.text.as_str()).collect();
            json!({"action": "GUARDRAIL_INTERVENED", "texts": texts})
        }
    };
    if said {
        let held: Vec<usize> = shown.iter().map(|shown| shown.held).collect();
        answer["stream_holdback_chars"] = held.into();
    }
    Ok(document(&answer))
}

/// What may be shown of a text.
struct Shown {
    text: String,
    /// Characters from its end that another piece of the answer could still change.
    held: usize,
}

async fn look(shared: &Arc<Shared>, asked: &Arc<Asked>, sample: Sample, text: &str) -> Result<(Told, Shown), Problem> {
    if asked.policy.guard.guard().holds_all(&sample) {
        let record = shared.check(asked, ENDPOINT, sample).await?;
        let told = Told::of(&record);
        let text = record.redacted.unwrap_or_else(|| text.to_owned());
        let held = text.chars().count();
        return Ok((told, Shown { text, held }));
    }
    // As it would be released were it still being written, so that what was let go is never taken back.
    let (calls, finish_reason) = (sample.tool_calls.clone(), sample.finish_reason.clone());
    let mut answering = Answering::new(shared.clone(), asked.clone(), ENDPOINT, sample);
    let release = answering.push(text.to_owned()).await;
    if let Some(calls) = calls {
        answering.complete(calls, finish_reason);
    }
    let ending = answering.finish().await;
    let told = Told::of_ending(&ending);
    // What came to light at the end is cut out all the same: an answer that was not streamed has not been shown yet, and of
    // one that was LiteLLM notices that this does not begin with what it let go, and ends it.
    let late = ending.late.then_some(ending.record.redacted).flatten();
    let held = late.as_ref().unwrap_or(&ending.text).chars().count();
    Ok((told, Shown { text: late.unwrap_or_else(|| release.text + &ending.text), held }))
}

fn blocked(told: &Told) -> Response {
    document(&json!({"action": "BLOCKED", "blocked_reason": told.reason()}))
}
