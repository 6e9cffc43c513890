use std::collections::BTreeMap;

use lictor_model::{Behaviour, Dimension, Input, InputSet, InputState, Level, RuleId, RuleStatus, Sample};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The only value of [`Manifest::schema`] that this host reads.
pub const MANIFEST_SCHEMA: &str = "lictor.manifest/v1";

/// What a pack says about itself: the JSON that `describe` returns and that the component carries in a
/// custom section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `lictor.manifest/v1`.
    pub schema: String,
    /// Who answers for the pack; the first half of every rule ID. Lower-case letters, digits, hyphens.
    pub publisher: String,
    /// The pack's name, lower-case letters, digits, hyphens.
    pub pack: String,
    /// The pack's version (semantic versioning).
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// The inputs that the pack reads. It gets those that the policy grants, too.
    pub inputs: Vec<Input>,
    /// The rules.
    pub rules: Vec<RuleDecl>,
    /// What the host looks for on the pack's behalf. `hit.pattern` is an index into this list.
    #[serde(default)]
    pub patterns: Vec<PatternDecl>,
    /// Numbers that the pack may report beside findings.
    #[serde(default)]
    pub measures: Vec<MeasureDecl>,
    /// The JSON Schema of the settings.
    pub settings: Value,
    /// Rule codes that were retired or renamed. They are never used again.
    #[serde(default)]
    pub tombstones: Vec<Tombstone>,
}

impl Manifest {
    /// `publisher/pack`.
    pub fn plugin(&self) -> String {
        format!("{}/{}", self.publisher, self.pack)
    }

    /// The inputs as a set.
    pub fn inputs(&self) -> InputSet {
        self.inputs.iter().copied().collect()
    }

    /// The rules under their full names.
    pub fn rule_infos(&self) -> impl Iterator<Item = RuleInfo> + '_ {
        self.rules.iter().filter_map(|decl| {
            let id = decl.code.parse().and_then(|code| RuleId::new(&self.publisher, code)).ok()?;
            Some(RuleInfo { id, plugin: self.plugin(), decl: decl.clone() })
        })
    }

    /// The index of a rule by its code.
    pub fn rule(&self, code: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.code == code)
    }
}

/// One rule. The meaning of `code` never changes once it is out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDecl {
    /// Three capital letters and three digits.
    pub code: String,
    /// A readable alias, such as `cloud-provider-key`.
    pub slug: String,
    /// One line: what it reports.
    pub summary: String,
    /// The rule's page in Markdown: what it does, why, known false positives.
    pub docs: String,
    /// The message template. `{quote}` is the first span's text (`{quote:1}` the second's), masked; `{key}`
    /// is a detail. A sensitive rule cannot quote.
    pub message: String,
    /// What a person can do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
    /// What it is about.
    pub dimension: Dimension,
    /// The level unless a policy says otherwise.
    pub level: Level,
    /// Preview rules never gate a release.
    pub status: RuleStatus,
    /// The pack version that brought it.
    pub since: String,
    /// Counts up when scope or threshold changes.
    pub revision: u32,
    /// The language (BCP 47) that it understands; none: any. Other languages are *not applicable*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether its evidence must never be shown again.
    pub sensitive: bool,
    /// Inputs without which the rule is *not applicable*.
    #[serde(default)]
    pub requires: Vec<Input>,
    /// How many bytes it needs to see at once; none: the whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<u32>,
    /// Labels for selection, such as `secret`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Entries of public taxonomies, such as `CWE-798`.
    #[serde(default)]
    pub references: Vec<String>,
    /// When the host wakes the pack for this rule: any of these. Empty: on a hit of one of its patterns. What
    /// the pack says for a rule none of whose conditions holds is not heard.
    #[serde(default)]
    pub wake: Vec<Wake>,
    /// The details that it may report.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detail: BTreeMap<String, DetailKind>,
    /// The reasons for which it may say that it is not applicable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// How it may be waived.
    #[serde(default, skip_serializing_if = "WaiverScope::is_any")]
    pub waiver: WaiverScope,
    /// Its tests, which are its documentation.
    pub examples: Examples,
    /// How often it was right where that was measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accuracy: Vec<Accuracy>,
}

/// What was measured of a rule on one set. A publisher's own claim: the host checks its form, not its truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accuracy {
    /// The set's name.
    pub set: String,
    /// Which version of it, such as the beginning of a digest.
    pub version: String,
    /// The rule's revision that was measured.
    pub revision: u32,
    /// How many cases the figures rest on.
    pub cases: u32,
    /// The share of findings that were right, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// The share of what there was to find that was found, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// Cases with a finding among 1,000, where the set has no label for the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_thousand: Option<f64>,
}

