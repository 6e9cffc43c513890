//! Samples out of files of any other shape.

use std::str::FromStr;

use serde_json::{Map as Object, Value, json};

use crate::{Sample, closest};

mod openai;

/// Where the parts of a sample are in lines of another shape: JSON pointers by key, as in
/// `answer=/output,prompt=/input`, or the preset `openai` for logs of that chat API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map(Shape);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// Pointers by key.
    Pointers(Vec<(Key, String)>),
    /// Logs of the OpenAI chat API.
    OpenAi,
}

/// What a pointer can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Answer,
    Prompt,
    System,
    Contexts,
    Id,
    Workflow,
    Language,
    FinishReason,
    Behaviour,
    Repeat,
    LatencyMs,
    InputTokens,
    OutputTokens,
    Cost,
    Feedback,
}

impl Key {
    const ALL: [(&'static str, Self); 15] = [
        ("answer", Self::Answer),
        ("prompt", Self::Prompt),
        ("system", Self::System),
        ("contexts", Self::Contexts),
        ("id", Self::Id),
        ("workflow", Self::Workflow),
        ("language", Self::Language),
        ("finish-reason", Self::FinishReason),
        ("behaviour", Self::Behaviour),
        ("repeat", Self::Repeat),
        ("latency-ms", Self::LatencyMs),
        ("input-tokens", Self::InputTokens),
        ("output-tokens", Self::OutputTokens),
        ("cost", Self::Cost),
        ("feedback", Self::Feedback),
    ];

    /// The key of a sample's `metadata` under which a number travels that no rule reads.
    fn metadata(self) -> Option<&'static str> {
        Some(match self {
            Self::Repeat => "repeat",
            Self::LatencyMs => "latency_ms",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::Cost => "cost",
            Self::Feedback => "feedback",
            _ => return None,
        })
    }
}

impl FromStr for Map {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "openai" {
            return Ok(Self(Shape::OpenAi));
        }
        let mut pointers: Vec<(Key, String)> = Vec::new();
        for pair in text.split(',') {
            let Some((name, pointer)) = pair.split_once('=') else {
                return Err(format!(
                    "`{pair}` is neither `key=/json/pointer` nor the preset `openai`; \
                     an example: answer=/output,prompt=/input"
                ));
            };
            let Some((_, key)) = Key::ALL.into_iter().find(|(known, _)| *known == name) else {
                let names = Key::ALL.map(|(name, _)| name);
                let mean = closest(name, names).map(|near| format!("did you mean `{near}`? "));
                let mean = mean.unwrap_or_default();
                return Err(format!("`{name}` is no key: {mean}the keys are {}", names.join(", ")));
            };
            if !pointer.is_empty() && !pointer.starts_with('/') {
                return Err(format!("`{pointer}` is no JSON pointer: it starts with a slash, such as /{pointer}"));
            }
            if pointers.iter().any(|(known, _)| *known == key) {
                return Err(format!("`{name}` is there twice"));
            }
            pointers.push((key, pointer.to_owned()));
        }
        match pointers.iter().any(|(key, _)| *key == Key::Answer) {
            true => Ok(Self(Shape::Pointers(pointers))),
            false => Err("`answer=/…` is missing: without an answer there is nothing to check".into()),
        }
    }
}

impl Map {
    /// The samples of one line: one, or as many as a log entry has choices.
    ///
    /// # Errors
    /// What is missing or of the wrong type, by pointer. Values are never quoted.
    pub fn samples(&self, line: &str) -> Result<Vec<Sample>, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| {
            let what = if error.is_eof() { "the JSON ends too early" } else { "broken JSON" };
            format!("{what}, at byte {}", error.column())
        })?;
        let samples = match &self.0 {
            Shape::OpenAi => openai::samples(&value)?,
            Shape::Pointers(pointers) => vec![mapped(&value, pointers)?],
        };
        samples.into_iter().map(sample).collect()
    }
}

fn sample(value: Value) -> Result<Sample, String> {
    let sample: Sample =
        serde_json::from_value(value).map_err(|_| "the mapped values do not make a sample".to_owned())?;
    sample.require().map_err(|error| error.to_string())?;
    Ok(sample)
}

fn mapped(value: &Value, pointers: &[(Key, String)]) -> Result<Value, String> {
    let mut sample = Object::new();
    let mut messages = Vec::new();
    let mut metadata = Object::new();
    for (key, pointer) in pointers {
        let found = value.pointer(pointer).filter(|found| !found.is_null());
        let Some(found) = found else {
            if *key == Key::Answer {
                return Err(format!("there is no answer at {pointer}"));
            }
            continue;
        };
        let wrong = |what: &str| format!("what is at {pointer} is no {what}");
        let text = || found.as_str().map(str::to_owned).ok_or_else(|| wrong("text"));
        match key {
            Key::Answer => drop(sample.insert("answer".into(), text()?.into())),
            Key::Workflow => drop(sample.insert("workflow".into(), text()?.into())),
            Key::Language => drop(sample.insert("language".into(), text()?.into())),
            Key::FinishReason => drop(sample.insert("finish_reason".into(), text()?.into())),
            Key::Id => {
                let id = match found {
                    Value::String(id) => id.clone(),
                    Value::Number(id) => id.to_string(),
                    _ => return Err(wrong("text or number")),
                };
                sample.insert("id".into(), id.into());
            }
            Key::Behaviour => {
                let behaviour = text()?;
                if !["answer", "refuse", "clarify", "abstain"].contains(&behaviour.as_str()) {
                    return Err(wrong("behaviour (answer, refuse, clarify or abstain)"));
                }
                sample.insert("expectation".into(), json!({"behaviour": behaviour}));
            }
            Key::System => messages.insert(0, json!({"role": "system", "content": text()?})),
            Key::Prompt => messages.extend(conversation(found).ok_or_else(|| wrong("text or list of messages"))?),
            Key::Contexts => {
                let contexts = contexts(found).ok_or_else(|| wrong("text, list of texts or list of documents"))?;
                sample.insert("contexts".into(), contexts);
            }
            Key::Repeat | Key::LatencyMs | Key::InputTokens | Key::OutputTokens | Key::Cost | Key::Feedback => {
                if !found.is_number() {
                    return Err(wrong("number"));
                }
                metadata.extend(key.metadata().map(|key| (key.to_owned(), found.clone())));
            }
        }
    }
    if !messages.is_empty() {
        sample.insert("messages".into(), messages.into());
    }
    if !metadata.is_empty() {
        sample.insert("metadata".into(), metadata.into());
    }
    Ok(Value::Object(sample))
}

