use lictor_model::{Citation, Context, Map, Sample, ToolCall, ToolResult, closest};
use serde::Deserialize;
use serde_json::{Map as Object, Value};

use super::{Answer, AnswerMeasures, promptfoo};

/// The largest number of answers that a case can have.
pub const MAX_REPEATS: u32 = 1_000_000;

/// How the lines of a file of answers are read.
#[derive(Debug, Clone, Default)]
pub struct AnswerFormat {
    /// Where to find what in lines of another shape. Its `id` is the case. None: lines are [`Answer`]s, or results of
    /// promptfoo, told by their keys.
    pub map: Option<Map>,
    /// Which of promptfoo's prompt and provider pairs (`promptIdx`) the run is about.
    pub prompt_index: u64,
}

/// Why a line gives no answer for a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// It cannot be read. The case that it names, if it does, and what is wrong.
    Unreadable(Option<String>, String),
    /// It is an answer of another system than the one that the run is about.
    Other(Option<String>, String),
}

impl AnswerFormat {
    /// The answers of one line, for whoever shows them again. None for an answer of another system.
    ///
    /// # Errors
    /// The line cannot be read. No value is quoted.
    pub fn answers(&self, line: &str) -> Result<Vec<Answer>, String> {
        match self.read(line) {
            Ok(answers) => Ok(answers),
            Err(NoAnswer::Other(..)) => Ok(Vec::new()),
            Err(NoAnswer::Unreadable(_, message)) => Err(message),
        }
    }

    /// The answers of one line.
    pub(super) fn read(&self, line: &str) -> Result<Vec<Answer>, NoAnswer> {
        let unreadable = |message| NoAnswer::Unreadable(None, message);
        if let Some(map) = &self.map {
            let samples = map.samples(line).map_err(unreadable)?;
            return samples.into_iter().map(|sample| mapped(sample).map_err(unreadable)).collect();
        }
        match Answer::from_json(line) {
            Ok(answer) => Ok(vec![answer]),
            // Only where a line is no answer of ours it is worth a second look.
            Err(message) => match serde_json::from_str::<Value>(line) {
                Ok(value) if promptfoo::is_result(&value) => {
                    promptfoo::answer(&value, self.prompt_index).map(|answer| vec![answer])
                }
                _ => Err(unreadable(message)),
            },
        }
    }
}

/// The shape of a line. The measures stand among the other keys, and an unknown key is an error.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Answer")]
pub(super) struct Line {
    #[serde(alias = "case")]
    id: String,
    answer: String,
    #[serde(default)]
    repeat: Option<u32>,
    #[serde(default)]
    contexts: Option<Vec<Context>>,
    #[serde(default)]
    citations: Option<Vec<Citation>>,
    #[serde(default)]
    tool_calls: Option<Vec<ToolCall>>,
    #[serde(default)]
    tool_results: Option<Vec<ToolResult>>,
    #[serde(default)]
    finish_reason: Option<String>,
    #[serde(default)]
    latency_ms: Option<f64>,
    #[serde(default)]
    input_tokens: Option<u64>,
    #[serde(default)]
    output_tokens: Option<u64>,
    #[serde(default)]
    cost: Option<f64>,
    #[serde(default)]
    feedback: Option<f64>,
}

impl From<Line> for Answer {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            answer: line.answer,
            repeat: line.repeat,
            contexts: line.contexts,
            citations: line.citations,
            tool_calls: line.tool_calls,
            tool_results: line.tool_results,
            finish_reason: line.finish_reason,
            measures: AnswerMeasures {
                latency_ms: line.latency_ms,
                input_tokens: line.input_tokens,
                output_tokens: line.output_tokens,
                cost: line.cost,
                feedback: line.feedback,
            },
        }
    }
}

impl Answer {
    /// The keys of the JSON form.
    pub const KEYS: [&'static str; 14] = [
        "id",
        "case",
        "answer",
        "repeat",
        "contexts",
        "citations",
        "tool_calls",
        "tool_results",
        "finish_reason",
        "latency_ms",
        "input_tokens",
        "output_tokens",
        "cost",
        "feedback",
    ];

