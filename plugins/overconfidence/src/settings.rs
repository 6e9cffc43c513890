//! What a team can tell the pack.

use std::any::Any;

use lictor_sdk::{DynamicPattern, Input, Problem, pack};
use serde::Deserialize;

/// The settings of the pack.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// What must be said where a topic is talked about (OVR207).
    pub(crate) disclaimers: Vec<Disclaimer>,
    /// What the organisation sells (OVR208).
    pub(crate) products: Vec<String>,
    /// Whom it is compared with (OVR208).
    pub(crate) competitors: Vec<String>,
    /// What the application can do after an answer (OVR402).
    pub(crate) capabilities: Vec<Capability>,
}

/// A topic and what must be said about it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disclaimer {
    /// Words and phrases that show the topic.
    pub(crate) topics: Vec<String>,
    /// Wordings of which one must stand in the answer.
    pub(crate) wordings: Vec<String>,
}

/// Something that happens after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Capability {
    /// Remembering what was said in another conversation.
    Remember,
    /// Reminding, notifying, monitoring.
    Notify,
    /// Writing, calling, getting back.
    Contact,
    /// Handing over to people.
    HandOver,
}

/// The settings as the pack declares them.
pub(crate) const SETTINGS: lictor_sdk::Settings = lictor_sdk::Settings { schema: SCHEMA, parse, patterns };

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "disclaimers": {
      "description": "What must be said where a topic is talked about (OVR207). An answer with one of the topics needs one of the wordings. Letter case makes no difference.",
      "type": "array",
      "maxItems": 50,
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["topics", "wordings"],
        "properties": {
          "topics": {
            "description": "Words and phrases that show the topic, each a whole word or several.",
            "type": "array",
            "items": {"type": "string", "minLength": 3},
            "minItems": 1
          },
          "wordings": {
            "description": "Wordings of which one must stand in the answer.",
            "type": "array",
            "items": {"type": "string", "minLength": 3},
            "minItems": 1
          }
        }
      },
      "default": []
    },
    "products": {
      "description": "Names of the organisation's products and of the organisation itself, about which superlatives need a source (OVR208).",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "default": []
    },
    "competitors": {
      "description": "Names of those with whom it must not be compared without a source (OVR208).",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "default": []
    },
    "capabilities": {
      "description": "What the application can do after an answer by means that no tool call shows: promises of it are not reported (OVR402).",
      "type": "array",
      "items": {"enum": ["remember", "notify", "contact", "hand-over"]},
      "uniqueItems": true,
      "default": []
    }
  }
}"##;

fn parse(json: &str) -> pack::Parsed {
    let parsed = pack::parse::<Settings>(json)?;
    let disclaimers = parsed.downcast_ref::<Settings>().map(|settings| settings.disclaimers.as_slice());
    let problems: Vec<Problem> = disclaimers
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter(|(_, disclaimer)| disclaimer.topics.is_empty() || disclaimer.wordings.is_empty())
        .map(|(index, _)| Problem {
            path: format!("/disclaimers/{index}"),
            message: "give at least one topic and one wording".into(),
        })
        .collect();
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}

fn patterns(settings: &dyn Any) -> Vec<DynamicPattern> {
    let Some(settings) = settings.downcast_ref::<Settings>() else { return Vec::new() };
    let pattern = |rule: &'static str, literal: &String| DynamicPattern {
        rule,
        literal: literal.clone(),
        case_insensitive: true,
        whole_word: true,
        inputs: &[Input::Answer],
        all_views: false,
    };
    let topics = settings.disclaimers.iter().flat_map(|disclaimer| &disclaimer.topics);
    let names = settings.products.iter().chain(&settings.competitors);
    topics.map(|topic| pattern("OVR207", topic)).chain(names.map(|name| pattern("OVR208", name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disclaimer_needs_topic_and_wording() {
        let problems = parse(r#"{"disclaimers": [{"topics": ["fund"], "wordings": []}]}"#).err().unwrap_or_default();
        assert_eq!(problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), ["/disclaimers/0"]);
        assert!(parse(r#"{"capabilities": ["fly"]}"#).is_err() && parse("{}").is_ok());
    }
}
