//! What an application asks: what of it is for the model, what is for us, and what is known of the answer before it is there.

use std::collections::BTreeSet;

use lictor::{Sample, SampleError};
use lictor_model::{Caller, Citation, Context, ToolCall};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::FIELD;
use super::failure::Failure;
use crate::chat::{Call, conversation};
use crate::problem::Problem;

/// The most choices of one answer; the API has the same bound.
const MOST_CHOICES: u32 = 128;

/// Each choice is checked beside all of the request: so many bytes of that are kept at once, at most.
const CHOICES_TIMES_BYTES: usize = 64 << 20;

/// A request for a completion.
pub(super) struct Chat {
    /// What goes on to the model.
    pub(super) body: Map<String, Value>,
    /// What is known beside the answer. The conversation's earlier calls of tools are in it.
    pub(super) sample: Sample,
    /// How many answers are asked for.
    pub(super) choices: u32,
    /// How many may come.
    pub(super) most_choices: u32,
    /// The tools that the model may call.
    tools: BTreeSet<String>,
}

/// What is for us: the field `lictor`, which the model server never sees.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Extension {
    id: Option<String>,
    workflow: Option<String>,
    contexts: Option<Vec<Context>>,
    caller: Option<Caller>,
    citations: Option<Vec<Citation>>,
    language: Option<String>,
    tags: Vec<String>,
}

impl Chat {
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let mut body: Map<String, Value> = match serde_json::from_str(text) {
            Ok(Value::Object(body)) => body,
            Ok(_) => return Err(Problem::not_json("the body is no JSON object".into()).into()),
            Err(error) => {
                // What the parser says could show a value.
                let place = format!("broken JSON at line {}, column {}", error.line(), error.column());
                return Err(Problem::not_json(place).into());
            }
        };
        let extension = match body.shift_remove(FIELD) {
            None | Some(Value::Null) => Extension::default(),
            Some(value) => serde_json::from_value(value).map_err(|_| {
                let keys = "`id`, `workflow`, `contexts`, `caller`, `citations`, `language` and `tags`";
                Failure::invalid(
                    FIELD,
                    format!("`lictor` has the wrong shape: it takes {keys}, each as a sample has it"),
                )
            })?,
        };
        let given = match body.get("messages") {
            Some(Value::Array(messages)) if !messages.is_empty() => messages,
            _ => return Err(Failure::invalid("messages", SampleError::NoMessages.to_string())),
        };
        let (messages, calls) = conversation(given).map_err(|(index, what)| wrong(index, what))?;
        let most_choices = MOST_CHOICES.min((CHOICES_TIMES_BYTES / text.len().max(1)).max(1) as u32);
        let choices = match body.get("n") {
            None | Some(Value::Null) => 1,
            Some(n) => {
                n.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=most_choices).contains(n)).ok_or_else(
                    || Failure::invalid("n", format!("`n` is at most {most_choices} for a request of this size")),
                )?
            }
        };
        let tools = tools(&body);
        let Extension { id, workflow, contexts, caller, citations, language, tags } = extension;
        let sample = Sample {
            id,
            workflow,
            messages: Some(messages),
            contexts,
            caller,
            citations,
            tool_calls: Some(calls),
            language,
            tags,
            ..Sample::default()
        };
        Ok(Self { body, sample, choices, most_choices, tools })
    }

    /// The sample of an answer that is about to be written.
    pub(super) fn begun(&self) -> Sample {
        let mut sample = self.sample.clone();
        // Rules about calls of tools have something to say as soon as there may be one.
        if !self.tools.is_empty() {
            sample.tool_calls.get_or_insert_default().push(ToolCall::default());
        }
        sample
    }

    /// All calls of the conversation, with those of an answer.
    pub(super) fn calls(&self, made: &[Call]) -> Vec<ToolCall> {
        let mut calls = self.sample.tool_calls.clone().unwrap_or_default();
        calls.extend(made.iter().map(Call::checked));
        // A name that nobody has offered is a text that the model made up, and is looked at like one.
        let strange = made.iter().filter(|call| !self.tools.contains(&call.name));
        calls.extend(strange.map(|call| ToolCall { arguments: call.name.clone(), ..ToolCall::default() }));
        calls
    }
}

fn wrong(index: usize, what: &str) -> Failure {
    Failure::invalid(format!("messages[{index}]"), format!("`messages[{index}]` cannot be checked: {what}"))
}

