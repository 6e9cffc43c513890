use std::any::Any;

use serde::de::DeserializeOwned;

use crate::{Input, Rule};

/// A rule pack.
#[derive(Debug)]
pub struct Pack {
    /// Who answers for it; the first half of every rule ID.
    pub publisher: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its version (semantic versioning).
    pub version: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The inputs that it reads.
    pub inputs: &'static [Input],
    /// Its rules, in the order in which they run.
    pub rules: &'static [&'static Rule],
    /// Numbers that it may report.
    pub measures: &'static [Measure],
    /// Its settings.
    pub settings: Settings,
    /// Codes that are out of use.
    pub tombstones: &'static [Tombstone],
    /// How often its rules were right where that was measured.
    pub accuracy: &'static [Accuracy],
}

/// What was measured of a rule on one set. It has at least one of the three figures.
#[derive(Debug, Clone, Copy)]
pub struct Accuracy {
    /// The rule's code.
    pub rule: &'static str,
    /// The rule's revision that was measured.
    pub revision: u32,
    /// The set's name.
    pub set: &'static str,
    /// Which version of it.
    pub version: &'static str,
    /// How many cases the figures rest on.
    pub cases: u32,
    /// The share of findings that were right, 0 to 1.
    pub precision: Option<f64>,
    /// The share of what there was to find that was found, 0 to 1.
    pub recall: Option<f64>,
    /// Cases with a finding among 1,000, where the set has no label for the rule.
    pub per_thousand: Option<f64>,
}

/// A number that a pack may report.
#[derive(Debug)]
pub struct Measure {
    /// Its key in records.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

/// A code that is out of use.
#[derive(Debug)]
pub struct Tombstone {
    /// The code.
    pub code: &'static str,
    /// What to use now.
    pub replaced_by: Option<&'static str>,
    /// Why it went.
    pub reason: &'static str,
}

/// Something wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer into the settings.
    pub path: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A pattern that the settings add, such as a canary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DynamicPattern {
    /// The code of the rule that it belongs to.
    pub rule: &'static str,
    /// The literal.
    pub literal: String,
    /// Whether ASCII letters match in either case.
    pub case_insensitive: bool,
    /// Whether it must not touch word characters.
    pub whole_word: bool,
    /// Where to look.
    pub inputs: &'static [Input],
    /// Whether to look in the normalised and decoded views too.
    pub all_views: bool,
}

/// Settings of whatever type the pack has for them, or everything that is wrong with them.
pub type Parsed = Result<Box<dyn Any + Send + Sync>, Vec<Problem>>;

/// What the settings are, and what they add.
#[derive(Debug)]
pub struct Settings {
    /// Their JSON Schema, as text.
    pub schema: &'static str,
    /// Reads them.
    pub parse: fn(&str) -> Parsed,
    /// The patterns that they add, in a stable order.
    pub patterns: fn(&dyn Any) -> Vec<DynamicPattern>,
}

impl Settings {
    /// No settings.
    pub const NONE: Self = Self {
        schema: r#"{"type": "object", "additionalProperties": false}"#,
        parse: |_| Ok(Box::new(())),
        patterns: |_| Vec::new(),
    };

    /// The rule codes of the added patterns, in their order.
    pub(crate) fn pattern_rules(&self, settings: &dyn Any) -> Vec<&'static str> {
        (self.patterns)(settings).into_iter().map(|pattern| pattern.rule).collect()
    }
}

/// Reads settings of a type that serde knows; for [`Settings::parse`].
///
/// # Errors
/// One problem: what serde says. Schema violations are found by the host before.
pub fn parse<T: DeserializeOwned + Default + Send + Sync + 'static>(json: &str) -> Parsed {
    if matches!(json, "" | "{}") {
        return Ok(Box::new(T::default()));
    }
    match serde_json::from_str::<T>(json) {
        Ok(settings) => Ok(Box::new(settings)),
        Err(error) => Err(vec![Problem { path: String::new(), message: error.to_string() }]),
    }
}
