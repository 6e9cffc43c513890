use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Digest, Dimension, Level, RuleId};

/// What Lictor says about one sample. One JSON object per sample, in input order; every other format is
/// made from it and says no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Record {
    /// The sample's id.
    pub id: String,
    /// The sample's workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// What should happen to the answer.
    pub decision: Decision,
    /// Under which policy.
    pub policy: PolicyRef,
    /// How much of the policy was evaluated.
    pub status: Status,
    /// The strongest level in each dimension. Dimensions are never added up.
    pub dimensions: BTreeMap<Dimension, DimensionOutcome>,
    /// What was found, by place and then by rule.
    pub findings: Vec<Finding>,
    /// Declared numbers that are no violation.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub measures: BTreeMap<String, f64>,
    /// Rules that could not say anything, and why. Never a pass.
    pub not_applicable: Arc<[NotApplicable]>,
    /// What went wrong while checking. The sample counts as unchecked to that extent.
    pub failures: Vec<Failure>,
    /// The day (`YYYY-MM-DD`) that waivers and rules took for today.
    pub today: String,
    /// The answer with the evidence cut out; only if something was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub redacted: Option<String>,
    /// Where the sample came from, when it came from a file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Source>,
}

/// What should happen to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Show it.
    Allow,
    /// Show the redacted answer.
    Redact,
    /// Do not show it.
    Block,
}

impl Decision {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Redact => "redact",
            Self::Block => "block",
        }
    }
}

/// What a policy does with its decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The decision holds.
    #[default]
    Enforce,
    /// Findings are reported, every answer is allowed.
    Monitor,
    /// Like monitor, for a policy that runs beside another one.
    Shadow,
}

/// Which policy a record was made under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PolicyRef {
    /// The policy's id.
    pub id: String,
    /// The digest of the policy and of every plugin that it loads.
    pub digest: Digest,
}

/// How much of the policy was evaluated for a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything.
    Checked,
    /// Something failed; the other results stand.
    Partial,
    /// Nothing.
    Unchecked,
}

impl Status {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Partial => "partial",
            Self::Unchecked => "unchecked",
        }
    }
}

/// What is to be said about one dimension of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DimensionOutcome {
    /// No rule of this dimension could say anything.
    NotApplicable,
    /// Rules looked and found nothing.
    Clear,
    /// The strongest finding is a note.
    Note,
    /// The strongest finding is a warning.
    Warn,
    /// The strongest finding redacts.
    Redact,
    /// The strongest finding blocks.
    Block,
    /// A plugin failed, so nothing can be said.
    Unchecked,
}

/// One violation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// The rule, such as `lictor/EXP301`. What an ID means never changes.
    pub rule: RuleId,
    /// The rule's readable alias.
    pub slug: String,
    /// Counts up when the rule's scope or threshold changes.
    pub revision: u32,
    /// What the rule is about.
    pub dimension: Dimension,
    /// What the policy makes of it.
    pub level: Level,
    /// The views that showed the evidence: `raw`, `normalised`, `base64`, … Empty when no pattern was needed.
    pub views: Vec<String>,
    /// Where the evidence is.
    pub spans: Vec<RecordSpan>,
    /// What was found, in words. Evidence that any sensitive rule found is masked in it.
    pub message: String,
    /// How sure the rule is, 0 to 1, where it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<f32>,
    /// The same for the same evidence under the same rule, wherever it stands in the text.
    pub fingerprint: Fingerprint,
    /// The waiver that excuses it, if one does: its reason.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub waived: Option<String>,
}

/// A name for a piece of evidence: `KEY-ID:hex` under the team's secret. With no secret it is `text:hex`, or
/// `position:hex` (of case and place) where the evidence holds anything that a sensitive rule found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// A span of the original text, as records write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordSpan {
    /// The part: `answer`, `messages/1`, `contexts/0`, `tool_calls/0`, …
    pub part: String,
    /// First byte of the part's UTF-8 text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A rule that could not say anything about a sample.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NotApplicable {
    /// The rule.
    pub rule: RuleId,
    /// Why.
    pub reason: String,
}

/// Something that went wrong while checking a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Failure {
    /// The plugin (`publisher/pack`), or `input` for a sample that could not be read.
    pub plugin: String,
    /// What happened.
    pub kind: FailureKind,
    /// Place and mend, where the host can tell. Never the plugin's words: they could carry a secret.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<String>,
}

/// The ways in which checking can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The sample could not be read.
    Input,
    /// The plugin trapped: a panic, an unreachable instruction, an out-of-bounds access.
    Trap,
    /// It ran out of time. A backstop: nothing was decided.
    Deadline,
    /// It ran out of instructions.
    Fuel,
    /// It asked for more memory than it may have.
    Memory,
    /// It ran out of stack.
    Stack,
    /// It broke the contract: an undeclared rule, a bad span, too many findings, too much or unreadable data.
    Contract,
    /// It refused to check: `check` returned an error.
    Plugin,
    /// A bound of the host cut the work short: a text too large, more matches or decoded views than are looked at, more
    /// checks at once than there is room for.
    Bound,
    /// It failed so often that it is not asked for a while.
    Suspended,
}

impl FailureKind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Trap => "trap",
            Self::Deadline => "deadline",
            Self::Fuel => "fuel",
            Self::Memory => "memory",
            Self::Stack => "stack",
            Self::Contract => "contract",
            Self::Plugin => "plugin",
            Self::Bound => "bound",
            Self::Suspended => "suspended",
        }
    }
}

/// Where a sample came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Source {
    /// The file as it was named, or `-`.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
}
