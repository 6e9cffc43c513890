//! Cases in JSON Lines: one object a line.

use serde::Deserialize;
use serde_json::Value;

use super::expected::{Expected, Ignored, Place, Span, code};
use super::{Case, Cases, case};
use lictor_contract::expand;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    id: Option<String>,
    sample: Value,
    #[serde(default)]
    settings: Option<Value>,
    #[serde(default)]
    fires: Vec<Fires>,
    #[serde(default)]
    ignores: Vec<String>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a code such as \"TON101\", or {\"rule\": \"TON101\", \"spans\": [\"quoted text\"]}"
)]
enum Fires {
    Code(String),
    Full(FiresFull),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FiresFull {
    rule: String,
    #[serde(default)]
    spans: Vec<SpanForm>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a quoted text, or {\"part\": \"answer\", \"start\": 4, \"end\": 20}")]
enum SpanForm {
    Quote(String),
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
