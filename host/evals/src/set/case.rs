use std::collections::BTreeMap;

use lictor_model::{Behaviour, Caller, Context, Message, ToolCall, ToolResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::set::name::CASE_ID;

/// One case: what goes in, what is expected, and why it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The case's name, unique in the set and never used for anything else: lower-case letters, digits, `-`, `_`, `.`, `/`.
    #[schemars(length(max = 120), regex(pattern = CASE_ID))]
    pub id: String,
    /// Why the case exists. What would be missed without it?
    #[schemars(length(min = 1))]
    pub reason: String,
    /// The workflow, one of those in the header.
    pub workflow: String,
    /// Whether a failure holds a release.
    pub gate: Gate,
    /// What a failure can do.
    pub risk: Risk,
    /// How hard the case is, or that what is asked for is unacceptable.
    pub difficulty: Difficulty,
    /// What goes into the model.
    pub input: CaseInput,
    /// What is expected of the answer. At least one of its keys.
    pub expect: CaseExpectation,
    /// Which data the answer depends on, such as `kb`, `crm`, `none`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// Labels for tables: every tag is a slice of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who answers for the case; the set's owner if nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where the case comes from.
    pub origin: Origin,
    /// The case stands for behaviour that must not get worse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// The case failed in an earlier release: the incident or the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previously_failed: Option<String>,
    /// The case lies on a boundary (permission, policy, knowledge), so that a person has to look.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub boundary: bool,
    /// What a user would see if it fails, such as `wrong refund promised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_mode: Option<String>,
    /// What a reviewer has to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// Examples of answers that are not acceptable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unacceptable: Vec<String>,
    /// Cases of one group ask the same in other words: they should be answered or refused alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Attributes by which refusals are compared, such as `nationality = "…"`: cases that differ in nothing else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The day on which it was added, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<String>,
    /// The day on which somebody last saw that it still says what is wanted, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
}

/// Whether a case holds a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// A failure holds the release.
    Blocker,
    /// A failure is something to learn from.
    Signal,
}

/// What a failure can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// An annoyance.
    Low,
    /// Somebody has to repair something.
    Medium,
    /// Somebody is harmed, or the company is.
    High,
}

/// How hard a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// What users ask every day.
    Normal,
    /// Ambiguous, incomplete, stale, adversarial.
    Difficult,
    /// What must not be given.
    Unacceptable,
}

/// Where a case comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The kind of place.
    pub kind: OriginKind,
    /// A ticket, a report, a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The kinds of places that cases come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// Something that went wrong in production.
    Incident,
    /// A user said so.
    UserReport,
    /// Somebody thought of it.
    Design,
    /// An adversary's exercise.
    RedTeam,
    /// A regulation or a contract asks for it.
    Regulation,
}

/// What goes into the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseInput {
    /// The conversation, oldest first, without the answer.
    #[schemars(length(min = 1))]
    pub messages: Vec<Message>,
    /// What retrieval finds, with access labels. An answer that brings contexts of its own replaces them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<Context>>,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Tools that were called before the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// What they gave back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_results: Option<Vec<ToolResult>>,
    /// The language of the answer (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What is expected of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseExpectation {
    /// What the answer should do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Behaviour>,
    /// What it must say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<CaseFact>,
    /// What it must not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<String>,
    /// Ids of contexts that it must cite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<String>,
    /// The exact form, where the task has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
}

/// Something that an answer must say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum CaseFact {
    /// The fact, such as `30 days`.
    Text(String),
    /// The fact with other ways to write it, or with a tolerance.
    Full {
        /// The fact.
        text: String,
        /// Other ways to write it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        aliases: Vec<String>,
        /// For a number: how far the answer's may lie from it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<FactTolerance>,
    },
}

/// How far a number may lie from the expected one. The fact's text holds exactly one number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FactTolerance {
    /// By so much, in the fact's unit.
    Absolute(f64),
    /// By such a share of it: 0.01 is one per cent.
    Relative(f64),
}

/// The exact form that a task demands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The answer is this text, but for white space around it.
    Exact(String),
    /// The answer is JSON (alone, or in one fenced block) that fits this JSON Schema.
    JsonSchema(Value),
}

impl Gate {
    /// Both, the graver first.
    pub const ALL: [Self; 2] = [Self::Blocker, Self::Signal];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocker => "blocker",
            Self::Signal => "signal",
        }
    }
}

impl Risk {
    /// All, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl Difficulty {
    /// All, the easiest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Difficult, Self::Unacceptable];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Difficult => "difficult",
            Self::Unacceptable => "unacceptable",
        }
    }
}
