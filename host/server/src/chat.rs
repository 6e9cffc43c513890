//! Conversations as OpenAI's API has them, and everybody after it: what a message says and which tools it calls. What is not
//! read here does not go on.

use lictor_model::{Message, Role, ToolCall};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a message is made of is not what it ought to be.
pub(crate) type Wrong = ();

/// Where a message has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Content,
    Refusal,
}

impl Field {
    pub(crate) const ALL: [Self; 2] = [Self::Content, Self::Refusal];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Refusal => "refusal",
        }
    }
}

/// A text as these APIs write it: a string, or a list of parts of which those with a text count.
pub(crate) fn text(value: &Value, between: &str) -> Result<Option<String>, Wrong> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Array(parts) => {
            let mut texts = Vec::new();
            for part in parts {
                match part {
                    Value::String(text) => texts.push(text.as_str()),
                    Value::Object(part) => {
                        texts.extend(["text", "refusal"].iter().find_map(|key| part.get(*key)?.as_str()));
                    }
                    _ => return Err(()),
                }
            }
            Ok(Some(texts.join(between)))
        }
        _ => Err(()),
    }
}

/// Messages, and the calls of tools in them.
pub(crate) type Conversation = (Vec<Message>, Vec<ToolCall>);

/// The messages of a conversation and the calls of tools in it.
///
/// # Errors
/// The first message that nobody can read, and why: it could not be checked, and the model might be able to read it.
pub(crate) fn conversation(given: &[Value]) -> Result<Conversation, (usize, &'static str)> {
    let mut messages = Vec::with_capacity(given.len());
    let mut calls = Vec::new();
    for (index, message) in given.iter().enumerate() {
        messages.push(read_message(message).map_err(|what| (index, what))?);
        let made = message.as_object().map(Call::of).transpose();
        let made = made.map_err(|()| (index, "a call of a tool has a name and arguments, as text"))?;
        calls.extend(made.into_iter().flatten().map(|call| call.checked()));
    }
    Ok((messages, calls))
}

fn read_message(message: &Value) -> Result<Message, &'static str> {
    let role = message.get("role").map(Role::deserialize).and_then(Result::ok);
    let role = role.ok_or("its `role` is none of system, developer, user, assistant, tool, function")?;
    let said = [message.get("content"), message.get("refusal")].map(|said| said.unwrap_or(&Value::Null));
    let mut texts = Vec::new();
    for value in said {
        texts.extend(text(value, "\n").map_err(|()| "its `content` is neither a text nor a list of parts")?);
    }
    Ok(Message { role, content: texts.join("\n") })
}

/// A call of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Call {
    id: Option<String>,
    kind: Kind,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// The three ways in which calls are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Function,
    Custom,
    /// `function_call`, one a message.
    Legacy,
}

impl Call {
    /// The calls of a message.
    pub(crate) fn of(message: &Map<String, Value>) -> Result<Vec<Self>, Wrong> {
        let mut calls = Vec::new();
        let mut pieces = Calls(&mut calls);
        pieces.add(message)?;
        Ok(calls)
    }

    /// As it is checked.
    pub(crate) fn checked(&self) -> ToolCall {
        ToolCall { id: self.id.clone(), name: self.name.clone(), arguments: self.arguments.clone() }
    }

    /// As it goes on, in a message or in a delta.
    pub(crate) fn write(calls: &[Self], message: &mut Map<String, Value>, in_delta: bool) {
        let mut list = Vec::new();
        for (index, call) in calls.iter().enumerate() {
            let Self { id, name, arguments, .. } = call;
            let (key, text, value) = match call.kind {
                Kind::Legacy => {
                    message.insert("function_call".into(), json!({"name": name, "arguments": arguments}));
                    continue;
                }
                Kind::Function => ("function", "arguments", arguments),
                Kind::Custom => ("custom", "input", arguments),
            };
            let mut out = Map::new();
            if in_delta {
                out.insert("index".into(), index.into());
            }
            out.insert("id".into(), json!(id));
            out.insert("type".into(), key.into());
            out.insert(key.into(), json!({"name": name, text: value}));
            list.push(Value::Object(out));
        }
        if !list.is_empty() {
            message.insert("tool_calls".into(), list.into());
        }
    }
}

/// Calls that come in pieces.
pub(crate) struct Calls<'a>(pub(crate) &'a mut Vec<Call>);

/// The most calls of one message.
const MOST_CALLS: u64 = 128;

