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
}

impl Default for Chosen {
    fn default() -> Self {
        // .5 is where overlap separated made-up sentences from grounded ones best: P .99, R .49 on BEGIN.
        Self { citations: Citations::Optional, url_hosts: Vec::new(), support_threshold: 0.5 }
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
      "default": 0.5
    }
  }
}"#;

/// How the pack reads its settings.
pub(crate) const SETTINGS: Settings = Settings { schema: SCHEMA, parse, patterns: |_| Vec::new() };

fn parse(json: &str) -> pack::Parsed {
    let settings = pack::parse::<Chosen>(json)?;
    let in_range = settings.downcast_ref::<Chosen>().is_some_and(|s| (0.0..=1.0).contains(&s.support_threshold));
    if in_range {
        return Ok(settings);
    }
    Err(vec![Problem { path: "/support_threshold".into(), message: "give a share from 0 to 1, such as 0.5".into() }])
}
