use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use super::{Judgement, fail};
use crate::Outcome;
use crate::run::RunError;
use crate::set;

/// The form of a case, compiled once.
pub(in crate::run) enum Form {
    /// The answer is this text, but for white space around it.
    Exact(String),
    /// The answer is JSON that fits.
    Json(Box<Validator>),
}

impl Form {
    pub(super) fn new(form: &set::Form, case: &str) -> Result<Self, RunError> {
        Ok(match form {
            set::Form::Exact(text) => Self::Exact(text.trim().to_owned()),
            set::Form::JsonSchema(schema) => {
                // References lead nowhere else, and patterns take linear time.
                let options = jsonschema::options().with_pattern_options(PatternOptions::regex()).offline();
                let validator = options.build(schema);
                let place = |error: jsonschema::ValidationError<'_>| error.instance_path().to_string();
                Self::Json(Box::new(
                    validator.map_err(|error| RunError::Form { case: case.to_owned(), place: place(error) })?,
                ))
            }
        })
    }

    pub(super) fn check(&self, answer: &str) -> Judgement {
        match self {
            Self::Exact(text) if answer.trim() == text => (Outcome::Pass, None),
            Self::Exact(_) => fail("the text is not the expected one"),
            Self::Json(validator) => match serde_json::from_str::<Value>(unfenced(answer.trim())) {
                Err(_) => fail("the answer is no JSON"),
                Ok(value) => match validator.iter_errors(&value).next() {
                    None => (Outcome::Pass, None),
                    // The place in the schema: that in the answer could quote it.
                    Some(error) => fail(format!("the JSON does not fit the schema at `{}`", error.schema_path())),
                },
            },
        }
    }
}

/// What is in the one fenced block that a text consists of, or the text.
fn unfenced(text: &str) -> &str {
    let Some(inner) = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")) else { return text };
    match inner.split_once('\n') {
        Some((language, body)) if !language.contains('`') && !body.contains("```") => body,
        _ => text,
    }
}
