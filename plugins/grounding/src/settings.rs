//! What a policy can set for this pack.

use lictor_sdk::{Problem, Settings, pack};
use serde::Deserialize;

/// Whether answers must cite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Citations {
    /// Every claim needs a citation: GRD101 speaks.
    Required,
    /// A citation is welcome: GRD101 says nothing.
    #[default]
    Optional,
}

/// The settings as JSON gives them.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Chosen {
    pub(crate) citations: Citations,
    /// Hosts whose links need no source; a host stands for its subdomains too.
    pub(crate) url_hosts: Vec<String>,
    /// The share of a sentence's content words that must stand in some source (GRD105).
    pub(crate) support_threshold: f32,
    /// The mean of that share over an answer's claims (GRD106).
    pub(crate) answer_support_threshold: f32,
    /// Names that need no source (GRD108).
    pub(crate) known_names: Vec<String>,
}

impl Default for Chosen {
    fn default() -> Self {
        // At .4 two in a hundred answers that people wrote from their sources are reported and as many made-up claims as
        // at .5, where it is eight in a hundred.
        Self {
            citations: Citations::Optional,
            url_hosts: Vec::new(),
            support_threshold: 0.4,
            answer_support_threshold: 0.5,
            known_names: Vec::new(),
        }
    }
}

const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "citations": {
      "description": "Whether every claim of an answer must carry a citation (GRD101).",
      "enum": ["required", "optional"],
      "default": "optional"
    },
    "url_hosts": {
      "description": "Hosts to which an answer may link without a source (GRD112). A host stands for its subdomains too.",
      "type": "array",
      "items": {"type": "string", "minLength": 1},
      "default": []
    },
    "support_threshold": {
      "description": "The share of a sentence's content words that must stand in some source; below it GRD105 reports the sentence. 0 reports nothing, 1 reports every sentence with a word of its own.",
      "type": "number",
      "minimum": 0,
      "maximum": 1,
      "default": 0.4
    },
    "answer_support_threshold": {
      "description": "The mean share of an answer's claims; below it GRD106 notes the answer. The measure `answer-support` is reported whatever it is.",
      "type": "number",
      "minimum": 0,
      "maximum": 1,
      "default": 0.5
    },
    "known_names": {
      "description": "Names that an answer may use without a source (GRD108), such as the company's own products and people.",
      "type": "array",
      "items": {"type": "string", "minLength": 2},
      "default": []
    }
  }
}"#;

/// How the pack reads its settings.
pub(crate) const SETTINGS: Settings = Settings { schema: SCHEMA, parse, patterns: |_| Vec::new() };

fn parse(json: &str) -> pack::Parsed {
    let settings = pack::parse::<Chosen>(json)?;
    let Some(chosen) = settings.downcast_ref::<Chosen>() else { return Ok(settings) };
    let shares = [
        ("/support_threshold", chosen.support_threshold),
        ("/answer_support_threshold", chosen.answer_support_threshold),
    ];
    let outside = shares.into_iter().filter(|(_, share)| !(0.0..=1.0).contains(share));
    let problems: Vec<Problem> = outside
        .map(|(path, _)| Problem { path: path.into(), message: "give a share from 0 to 1, such as 0.5".into() })
        .collect();
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}