impl Calls<'_> {
    /// Takes the pieces of a delta, or the calls of a message, and says how many bytes they had.
    pub(crate) fn add(&mut self, delta: &Map<String, Value>) -> Result<usize, Wrong> {
        let mut bytes = 0;
        match delta.get("tool_calls") {
            None | Some(Value::Null) => {}
            Some(Value::Array(pieces)) => {
                for (at, piece) in pieces.iter().enumerate() {
                    let piece = piece.as_object().ok_or(())?;
                    let index = match piece.get("index") {
                        None | Some(Value::Null) => at as u64,
                        Some(index) => index.as_u64().ok_or(())?,
                    };
                    bytes += self.piece(index, piece)?;
                }
            }
            Some(_) => return Err(()),
        }
        match delta.get("function_call") {
            None | Some(Value::Null) => {}
            Some(Value::Object(piece)) => {
                let place = self.0.iter().position(|call| call.kind == Kind::Legacy);
                let call = self.at(place.unwrap_or(self.0.len()) as u64)?;
                call.kind = Kind::Legacy;
                bytes += call.extend(piece, "arguments")?;
            }
            Some(_) => return Err(()),
        }
        Ok(bytes)
    }

    fn piece(&mut self, index: u64, piece: &Map<String, Value>) -> Result<usize, Wrong> {
        let call = self.at(index)?;
        match piece.get("id") {
            None | Some(Value::Null) => {}
            Some(Value::String(id)) => call.id = Some(id.clone()),
            Some(_) => return Err(()),
        }
        if let Some(custom) = piece.get("custom").filter(|custom| !custom.is_null()) {
            call.kind = Kind::Custom;
            return call.extend(custom.as_object().ok_or(())?, "input");
        }
        match piece.get("function") {
            None | Some(Value::Null) => Ok(0),
            Some(function) => call.extend(function.as_object().ok_or(())?, "arguments"),
        }
    }

    fn at(&mut self, index: u64) -> Result<&mut Call, Wrong> {
        if index >= MOST_CALLS {
            return Err(());
        }
        let index = index as usize;
        if self.0.len() <= index {
            self.0.resize_with(index + 1, Call::default);
        }
        self.0.get_mut(index).ok_or(())
    }
}

impl Call {
    fn extend(&mut self, piece: &Map<String, Value>, key: &str) -> Result<usize, Wrong> {
        let mut bytes = 0;
        for (key, text) in [("name", &mut self.name), (key, &mut self.arguments)] {
            match piece.get(key) {
                None | Some(Value::Null) => {}
                Some(Value::String(more)) => {
                    text.push_str(more);
                    bytes += more.len();
                }
                // Some servers write the arguments themselves instead of their text.
                Some(more @ Value::Object(_)) if key == "arguments" => {
                    let more = more.to_string();
                    text.push_str(&more);
                    bytes += more.len();
                }
                Some(_) => return Err(()),
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(deltas: &[Value]) -> Result<Vec<Call>, Wrong> {
        let mut all = Vec::new();
        for delta in deltas {
            Calls(&mut all).add(delta.as_object().unwrap())?;
        }
        Ok(all)
    }

    #[test]
    fn calls_come_whole_or_in_pieces_and_go_on_whole() {
        let whole = json!({"tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "mail", "arguments": "{\"to\":1}"}},
            {"id": "b", "type": "custom", "custom": {"name": "run", "input": "ls"}},
        ]});
        let pieces = [
            json!({"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "mail", "arguments": ""}}]}),
            json!({"tool_calls": [{"index": 1, "id": "b", "type": "custom", "custom": {"name": "run", "input": "l"}}]}),
            json!({"tool_calls": [{"index": 0, "function": {"arguments": "{\"to\""}}, {"index": 1, "custom": {"input": "s"}}]}),
            json!({"content": null, "tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]}),
        ];
        let read = calls(std::slice::from_ref(&whole)).unwrap();
        assert_eq!(read, calls(&pieces).unwrap());
        let mut written = Map::new();
        Call::write(&read, &mut written, false);
        assert_eq!(Value::Object(written), whole);
        let mut delta = Map::new();
        Call::write(&read, &mut delta, true);
        assert_eq!(calls(&[Value::Object(delta)]).unwrap(), read);
    }

    #[test]
    fn the_older_form_goes_on_as_it_came() {
        let whole = json!({"function_call": {"name": "mail", "arguments": "{}"}});
        let mut written = Map::new();
        Call::write(&calls(std::slice::from_ref(&whole)).unwrap(), &mut written, false);
        assert_eq!(Value::Object(written), whole);
    }

    #[test]
    fn what_is_no_call_is_refused() {
        for wrong in [
            json!({"tool_calls": "x"}),
            json!({"tool_calls": ["x"]}),
            json!({"tool_calls": [{"index": 100_000_000_000u64}]}),
            json!({"tool_calls": [{"index": -1}]}),
            json!({"tool_calls": [{"id": {"a": "b"}}]}),
            json!({"tool_calls": [{"function": {"name": ["x"]}}]}),
            json!({"tool_calls": [{"function": {"arguments": 7}}]}),
            json!({"function_call": "x"}),
        ] {
            assert!(calls(std::slice::from_ref(&wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_text_is_read_in_each_of_its_forms() {
        let parts =
            json!([{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}, {"type": "image_url"}, "c"]);
        assert_eq!(text(&parts, "\n"), Ok(Some("a\nb\nc".into())));
        assert_eq!(text(&json!("a"), ""), Ok(Some("a".into())));
        assert_eq!(text(&Value::Null, ""), Ok(None));
        assert!(
            text(&json!(7), "").is_err() && text(&json!([7]), "").is_err() && text(&json!({"text": "a"}), "").is_err()
        );
    }
}
