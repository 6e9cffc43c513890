//! What a team can tell the pack. Without it the first block of rules says nothing.

use std::any::Any;

use lictor_sdk::{DynamicPattern, Input, Problem, pack};
use serde::Deserialize;

/// Shorter terms would be found in ordinary text.
const MIN_TERM_CHARS: usize = 2;

/// The settings of the pack.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Subjects that no answer may discuss.
    pub(crate) restricted_topics: Vec<Topic>,
    /// Words that no answer may contain.
    pub(crate) restricted_terms: Vec<String>,
    /// Texts that answers about a subject must contain.
    pub(crate) disclaimers: Vec<Disclaimer>,
    /// Promises that no answer may make.
    pub(crate) promises: Vec<String>,
    /// Names of competitors.
    pub(crate) competitors: Vec<String>,
    /// Whether a competitor that the user named first is reported too.
    pub(crate) competitors_when_asked: bool,
    /// Subjects that the application is not there for.
    pub(crate) off_scope: Vec<Topic>,
    /// What is not for everybody.
    pub(crate) age_gated: AgeGated,
}

/// A subject, known by its terms.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Topic {
    /// For the people who read the policy.
    #[allow(dead_code, reason = "it names the entry for people")]
    name: String,
    pub(crate) terms: Vec<String>,
    /// How many different terms make the subject; one unless said otherwise.
    min_terms: Option<usize>,
}

impl Topic {
    /// How many different terms make the subject.
    pub(crate) fn needed(&self) -> usize {
        self.min_terms.unwrap_or(1).max(1)
    }

    /// Whether the subject has this term.
    pub(crate) fn has(&self, found: &str) -> bool {
        has(&self.terms, found)
    }
}

/// What an answer must say when it touches a subject.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Disclaimer {
    #[allow(dead_code, reason = "it names the entry for people")]
    name: String,
    pub(crate) terms: Vec<String>,
    /// One of these is enough.
    pub(crate) texts: Vec<String>,
}

/// Terms for people of an age.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AgeGated {
    pub(crate) terms: Vec<String>,
    /// Callers with one of these labels may read about them.
    pub(crate) labels: Vec<String>,
    min_age: Option<u32>,
}

impl AgeGated {
    /// Users younger than this are not served.
    pub(crate) fn min_age(&self) -> u32 {
        self.min_age.unwrap_or(18)
    }
}

/// Whether a term is one of these, in either case.
pub(crate) fn has(terms: &[String], found: &str) -> bool {
    terms.iter().any(|term| term.eq_ignore_ascii_case(found))
}

/// The settings as the pack declares them.
pub(crate) const SETTINGS: lictor_sdk::Settings = lictor_sdk::Settings { schema: SCHEMA, parse, patterns };

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "$defs": {
    "terms": {
      "description": "Words or phrases, found in either case and whole.",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "minItems": 1,
      "uniqueItems": true
    },
    "topic": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "terms"],
      "properties": {
        "name": {"description": "What people call the topic, such as \"politics\".", "type": "string", "minLength": 1},
        "terms": {"$ref": "#/$defs/terms"},
        "min_terms": {
          "description": "How many different terms must be there. More than one where a single term says little.",
          "type": "integer",
          "minimum": 1,
          "default": 1
        }
      }
    }
  },
  "properties": {
    "restricted_topics": {
      "description": "Topics that no answer may discuss (POL101), each with the terms that give it away. An answer that declines to discuss the topic may name it.",
      "type": "array",
      "items": {"$ref": "#/$defs/topic"},
      "maxItems": 200,
      "default": []
    },
    "restricted_terms": {
      "description": "Words or phrases that no answer may contain, whatever it says about them (POL102): internal code names, slurs, product names that are not public yet. They are found in encoded text too.",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "maxItems": 2000,
      "uniqueItems": true,
      "default": []
    },
    "disclaimers": {
      "description": "What an answer must say when it touches a topic (POL103).",
      "type": "array",
      "maxItems": 200,
      "default": [],
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "terms", "texts"],
        "properties": {
          "name": {"description": "What people call the disclaimer, such as \"no investment advice\".", "type": "string", "minLength": 1},
          "terms": {"$ref": "#/$defs/terms"},
          "texts": {
            "description": "One of these must stand in the answer. Letter case, white space and the form of apostrophes do not count.",
            "type": "array",
            "items": {"type": "string", "minLength": 4},
            "minItems": 1
          }
        }
      }
    },
    "promises": {
      "description": "Promises that no answer may make, beside the built-in forms of POL104, such as \"free returns for life\".",
      "type": "array",
      "items": {"type": "string", "minLength": 4},
      "maxItems": 500,
      "uniqueItems": true,
      "default": []
    },
    "competitors": {
      "description": "Names of competitors and of their products (POL105).",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "maxItems": 500,
      "uniqueItems": true,
      "default": []
    },
    "competitors_when_asked": {
      "description": "Whether POL105 also reports a competitor that the user's message names.",
      "type": "boolean",
      "default": false
    },
    "off_scope": {
      "description": "Topics that the application is not there for (POL106). Where the user's message has the terms, the answer must decline or redirect.",
      "type": "array",
      "items": {"$ref": "#/$defs/topic"},
      "maxItems": 200,
      "default": []
    },
    "age_gated": {
      "description": "What may be shown to some callers only (POL107).",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "terms": {
          "description": "Words or phrases of what is restricted, such as \"whisky\".",
          "type": "array",
          "items": {"type": "string", "minLength": 2},
          "maxItems": 500,
          "uniqueItems": true
        },
        "labels": {
          "description": "Callers with one of these labels may be shown it, such as \"adult\". Without labels only the age that the user states counts.",
          "type": "array",
          "items": {"type": "string", "minLength": 1}
        },
        "min_age": {
          "description": "A user who says to be younger is not shown it, whatever the labels say.",
          "type": "integer",
          "minimum": 1,
          "maximum": 120,
          "default": 18
        }
      },
      "default": {}
    }
  }
}"##;

