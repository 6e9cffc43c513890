use std::collections::BTreeMap;

use lictor_model::{Citation, Context, Dimension, Record, ToolCall, ToolResult};
use serde::{Deserialize, Serialize};

use crate::Outcome;

/// One answer to one case, as a file of answers holds it: one JSON object per line. Read with [`Answer::from_json`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(from = "super::answer::Line")]
pub struct Answer {
    /// The case that it answers; `case` is another name for it.
    pub id: String,
    /// What the model answered.
    pub answer: String,
    /// Which of several answers to the case it is, from 1. Counted in the order of the lines where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
    /// What retrieval found this time, in place of the case's contexts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<Context>>,
    /// Citations beside the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citations: Option<Vec<Citation>>,
    /// Tools that the model called this time, in place of the case's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// What they gave back, in place of the case's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_results: Option<Vec<ToolResult>>,
    /// Why the model stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<String>,
    /// What was measured of it.
    #[serde(flatten)]
    pub measures: AnswerMeasures,
}

/// What is measured of an answer beside the four dimensions. Never added to them, nor to one another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AnswerMeasures {
    /// Milliseconds until the answer was complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
    /// Tokens that went in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<u64>,
    /// Tokens that came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
    /// What it cost, in the team's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// What users said: 1 is good, 0 is bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<f64>,
}

/// What a run keeps of one answer. The answer's text is not in it, and evidence is masked as in every record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CaseResult {
    /// The case.
    pub case: String,
    /// Which of several answers, from 1.
    pub repeat: u32,
    /// What is to be said about each of the four dimensions. Never added up.
    pub outcomes: BTreeMap<Dimension, Outcome>,
    /// What was expected, and whether it was so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    /// What was measured beside.
    #[serde(default)]
    pub measures: AnswerMeasures,
    /// What the engine said. `record.id` is the case, `record.source` the line of the answer.
    pub record: Record,
}

/// One expectation of a case, and whether an answer met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CheckResult {
    /// `behaviour`, `facts/0`, `forbidden/0`, `citations/0`, `form`.
    pub check: String,
    /// The dimension that it counts for.
    pub dimension: Dimension,
    /// Whether it was met.
    pub outcome: Outcome,
    /// What was wrong, without quoting the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Something about the answers that does not fit the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The case, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The file and line, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<lictor_model::Source>,
    /// The place in the line and the mend; no value is quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The ways in which answers do not fit a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProblemKind {
    /// A case has no answer.
    Missing,
    /// An answer names no case of the set.
    Extra,
    /// The same case and repeat, or the same line of a case that was answered before.
    Duplicate,
    /// A line holds no answer.
    Unreadable,
}
