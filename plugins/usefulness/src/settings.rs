//! What a team can tell the pack.

use std::any::Any;

use lictor_sdk::{DynamicPattern, Input, Problem, pack};
use serde::Deserialize;

/// The settings of the pack.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Terms of messages whose answers must name a next step.
    pub(crate) next_step_terms: Vec<String>,
    /// Placeholders that the application fills in after the check.
    pub(crate) placeholders: Vec<String>,
    /// By how much a limit of words or characters may be passed, as a share of it.
    pub(crate) length_tolerance: f32,
}

impl Default for Settings {
    fn default() -> Self {
        // Nobody counts to the word; a tenth is seen.
        Self { next_step_terms: Vec::new(), placeholders: Vec::new(), length_tolerance: 0.1 }
    }
}

impl Settings {
    /// Whether the application fills this in.
    pub(crate) fn fills(&self, placeholder: &str) -> bool {
        self.placeholders.iter().any(|known| known == placeholder)
    }
}

/// The settings as the pack declares them.
pub(crate) const SETTINGS: lictor_sdk::Settings = lictor_sdk::Settings { schema: SCHEMA, parse, patterns };

const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "next_step_terms": {
      "description": "Words or phrases of a user's message, such as \"cancel\" or \"not working\", after which the answer must name a next step (USE303). Found in either case and whole. Without them the rule says nothing.",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "maxItems": 500,
      "uniqueItems": true,
      "default": []
    },
    "placeholders": {
      "description": "Placeholders that the application fills in after the check and that USE201 and USE202 therefore leave alone, each exactly as it stands in answers, such as \"{{agent_name}}\".",
      "type": "array",
      "items": {"type": "string", "minLength": 3},
      "default": []
    },
    "length_tolerance": {
      "description": "By how much an answer may pass a limit of words or characters (USE103), as a share of the limit. Sentences and paragraphs are counted exactly.",
      "type": "number",
      "minimum": 0,
      "maximum": 1,
      "default": 0.1
    }
  }
}"#;

fn parse(json: &str) -> pack::Parsed {
    let parsed = pack::parse::<Settings>(json)?;
    let mut problems = Vec::new();
    if let Some(settings) = parsed.downcast_ref::<Settings>() {
        if !(0.0..=1.0).contains(&settings.length_tolerance) {
            let message = "give a share from 0 to 1, such as 0.1".into();
            problems.push(Problem { path: "/length_tolerance".into(), message });
        }
        let short = settings.next_step_terms.iter().enumerate().filter(|(_, term)| term.trim().chars().count() < 2);
        problems.extend(short.map(|(index, _)| Problem {
            path: format!("/next_step_terms/{index}"),
            message: "a term needs at least 2 characters, or every message contains it".into(),
        }));
    }
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}

fn patterns(settings: &dyn Any) -> Vec<DynamicPattern> {
    let terms = settings.downcast_ref::<Settings>().map(|settings| settings.next_step_terms.as_slice());
    let pattern = |term: &String| DynamicPattern {
        rule: "USE303",
        literal: term.clone(),
        case_insensitive: true,
        whole_word: true,
        inputs: &[Input::UserMessage],
        all_views: false,
    };
    terms.unwrap_or_default().iter().map(pattern).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        let problems = parse(r#"{"length_tolerance": 3, "next_step_terms": [""]}"#).err().unwrap_or_default();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["/length_tolerance", "/next_step_terms/0"]);
        assert!(parse(r#"{"unknown": 1}"#).is_err() && parse("{}").is_ok());
    }
}