fn parse(json: &str) -> pack::Parsed {
    let parsed = pack::parse::<Settings>(json)?;
    let problems = parsed.downcast_ref::<Settings>().map(check).unwrap_or_default();
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}

/// What the types cannot say.
fn check(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check_terms = |path: String, terms: &[String]| {
        for (index, _) in terms.iter().enumerate().filter(|(_, term)| term.trim().chars().count() < MIN_TERM_CHARS) {
            problems.push(Problem {
                path: format!("{path}/{index}"),
                message: format!("a term needs at least {MIN_TERM_CHARS} characters, or ordinary text contains it"),
            });
        }
    };
    for (field, topics) in [("restricted_topics", &settings.restricted_topics), ("off_scope", &settings.off_scope)] {
        for (index, topic) in topics.iter().enumerate() {
            check_terms(format!("/{field}/{index}/terms"), &topic.terms);
        }
    }
    for (index, disclaimer) in settings.disclaimers.iter().enumerate() {
        check_terms(format!("/disclaimers/{index}/terms"), &disclaimer.terms);
    }
    check_terms("/restricted_terms".into(), &settings.restricted_terms);
    check_terms("/promises".into(), &settings.promises);
    check_terms("/competitors".into(), &settings.competitors);
    check_terms("/age_gated/terms".into(), &settings.age_gated.terms);
    for (field, topics) in [("restricted_topics", &settings.restricted_topics), ("off_scope", &settings.off_scope)] {
        for (index, _) in topics.iter().enumerate().filter(|(_, topic)| topic.needed() > topic.terms.len()) {
            problems.push(Problem {
                path: format!("/{field}/{index}/min_terms"),
                message: "more terms are needed than the topic has, so that it is never found".into(),
            });
        }
    }
    problems
}

/// A pattern for each term, once per rule.
fn patterns(settings: &dyn Any) -> Vec<DynamicPattern> {
    let Some(settings) = settings.downcast_ref::<Settings>() else { return Vec::new() };
    let topics = |topics: &[Topic]| -> Vec<String> { topics.iter().flat_map(|topic| topic.terms.clone()).collect() };
    let of_disclaimers = settings.disclaimers.iter().flat_map(|entry| entry.terms.clone()).collect();
    let lists: [(&'static str, Vec<String>, &'static [Input], bool); 7] = [
        ("POL101", topics(&settings.restricted_topics), &[Input::Answer], false),
        ("POL102", settings.restricted_terms.clone(), &[Input::Answer], true),
        ("POL103", of_disclaimers, &[Input::Answer], false),
        ("POL104", settings.promises.clone(), &[Input::Answer], false),
        ("POL105", settings.competitors.clone(), &[Input::Answer], false),
        ("POL106", topics(&settings.off_scope), &[Input::UserMessage], false),
        ("POL107", settings.age_gated.terms.clone(), &[Input::Answer], false),
    ];
    let mut patterns: Vec<DynamicPattern> = Vec::new();
    for (rule, terms, inputs, all_views) in lists {
        let from = patterns.len();
        for term in terms {
            if !patterns[from..].iter().any(|known| known.literal.eq_ignore_ascii_case(&term)) {
                let (case_insensitive, whole_word) = (true, true);
                patterns.push(DynamicPattern { rule, literal: term, case_insensitive, whole_word, inputs, all_views });
            }
        }
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        let json = r#"{
            "restricted_topics": [{"name": "x", "terms": ["vote", " a "], "min_terms": 3}],
            "competitors": [""]
        }"#;
        let problems = parse(json).err().unwrap_or_default();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["/restricted_topics/0/terms/1", "/competitors/0", "/restricted_topics/0/min_terms"]);
        assert!(parse(r#"{"unknown": 1}"#).is_err() && parse("{}").is_ok());
    }

    #[test]
    fn a_term_of_two_topics_is_looked_for_once() {
        let json =
            r#"{"restricted_topics": [{"name": "a", "terms": ["vote"]}, {"name": "b", "terms": ["Vote", "party"]}]}"#;
        let literals: Vec<String> =
            parse(json).map(|settings| patterns(settings.as_ref())).unwrap().into_iter().map(|p| p.literal).collect();
        assert_eq!(literals, ["vote", "party"]);
    }
}
