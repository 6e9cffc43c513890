//! Cases in JSON Lines: one object a line.

use lictor_model::Sample;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::expected::{Expected, Ignored, Place, Span, code};
use super::{Case, Cases, case};
use lictor_contract::expand;

/// What a line holds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PackCase")]
pub(super) struct Line {
    /// The case's name; without one it is the place.
    #[serde(default)]
    id: Option<String>,
    /// What is checked. Texts may hold fixtures such as `{{random:base32:16}}` in place of secrets.
    #[schemars(with = "Sample")]
    sample: Value,
    /// The pack's settings, an object.
    #[serde(default)]
    settings: Option<Value>,
    /// The rules that must fire.
    #[serde(default)]
    fires: Vec<Fires>,
    /// The codes of the rules that must not; `*` means all that are not said to fire.
    #[serde(default)]
    ignores: Vec<String>,
}

/// A rule that must fire.
#[derive(Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected a code such as \"TON101\", or {\"rule\": \"TON101\", \"spans\": [\"quoted text\"]}"
)]
enum Fires {
    /// Its code.
    Code(String),
    /// Its code and spans.
    Full(FiresFull),
}

/// A rule, and what it must point at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FiresFull {
    /// Its code.
    rule: String,
    /// Each must be found.
    #[serde(default)]
    spans: Vec<SpanForm>,
}

/// What a finding must point at.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a quoted text, or {\"part\": \"answer\", \"start\": 4, \"end\": 20}")]
enum SpanForm {
    /// This text.
    Quote(String),
    /// This place.
    Place(Place),
}

pub(super) fn read(file: &str, bytes: &[u8], into: &mut Cases) {
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match std::str::from_utf8(line).map_err(|_| "not UTF-8".to_owned()).and_then(|line| one(file, number, line)) {
            Ok(case) => into.cases.push(case),
            Err(message) => into.problem(file, number, message),
        }
    }
}

fn one(file: &str, number: usize, line: &str) -> Result<Case, String> {
    // Only our own keys are in these messages, and their place.
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string().replace(" at line 1", ","))?;
    let mut fires = Vec::new();
    for given in line.fires {
        let full = match given {
            Fires::Code(rule) => FiresFull { rule, spans: Vec::new() },
            Fires::Full(full) => full,
        };
        let spans = full.spans.into_iter().map(|span| match span {
            SpanForm::Quote(text) => Span::Quote(expand(&text)),
            SpanForm::Place(place) => Span::Place(place),
        });
        Expected { rule: code(&full.rule)?, spans: spans.collect() }.add_to(&mut fires);
    }
    let id = line.id.unwrap_or_else(|| format!("{file}:{number}"));
    case((id, file, number), line.sample, line.settings, fires, Ignored::of(&line.ignores)?)
}
