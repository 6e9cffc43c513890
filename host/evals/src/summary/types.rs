use std::collections::BTreeMap;

use lictor_model::{Dimension, Level, RuleId};
use serde::{Deserialize, Serialize};

use crate::OutcomeCounts;
use crate::compare::{MeasureSummary, RunRef, Slice};
use crate::run::RunCounts;

/// What one run comes to. Dimensions stand side by side; nothing adds them up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunSummary {
    /// `lictor.summary/v1`.
    pub schema: String,
    /// The run.
    pub run: RunRef,
    /// How many of what.
    pub counts: RunCounts,
    /// Everything, then each workflow, then each tag.
    pub slices: Vec<SliceSummary>,
    /// Latency, tokens, cost, stability and feedback: everything, then each workflow.
    pub measures: Vec<MeasureRow>,
    /// Cases with several answers; none where no case has two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<RepeatSummary>,
    /// Rules that found something, by id.
    pub rules: Vec<RuleCount>,
    /// What rules over groups of cases found.
    pub aggregates: Vec<AggregateFinding>,
}

/// One slice of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SliceSummary {
    /// The slice.
    pub slice: Slice,
    /// Its cases.
    pub cases: u64,
    /// Each dimension.
    pub dimensions: BTreeMap<Dimension, DimensionSummary>,
}

/// One dimension of one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DimensionSummary {
    /// Cases by what their answers come to: one failure fails the case.
    pub cases: OutcomeCounts,
    /// Answers.
    pub answers: OutcomeCounts,
    /// Cases that pass, as a share of those that were judged (pass or fail). None if none was.
    pub share: Option<f64>,
    /// Its 95 per cent interval (Wilson 1927).
    pub interval: Option<[f64; 2]>,
    /// Where cases have several answers: the mean over cases of the share of answers that pass, with its 95 per cent interval
    /// (bootstrap by case).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_answer: Option<(f64, [f64; 2])>,
    /// The cases that fail.
    pub failing: Vec<String>,
}

/// One measure of one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeasureRow {
    /// The slice.
    pub slice: Slice,
    /// `latency_ms`, `input_tokens`, `output_tokens`, `cost`, `stability`, `feedback`.
    pub measure: String,
    /// What it comes to.
    pub summary: MeasureSummary,
}

/// Cases that were answered several times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RepeatSummary {
    /// Such cases.
    pub cases: u64,
    /// The k of the two shares below: the smallest number of answers that such a case has.
    pub k: u32,
    /// Per dimension: the mean over cases of the chance that at least one of k answers passes (unbiased; Chen et al. 2021).
    pub pass_at_k: BTreeMap<Dimension, f64>,
    /// Per dimension: the mean over cases of the chance that all of k answers pass.
    pub all_k: BTreeMap<Dimension, f64>,
    /// Cases whose answers do not agree in a dimension.
    pub unstable: Vec<UnstableCase>,
}

/// A case whose answers do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UnstableCase {
    /// The case.
    pub case: String,
    /// The dimension.
    pub dimension: Dimension,
    /// Its answers by outcome.
    pub answers: OutcomeCounts,
}

/// How often one rule found something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RuleCount {
    /// The rule.
    pub rule: RuleId,
    /// Its alias.
    pub slug: String,
    /// Its dimension.
    pub dimension: Dimension,
    /// The strongest level of its findings.
    pub level: Level,
    /// It may still change its meaning, and counts for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// Answers in which it found something that nobody waived.
    pub answers: u64,
    /// Answers in which all it found was waived.
    pub waived: u64,
    /// The cases.
    pub cases: Vec<String>,
}

/// What a rule over a group of cases found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AggregateFinding {
    /// `lictor/REF207` or `lictor/REF208`.
    pub rule: RuleId,
    /// Its alias.
    pub slug: String,
    /// What it is about.
    pub dimension: Dimension,
    /// How much it weighs.
    pub level: Level,
    /// The group, or the attribute with its two values.
    pub group: String,
    /// What was found, with counts.
    pub message: String,
    /// The p-value after correction, where a test was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// The cases behind it.
    pub cases: Vec<String>,
}