    /// Reads one answer from its JSON form.
    ///
    /// # Errors
    /// What is wrong and the mend. No value is quoted: it may hold a secret.
    pub fn from_json(json: &str) -> Result<Self, String> {
        // A list of values would be taken for the fields in their order.
        if json.trim_start().starts_with('[') {
            return Err("not a JSON object".into());
        }
        let answer: Self = serde_json::from_str(json).map_err(|error| explain(json, &error))?;
        answer.sound()?;
        Ok(answer)
    }

    /// Whether its numbers can be.
    pub(super) fn sound(&self) -> Result<(), String> {
        let measures = &self.measures;
        if self.repeat.is_some_and(|repeat| repeat == 0 || repeat > MAX_REPEATS) {
            return Err(format!("`repeat` counts the answers to a case from 1 to {MAX_REPEATS}"));
        }
        for (name, value) in [("latency_ms", measures.latency_ms), ("cost", measures.cost)] {
            if value.is_some_and(|value| !value.is_finite() || value < 0.0) {
                return Err(format!("`{name}` is a number from 0"));
            }
        }
        if measures.feedback.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
            return Err("`feedback` is a number from 0 (bad) to 1 (good)".into());
        }
        Ok(())
    }
}

/// The slow path: finds out what is wrong without showing a value.
fn explain(json: &str, error: &serde_json::Error) -> String {
    let object = match serde_json::from_str::<Value>(json) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return "not a JSON object".into(),
        Err(_) if error.is_eof() => return format!("the JSON ends too early, at byte {}", error.column()),
        Err(broken) => return format!("broken JSON, at byte {}", broken.column()),
    };
    if let Some(key) = object.keys().find(|key| !Answer::KEYS.contains(&key.as_str())) {
        let near = closest(key, Answer::KEYS);
        let hint = near.map_or("or say with --map where things are".into(), |near| format!("did you mean `{near}`?"));
        // A key that looks like none may be a value that slipped.
        let shown = key.len() <= 24 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        return if shown || near.is_some() {
            format!("unknown key `{key}`; {hint}")
        } else {
            format!("an unknown key; {hint}")
        };
    }
    if object.contains_key("id") && object.contains_key("case") {
        return "`id` and `case` both name the case: keep one".into();
    }
    for (key, other) in [("id", "case"), ("answer", "answer")] {
        if !object.contains_key(key) && !object.contains_key(other) {
            return format!("no `{key}`: an answer needs `id` (the case) and `answer`");
        }
    }
    let wrong = object.iter().find(|(key, value)| {
        let mut alone = Object::from_iter([("id".to_owned(), "".into()), ("answer".to_owned(), "".into())]);
        alone.insert(if *key == "case" { "id".into() } else { (*key).clone() }, (*value).clone());
        serde_json::from_value::<Answer>(Value::Object(alone)).is_err()
    });
    match wrong {
        Some((key, _)) => format!("`{key}` has the wrong shape"),
        None => format!("not an answer: {}", if error.is_data() { "a key is there twice" } else { "broken JSON" }),
    }
}

/// An answer of a line of another shape. What it says about messages and expectations is the set's business.
fn mapped(sample: Sample) -> Result<Answer, String> {
    let id = sample.id.ok_or("no case: add id=/… to --map")?;
    let metadata = sample.metadata.unwrap_or_default();
    let number = |key: &str| metadata.get(key).and_then(Value::as_f64);
    let whole = |key: &str| match metadata.get(key) {
        None => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or_else(|| format!("`{key}` is a whole number from 0")),
    };
    let repeat = whole("repeat")?.map(|repeat| u32::try_from(repeat).unwrap_or(u32::MAX));
    let answer = Answer {
        id,
        answer: sample.answer.ok_or("no answer")?,
        repeat,
        contexts: sample.contexts,
        citations: sample.citations,
        tool_calls: sample.tool_calls,
        tool_results: sample.tool_results,
        finish_reason: sample.finish_reason,
        measures: AnswerMeasures {
            latency_ms: number("latency_ms"),
            input_tokens: whole("input_tokens")?,
            output_tokens: whole("output_tokens")?,
            cost: number("cost"),
            feedback: number("feedback"),
        },
    };
    answer.sound()?;
    Ok(answer)
}
