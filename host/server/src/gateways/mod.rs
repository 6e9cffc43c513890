//! What gateways call, each in its own words. They translate: what is checked is a sample like any other, and what is
//! decided is said so that the gateway cannot take it for a pass.

mod agentgateway;
mod litellm;
mod nemo;
mod portkey;
mod promptfoo;
mod remembered;

use lictor::Sample;
use lictor_model::ToolCall;
use serde_json::Value;

pub(crate) use agentgateway::{request as agentgateway_request, response as agentgateway_response};
pub(crate) use litellm::litellm;
pub(crate) use nemo::nemo;
pub(crate) use portkey::portkey;
pub(crate) use promptfoo::promptfoo;
pub(crate) use remembered::Remembered;

use crate::chat::{Call, Field, conversation, text};
use crate::problem::Problem;

/// The object that a body is.
fn object(body: &str) -> Result<Value, Problem> {
    let value: Value = serde_json::from_str(body).map_err(|error| {
        // What the parser says could show a value.
        Problem::not_json(format!("broken JSON at line {}, column {}", error.line(), error.column()))
    })?;
    match value.is_object() {
        true => Ok(value),
        false => Err(Problem::not_a_sample("the body is no JSON object".into())),
    }
}

/// A sample with a conversation.
fn with_messages(field: &str, messages: &Value) -> Result<Sample, Problem> {
    let wrong = |what: String| Problem::not_a_sample(what);
    let list = messages.as_array().ok_or_else(|| wrong(format!("`{field}` is no list")))?;
    let read =
        conversation(list).map_err(|(index, what)| wrong(format!("`{field}[{index}]` cannot be checked: {what}")));
    let (messages, calls) = read?;
    let calls = if calls.is_empty() { None } else { Some(calls) };
    Ok(Sample { messages: Some(messages), tool_calls: calls, ..Sample::default() })
}

/// The answer in a message: what it says, and which tools it calls.
struct Said {
    /// Where the text stands. None: nowhere.
    field: Option<Field>,
    answer: String,
    calls: Vec<ToolCall>,
}

impl Said {
    fn of(place: &str, message: &Value) -> Result<Self, Problem> {
        let wrong = |what: &str| Problem::not_a_sample(format!("`{place}` cannot be checked: {what}"));
        let object = message.as_object().ok_or_else(|| wrong("it is no object"))?;
        let mut said = Self { field: None, answer: String::new(), calls: Vec::new() };
        // A message has one or the other; where it has both, both are looked at and neither can be cut.
        let mut fields = 0;
        for field in Field::ALL {
            let value = object.get(field.name()).unwrap_or(&Value::Null);
            if let Some(text) =
                text(value, "\n").map_err(|()| wrong("its `content` is neither a text nor a list of parts"))?
            {
                fields += 1;
                said.field = Some(field);
                if !said.answer.is_empty() {
                    said.answer.push('\n');
                }
                said.answer.push_str(&text);
            }
        }
        if fields > 1 {
            said.field = None;
        }
        let calls = Call::of(object).map_err(|()| wrong("a call of a tool has a name and arguments, as text"))?;
        said.calls = calls.iter().map(Call::checked).collect();
        Ok(said)
    }

    /// The sample of this answer, beside what is known already.
    fn sample(&self, known: &Sample) -> Sample {
        answered(known, self.answer.clone(), &self.calls)
    }
}

/// A sample with an answer, beside what is known already.
fn answered(known: &Sample, answer: String, made: &[ToolCall]) -> Sample {
    let mut sample = known.clone();
    sample.answer = Some(answer);
    if !made.is_empty() {
        sample.tool_calls.get_or_insert_default().extend(made.iter().cloned());
        // An answer that only calls a tool is not empty by mistake.
        sample.finish_reason.get_or_insert_with(|| "tool_calls".into());
    }
    sample
}
