//! What a policy can set for this pack.

use lictor_sdk::{Settings, pack};
use serde::Deserialize;

/// The settings as JSON gives them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Chosen {
    /// What counts as help in a crisis besides the numbers that the pack knows (REF205).
    pub(crate) crisis_resources: Vec<String>,
    /// What a refusal may name: public policies, by their name or address (REF203).
    pub(crate) public_policies: Vec<String>,
}

const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "crisis_resources": {
      "description": "Numbers, addresses and names that count as help for somebody in a crisis (REF205), besides the common emergency numbers and helplines. Letter case makes no difference.",
      "type": "array",
      "items": {"type": "string", "minLength": 3},
      "default": []
    },
    "public_policies": {
      "description": "Names or addresses of published policies that a refusal may refer to (REF203), such as \"acme.com/ai-policy\". Letter case makes no difference.",
      "type": "array",
      "items": {"type": "string", "minLength": 3},
      "default": []
    }
  }
}"#;

/// How the pack reads its settings.
pub(crate) const SETTINGS: Settings =
    Settings { schema: SCHEMA, parse: pack::parse::<Chosen>, patterns: |_| Vec::new() };

/// Whether a text has one of the names that a team gave, in whatever letter case.
pub(crate) fn names_any(text: &str, names: &[String]) -> bool {
    let text = text.to_lowercase();
    names.iter().any(|name| text.contains(&name.to_lowercase()))
}
