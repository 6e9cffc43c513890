//! Logs of the OpenAI chat API in the shapes that people keep: request and response side by side, batch
//! output, or a bare list of messages whose last one is the answer.

use serde_json::{Map as Object, Value, json};

pub(super) fn samples(value: &Value) -> Result<Vec<Value>, String> {
    let first = |pointers: &[&str]| pointers.iter().find_map(|pointer| value.pointer(pointer));
    let id = first(&["/custom_id", "/id", "/response/id", "/response/body/id"]).and_then(Value::as_str);
    let messages = first(&["/request/messages", "/request/body/messages", "/body/messages", "/messages", "/input"]);
    let messages = messages.and_then(Value::as_array).cloned().unwrap_or_default();
    let choices = first(&["/response/choices", "/response/body/choices", "/choices"]).and_then(Value::as_array);
    if let Some(choices) = choices {
        if choices.is_empty() {
            return Err("`choices` is empty: there is no answer".into());
        }
        return choices.iter().map(|choice| answer(id, &messages, choice)).collect();
    }
    // A conversation as fine-tuning files keep it.
    match messages.split_last() {
        Some((last, before)) if last.get("role").and_then(Value::as_str) == Some("assistant") => {
            Ok(vec![answer(id, before, &json!({"message": last}))?])
        }
        _ => Err("no `choices`, and `messages` do not end with the assistant's: there is no answer".into()),
    }
}

fn answer(id: Option<&str>, messages: &[Value], choice: &Value) -> Result<Value, String> {
    let message = choice.get("message").ok_or("a choice has no `message`")?;
    let mut sample = Object::new();
    if let Some(id) = id {
        sample.insert("id".into(), id.into());
    }
    let mut calls: Vec<Value> = match message.get("tool_calls") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(calls)) => calls.iter().map(call).collect(),
        Some(_) => return Err("`tool_calls` is no list".into()),
    };
    calls.extend(message.get("function_call").filter(|call| call.is_object()).map(call));
    // Everything that a client may show.
    let texts = [content(message), message.get("refusal").and_then(Value::as_str).map(str::to_owned)];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    match Some(texts.join("\n")).filter(|_| !texts.is_empty()) {
        Some(text) => drop(sample.insert("answer".into(), text.into())),
        // A message that only calls tools says nothing.
        None if !calls.is_empty() => drop(sample.insert("answer".into(), "".into())),
        None => return Err("a choice's `message` has no `content`".into()),
    }
    let before: Vec<Value> = messages
        .iter()
        .filter_map(|message| {
            let role = message.get("role")?.as_str()?;
            Some(json!({"role": role, "content": content(message).unwrap_or_default()}))
        })
        .collect();
    if !before.is_empty() {
        sample.insert("messages".into(), before.into());
    }
    // An API's message always says which tools it called, so none means none.
    sample.insert("tool_calls".into(), calls.into());
    if let Some(reason) = choice.get("finish_reason").filter(|reason| reason.is_string()) {
        sample.insert("finish_reason".into(), reason.clone());
    }
    Ok(Value::Object(sample))
}

/// A message's text: a string, or the texts of its parts.
fn content(message: &Value) -> Option<String> {
    match message.get("content")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let text =
                |part: &'_ Value| ["text", "refusal"].iter().find_map(|key| Some(part.get(key)?.as_str()?.to_owned()));
            let texts: Vec<String> = parts.iter().filter_map(text).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        }
        _ => None,
    }
}

fn call(call: &Value) -> Value {
    let function = call.get("function").or_else(|| call.get("custom")).unwrap_or(call);
    let mut out = Object::new();
    if let Some(id) = call.get("id").filter(|id| id.is_string()) {
        out.insert("id".into(), id.clone());
    }
    out.insert("name".into(), function.get("name").cloned().filter(Value::is_string).unwrap_or_else(|| "".into()));
    let arguments = function.get("arguments").or_else(|| function.get("input"));
    out.insert("arguments".into(), arguments.cloned().unwrap_or_else(|| "".into()));
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_shapes_give_the_same_sample() {
        let question = json!({"role": "user", "content": [{"type": "text", "text": "Why?"}]});
        let said = json!({"role": "assistant", "content": "Because."});
        let choice = json!({"index": 0, "finish_reason": "stop", "message": said});
        let pair = json!({"id": "a", "request": {"messages": [question]}, "response": {"choices": [choice]}});
        let batch =
            json!({"custom_id": "a", "body": {"messages": [question]}, "response": {"body": {"choices": [choice]}}});
        let chat = json!({"id": "a", "messages": [question, said]});
        let pair = samples(&pair).unwrap();
        assert_eq!(pair, samples(&batch).unwrap());
        assert_eq!(pair[0]["answer"], "Because.");
        assert_eq!(pair[0]["messages"][0], json!({"role": "user", "content": "Why?"}));
        assert_eq!(samples(&chat).unwrap()[0]["answer"], pair[0]["answer"]);
    }

    #[test]
    fn every_choice_is_a_sample_and_a_tool_call_is_no_missing_answer() {
        let call = json!({"id": "c", "type": "function", "function": {"name": "mail", "arguments": "{\"to\":1}"}});
        let log = json!({"choices": [
            {"message": {"content": "A"}}, {"message": {"content": null, "tool_calls": [call]}}
        ]});
        let samples = samples(&log).unwrap();
        assert_eq!((samples[0]["answer"].as_str(), samples[1]["answer"].as_str()), (Some("A"), Some("")));
        assert_eq!(samples[1]["tool_calls"][0], json!({"id": "c", "name": "mail", "arguments": "{\"to\":1}"}));
    }

    #[test]
    fn no_answer_is_an_error() {
        assert!(samples(&json!({"choices": []})).is_err());
        assert!(samples(&json!({"messages": [{"role": "user", "content": "Hello?"}]})).is_err());
        assert!(samples(&json!({"choices": [{"message": {"content": null}}]})).is_err());
    }
}