/// A user's message, or messages with a role and a text.
fn conversation(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::String(text) => Some(vec![json!({"role": "user", "content": text})]),
        Value::Array(messages) => messages
            .iter()
            .map(|message| {
                let role = ["role", "speaker", "from"].iter().find_map(|key| message.get(key))?.as_str()?;
                let content = ["content", "text", "value"].iter().find_map(|key| message.get(key))?;
                Some(json!({"role": role.to_lowercase(), "content": content}))
            })
            .collect(),
        _ => None,
    }
}

/// A text, texts, or documents with a text under one of the usual names.
fn contexts(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(json!([{"text": text}])),
        Value::Array(items) => items.iter().map(context).collect::<Option<Vec<Value>>>().map(Value::Array),
        Value::Object(_) => Some(Value::Array(vec![context(value)?])),
        _ => None,
    }
}

fn context(value: &Value) -> Option<Value> {
    if let Value::String(text) = value {
        return Some(json!({"text": text}));
    }
    let first = |keys: &[&str]| keys.iter().find_map(|key| value.get(key)?.as_str());
    let mut context = Object::new();
    context.insert("text".into(), first(&["text", "content", "page_content", "document", "passage"])?.into());
    for (key, names) in [
        ("id", &["id", "document_id", "doc_id"][..]),
        ("title", &["title"][..]),
        ("source", &["source", "url", "uri"][..]),
    ] {
        if let Some(text) = first(names) {
            context.insert(key.into(), text.into());
        }
    }
    match value.get("access") {
        None | Some(Value::Null) => {}
        // Dropping a label would open the context to everybody.
        Some(Value::String(label)) => drop(context.insert("access".into(), json!([label]))),
        Some(Value::Array(labels)) if labels.iter().all(Value::is_string) => {
            context.insert("access".into(), labels.clone().into());
        }
        Some(_) => return None,
    }
    Some(Value::Object(context))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(map: &str, line: Value) -> Result<Sample, String> {
        let mut samples = map.parse::<Map>()?.samples(&line.to_string())?;
        assert_eq!(samples.len(), 1);
        Ok(samples.remove(0))
    }

    #[test]
    fn pointers_find_the_parts_of_a_sample() {
        let line = json!({
            "case": 7, "out": {"text": "42"}, "in": [{"speaker": "User", "text": "What?"}],
            "docs": ["a", {"page_content": "b", "url": "https://b.example"}], "kind": "answer"
        });
        let sample = one("answer=/out/text,prompt=/in,contexts=/docs,id=/case,behaviour=/kind", line).unwrap();
        assert_eq!((sample.id.as_deref(), sample.answer.as_deref()), (Some("7"), Some("42")));
        assert_eq!(sample.messages.unwrap()[0].content, "What?");
        let contexts = sample.contexts.unwrap();
        assert_eq!((contexts[0].text.as_str(), contexts[1].source.as_deref()), ("a", Some("https://b.example")));
    }

    #[test]
    fn what_was_measured_travels_as_metadata() {
        let map = "answer=/out,latency-ms=/ms,input-tokens=/usage/in,repeat=/n,cost=/usd";
        let sample = one(map, json!({"out": "42", "ms": 812.5, "usage": {"in": 40}, "n": 2})).unwrap();
        assert_eq!(Value::from(sample.metadata), json!({"latency_ms": 812.5, "input_tokens": 40, "repeat": 2}));
        let error = one(map, json!({"out": "42", "ms": "fast"})).unwrap_err();
        assert_eq!(error, "what is at /ms is no number");
    }

    #[test]
    fn what_is_missing_is_named_and_values_are_not_shown() {
        let error = one("answer=/out", json!({"answer": "s3cret"})).unwrap_err();
        assert_eq!(error, "there is no answer at /out");
        let error = one("answer=/out", json!({"out": {"s3cret": 1}})).unwrap_err();
        assert_eq!(error, "what is at /out is no text");
    }

    #[test]
    fn a_map_that_makes_no_sense_is_refused_with_a_mend() {
        for (map, says) in [
            ("anwser=/a", "did you mean `answer`?"),
            ("answer=a", "such as /a"),
            ("prompt=/q", "`answer=/…` is missing"),
            ("answer", "an example"),
            ("answer=/a,answer=/b", "twice"),
        ] {
            let error = map.parse::<Map>().unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
