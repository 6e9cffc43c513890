//! What a case demands.

use lictor_contract::{expand, tame};
use lictor_model::RuleCode;
use serde::Deserialize;

/// A rule that must fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its code, such as `TON101`.
    pub rule: String,
    /// What it must point at. Empty: anything.
    pub spans: Vec<Span>,
}

/// What a finding must point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// This text.
    Quote(String),
    /// This place.
    Place(Place),
}

/// A place in a sample, as records write it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `answer`, `messages/1`, `contexts/0`, …
    pub part: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The rules that must not fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// These.
    Rules(Vec<String>),
    /// All that are not said to fire.
    Others,
}

impl Ignored {
    /// Reads names; `*` means all others.
    pub(super) fn of(names: &[String]) -> Result<Self, String> {
        if names.iter().any(|name| name == "*") {
            return Ok(Self::Others);
        }
        names.iter().map(|name| code(name)).collect::<Result<_, _>>().map(Self::Rules)
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Rules(rules) if rules.is_empty())
    }

    /// Whether a rule is named.
    pub(super) fn names(&self, rule: &str) -> bool {
        matches!(self, Self::Rules(rules) if rules.iter().any(|known| known == rule))
    }
}

impl Expected {
    /// Reads a line of Markdown: `TON101`, `TON101 "quoted text"` or `TON101 answer 4-20`.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let (rule, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (rule, rest) = (code(rule)?, rest.trim());
        let spans = if rest.is_empty() {
            Vec::new()
        } else if let Some(quoted) = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            // Escapes where it is a text of JSON; else as it stands.
            let text = serde_json::from_str(rest).unwrap_or_else(|_| quoted.to_owned());
            vec![Span::Quote(expand(&text))]
        } else {
            vec![Span::Place(place(rest).ok_or_else(|| {
                let shown = tame(rest, 60);
                format!("`{shown}` is no span: write it as \"quoted text\", or as a part with its bytes, `answer 4-20`")
            })?)]
        };
        Ok(Self { rule, spans })
    }

    /// Adds a demand to those of a case; several for one rule become one.
    pub(super) fn add_to(self, all: &mut Vec<Self>) {
        match all.iter_mut().find(|known| known.rule == self.rule) {
            Some(known) => known.spans.extend(self.spans),
            None => all.push(self),
        }
    }
}

fn place(text: &str) -> Option<Place> {
    let (part, range) = text.split_once(char::is_whitespace)?;
    let (start, end) = range.trim().split_once('-')?;
    Some(Place { part: part.to_owned(), start: start.parse().ok()?, end: end.parse().ok()? })
}

/// A rule's code, with or without its publisher.
pub(super) fn code(name: &str) -> Result<String, String> {
    let code = name.rsplit('/').next().unwrap_or(name);
    match code.parse::<RuleCode>() {
        Ok(code) => Ok(code.as_str().to_owned()),
        Err(_) => Err(format!("`{}` is no rule: a code has three capital letters and three digits", tame(name, 60))),
    }
}