impl RuleDecl {
    /// Whether one of the wake conditions holds. `hit` tells whether one of the rule's patterns hit, and is
    /// asked only where that matters.
    pub fn wakes(&self, sample: &Sample, hit: impl FnOnce() -> bool) -> bool {
        let mut hit = Some(hit);
        let mut hit = || hit.take().is_some_and(|hit| hit());
        if self.wake.is_empty() {
            return hit();
        }
        let expectation = sample.expectation.as_ref();
        self.wake.iter().any(|wake| match wake {
            Wake::Hit => hit(),
            Wake::Input { input } => sample.input_state(*input) == InputState::Present,
            Wake::AnswerLength { max } => sample.answer.as_ref().is_some_and(|answer| answer.len() <= *max as usize),
            Wake::Behaviour { any } => {
                expectation.and_then(|expectation| expectation.behaviour).is_some_and(|known| any.contains(&known))
            }
            Wake::Facts => expectation.is_some_and(|known| !known.facts.is_empty() || !known.forbidden.is_empty()),
            Wake::FinishReason { is } => sample.finish_reason.as_ref() == Some(is),
            Wake::Always => true,
        })
    }
}

/// A rule under its full name, with the plugin that brings it: what lists, pages and reports show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleInfo {
    /// Publisher and code.
    pub id: RuleId,
    /// `publisher/pack`; `lictor/engine` for findings of the engine itself, `lictor/evals` for rules over the answers of a run,
    /// `policy` for combinations.
    pub plugin: String,
    /// What the manifest says.
    #[serde(flatten)]
    pub decl: RuleDecl,
}

/// A condition that the host can test natively.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "when", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wake {
    /// One of the rule's patterns hit.
    Hit,
    /// The input is present.
    Input {
        /// Which one.
        input: Input,
    },
    /// The answer has at most so many bytes.
    AnswerLength {
        /// Bytes of UTF-8.
        max: u32,
    },
    /// The expectation names one of these behaviours.
    Behaviour {
        /// Which ones.
        any: Vec<Behaviour>,
    },
    /// The expectation lists facts or forbidden terms.
    Facts,
    /// The model stopped for this reason.
    FinishReason {
        /// As the sample names it, such as `length`.
        is: String,
    },
    /// Every sample. The last resort.
    Always,
}

/// What values a detail can have. There is no free text: it could carry what another rule masks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DetailKind {
    /// A decimal number of at most 24 characters.
    Number,
    /// One of these.
    Values(Vec<String>),
}

/// How a rule may be waived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WaiverScope {
    /// By case, by glob or by fingerprint.
    #[default]
    Any,
    /// For one piece of evidence at a time.
    Fingerprint,
}

impl WaiverScope {
    fn is_any(&self) -> bool {
        *self == Self::Any
    }
}

/// Examples that are run as tests, natively and in the sandbox.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// On these the rule must fire.
    pub fires: Vec<Example>,
    /// On these it must not.
    pub ignores: Vec<Example>,
}

/// One example.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sample in its JSON form. Texts may hold fixtures such as `{{random:base32:16}}`, so that no
    /// secret-like string has to be written down; see [`expand`](crate::expand).
    pub sample: Value,
    /// Settings of the pack, where the example needs some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Value>,
}

/// A pattern that the host matches for the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternDecl {
    /// A regular expression (syntax of the Rust `regex` crate). Exactly one of `regex` and `literal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// A literal text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Whether ASCII letters match in either case (a literal's; a regex says `(?i)`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub case_insensitive: bool,
    /// Whether a literal must not touch a letter, digit or underscore.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_word: bool,
    /// Whether `\b`, `\w`, `\d` and `\s` of a regex mean Unicode. Costs a hundred times as much.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unicode: bool,
    /// The inputs whose texts it is matched in.
    pub inputs: Vec<Input>,
    /// The views that it is matched in.
    pub views: Vec<ViewName>,
    /// The codes of the rules that use it.
    pub rules: Vec<String>,
    /// Whether a match wakes the pack; otherwise it is only context for those that do.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub wakes: bool,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

/// The kinds of view that a pattern can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ViewName {
    /// The text as it stands.
    Raw,
    /// With compatibility characters folded and separators inside tokens removed.
    Normalised,
    /// What base64, hexadecimal, percent escapes or rot13 in the text decode to.
    Decoded,
}

/// A number that a pack may report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureDecl {
    /// Its key in the record.
    pub name: String,
    /// Its unit, such as `ratio` or `words`.
    pub unit: String,
    /// One sentence.
    pub summary: String,
}

/// A rule code that is out of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The code that is never used again.
    pub code: String,
    /// What to use now, if there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Why it went.
    pub reason: String,
}