/// The names of the tools that a request offers.
fn tools(body: &Map<String, Value>) -> BTreeSet<String> {
    let list = |key: &str| body.get(key).and_then(Value::as_array).into_iter().flatten();
    let tools = list("tools").filter_map(|tool| tool.get("function").or_else(|| tool.get("custom")));
    let names = tools.chain(list("functions")).filter_map(|tool| tool.get("name")?.as_str());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use lictor_model::Input;
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Chat {
        Chat::read(&body.to_string()).unwrap_or_else(|failure| panic!("{}", failure.error.message))
    }

    #[test]
    fn what_is_for_us_does_not_go_on_and_the_rest_does_as_it_came() {
        let body = json!({
            "zeta": 1, "model": "m", "lictor": {"workflow": "w", "contexts": [{"text": "c"}], "tags": ["t"]},
            "messages": [{"role": "user", "content": "Hi", "name": "ann"}], "seed": u64::MAX, "alpha": {"lictor": true},
        });
        let chat = read(&body);
        let mut wanted = body.as_object().unwrap().clone();
        wanted.shift_remove("lictor");
        assert_eq!(serde_json::to_string(&chat.body).unwrap(), serde_json::to_string(&wanted).unwrap());
        assert_eq!((chat.sample.workflow.as_deref(), chat.sample.tags.len(), chat.choices), (Some("w"), 1, 1));
    }

    #[test]
    fn every_text_of_the_conversation_is_there_to_be_checked() {
        let call = json!({"id": "1", "type": "function", "function": {"name": "mail", "arguments": "{\"to\":\"a\"}"}});
        let chat = read(&json!({"model": "m", "messages": [
            {"role": "developer", "content": "Be kind."},
            {"role": "user", "content": [{"type": "text", "text": "One"}, {"type": "image_url"}, {"type": "text", "text": "two"}]},
            {"role": "assistant", "content": null, "tool_calls": [call], "refusal": "No."},
            {"role": "tool", "tool_call_id": "1", "content": "sent"},
            {"role": "assistant", "function_call": {"name": "old", "arguments": "{}"}},
        ]}));
        let parts = chat.sample.parts();
        let texts: Vec<(Input, &str)> = parts.iter().map(|part| (part.input, part.text)).collect();
        let wanted = [
            (Input::SystemPrompt, "Be kind."),
            (Input::UserMessage, "One\ntwo"),
            (Input::History, "No."),
            (Input::ToolResults, "sent"),
            (Input::History, ""),
            (Input::ToolCalls, "{\"to\":\"a\"}"),
            (Input::ToolCalls, "{}"),
        ];
        assert_eq!(texts, wanted);
    }

    #[test]
    fn a_name_that_was_not_offered_is_a_text_to_be_checked() {
        let tool = json!({"type": "function", "function": {"name": "mail"}});
        let chat = read(&json!({"messages": [{"role": "user", "content": "x"}], "tools": [tool]}));
        let calls = |name: &str| {
            let call = json!({"function_call": {"name": name, "arguments": "{}"}});
            chat.calls(&Call::of(call.as_object().unwrap()).unwrap())
                .into_iter()
                .map(|call| call.arguments)
                .collect::<Vec<_>>()
        };
        assert_eq!(calls("mail"), ["{}"]);
        assert_eq!(calls("made up"), ["{}", "made up"]);
        assert_eq!(chat.begun().tool_calls.unwrap().len(), 1);
    }

    #[test]
    fn what_cannot_be_checked_is_refused_and_not_shown() {
        let secret = "hunter2";
        let user = json!({"role": "user", "content": "x"});
        for (body, param) in [
            (json!({"messages": [{"role": secret, "content": "x"}]}), Some("messages[0]")),
            (json!({"messages": [user, {"role": "user", "content": {"text": secret}}]}), Some("messages[1]")),
            (json!({"messages": [user, secret]}), Some("messages[1]")),
            (json!({"messages": [{"role": "assistant", "tool_calls": [secret]}]}), Some("messages[0]")),
            (json!({"messages": []}), Some("messages")),
            (json!({"messages": secret}), Some("messages")),
            (json!({"messages": [user], "n": secret}), Some("n")),
            (json!({"messages": [user], "n": 0}), Some("n")),
            (json!({"messages": [user], "n": 129}), Some("n")),
            (json!({"messages": [user], "lictor": {"workflow": 1, "x": secret}}), Some("lictor")),
            (json!([secret]), None),
        ] {
            let failure = Chat::read(&body.to_string()).err().unwrap();
            assert_eq!(failure.error.param.as_deref(), param, "{body}");
            assert!(failure.status.is_client_error() && !failure.error.message.contains(secret), "{body}");
        }
    }
}
