//! Results of promptfoo: lines of `--output results.jsonl`, and the document of `--output results.json`.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::answer::NoAnswer;
use super::{Answer, AnswerMeasures};

/// Whether a line is one of promptfoo's results.
pub(super) fn is_result(value: &Value) -> bool {
    value.get("promptIdx").is_some() || value.get("testCase").is_some()
}

/// The answer of one result.
pub(super) fn answer(result: &Value, prompt_index: u64) -> Result<Answer, NoAnswer> {
    let case = case(result);
    let index = result.get("promptIdx").and_then(Value::as_u64).unwrap_or_default();
    if index != prompt_index {
        let message = format!(
            "an answer of promptfoo's prompt and provider pair {index}, and this run is about {prompt_index}: a run is \
             about one system, and --prompt-index chooses"
        );
        return Err(NoAnswer::Other(case, message));
    }
    let unreadable = |message: &str| NoAnswer::Unreadable(case.clone(), message.into());
    let output = result.pointer("/response/output");
    let text = match output {
        // What a provider parsed is written back compactly.
        Some(value @ (Value::Object(_) | Value::Array(_) | Value::Number(_) | Value::Bool(_))) => value.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => {
            let failed =
                result.pointer("/response/error").or(result.get("error")).is_some_and(|error| !error.is_null());
            return Err(unreadable(if failed {
                "the provider gave an error in place of an answer"
            } else {
                "no `response.output`"
            }));
        }
    };
    let Some(id) = case.clone() else {
        let places = "testCase.metadata.case, vars.case, vars.id or the test's description";
        return Err(unreadable(&format!("no case is named: put it into {places}")));
    };
    let number = |pointers: &[&str]| pointers.iter().find_map(|pointer| result.pointer(pointer)?.as_f64());
    let whole = |pointers: &[&str]| pointers.iter().find_map(|pointer| result.pointer(pointer)?.as_u64());
    let answer = Answer {
        id,
        answer: text,
        finish_reason: result.pointer("/response/finishReason").and_then(Value::as_str).map(str::to_owned),
        measures: AnswerMeasures {
            // A cached response took no time that says anything.
            latency_ms: number(&["/latencyMs"]).filter(|_| result.pointer("/response/cached") != Some(&true.into())),
            input_tokens: whole(&["/response/tokenUsage/prompt", "/tokenUsage/prompt"]),
            output_tokens: whole(&["/response/tokenUsage/completion", "/tokenUsage/completion"]),
            cost: number(&["/cost", "/response/cost"]),
            feedback: None,
        },
        ..Answer::default()
    };
    answer.sound().map_err(|message| unreadable(&message))?;
    Ok(answer)
}

/// The first of the places that may name the case.
fn case(result: &Value) -> Option<String> {
    const PLACES: [&str; 7] = [
        "/testCase/metadata/case",
        "/vars/case",
        "/testCase/vars/case",
        "/vars/id",
        "/testCase/vars/id",
        "/testCase/description",
        "/description",
    ];
    PLACES.iter().find_map(|place| match result.pointer(place)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    })
}

/// Gives the results of a document of promptfoo to `take`, one after the other and each as a line of JSON with its number
/// from 1, until it says stop. Only one result is held at a time. False when `take` said stop.
pub fn promptfoo_results(
    document: impl Read,
    max_bytes: usize,
    take: &mut dyn FnMut(u64, Result<String, String>) -> bool,
) -> bool {
    let left = Cell::new(None);
    let reader = Bounded { inner: document, left: &left };
    let mut state = State { take, number: 0, found: false, stopped: false, left: &left, max: max_bytes as u64 };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let done = Document(&mut state).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    let number = state.number + 1;
    let message = match done {
        _ if state.stopped => return false,
        Ok(()) if state.found => return true,
        Ok(()) => "no `results`: a .json file is read as promptfoo's output; JSON Lines are named .jsonl".to_owned(),
        Err(error) if error.is_io() && left.get() == Some(0) => {
            format!("a result has more than the {max_bytes} bytes that are read: raise --max-line-bytes")
        }
        Err(error) if error.is_eof() => "the JSON ends too early (is the file cut short?)".to_owned(),
        Err(error) => format!(
            "broken JSON at line {}, column {}: a .json file is read as promptfoo's output; JSON Lines are named .jsonl",
            error.line(),
            error.column()
        ),
    };
    take(number, Err(message))
}

/// Reads no further than what one result may have.
struct Bounded<'c, R> {
    inner: R,
    left: &'c Cell<Option<u64>>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.left.get() else { return self.inner.read(buffer) };
        if left == 0 {
            return Err(io::Error::other("a result is too large"));
        }
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..room])?;
        self.left.set(Some(left - read as u64));
        Ok(read)
    }
}

struct State<'t> {
    take: &'t mut dyn FnMut(u64, Result<String, String>) -> bool,
    number: u64,
    found: bool,
    stopped: bool,
    left: &'t Cell<Option<u64>>,
    max: u64,
}

/// The whole document: an object whose `results` matter.
struct Document<'s, 't>(&'s mut State<'t>);

/// `results`: a list, or an object with a list of that name.
struct Results<'s, 't>(&'s mut State<'t>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> DeserializeSeed<'de> for Results<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `results`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        only_results(self.0, map)
    }
}

impl<'de> Visitor<'de> for Results<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of results")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        only_results(self.0, map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<(), A::Error> {
        let state = self.0;
        state.found = true;
        loop {
            state.left.set(Some(state.max));
            let result = results.next_element::<Value>()?;
            state.left.set(None);
            let Some(result) = result else { return Ok(()) };
            state.number += 1;
            if !(state.take)(state.number, Ok(result.to_string())) {
                state.stopped = true;
                return Err(Error::custom("stopped"));
            }
        }
    }
}

fn only_results<'de, A: MapAccess<'de>>(state: &mut State<'_>, mut map: A) -> Result<(), A::Error> {
    while let Some(key) = map.next_key::<String>()? {
        match key.as_str() {
            "results" => map.next_value_seed(Results(&mut *state))?,
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
    }
    Ok(())
}
