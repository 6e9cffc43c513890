use std::collections::BTreeMap;

use lictor_model::{Digest, Dimension, Level, PolicyRef, RuleId};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::run::SetRef;
use crate::set::{Gate, Risk};

/// What differs between two runs. Dimensions and measures stand side by side; nothing adds them up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Comparison {
    /// `lictor.comparison/v1`.
    pub schema: String,
    /// The run before.
    pub base: RunRef,
    /// The run after.
    pub head: RunRef,
    /// Cases that both runs have with the same content. Only these are compared.
    pub shared: u64,
    /// Cases that only the base has.
    pub only_base: Vec<String>,
    /// Cases that only the head has.
    pub only_head: Vec<String>,
    /// Cases of the same name whose content differs; they are not compared.
    pub altered: Vec<String>,
    /// Both runs were made of the same answers: what differs is not the system under test.
    pub same_answers: bool,
    /// What the two manifests say differently.
    pub manifest: Vec<ManifestChange>,
    /// The shared cases in which something changed, by id.
    pub cases: Vec<CaseComparison>,
    /// Per dimension: everything, then each workflow, then each tag.
    pub slices: Vec<SliceDifference>,
    /// Latency, cost, stability and feedback: everything, then each workflow.
    pub measures: Vec<MeasureDifference>,
    /// Which workflows gain, which lose, and what one can do about it.
    pub trade_off: TradeOff,
    /// The significance level that tests are held against, after correction for the number of slices.
    pub alpha: f64,
    /// How many tests the correction is for.
    pub tests: u64,
}

/// One of the two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunRef {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub digest: Digest,
    /// When it was made (RFC 3339).
    pub created: String,
    /// Its set.
    pub set: SetRef,
    /// Its policy.
    pub policy: PolicyRef,
}

/// Something that two manifests say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ManifestChange {
    /// `set`, `policy`, `engine`, `packs/lictor/refusal`, `meta/model`, `rules/lictor/EXP301`, …
    pub field: String,
    /// What the base says; none where it says nothing.
    pub base: Option<String>,
    /// What the head says.
    pub head: Option<String>,
}

/// How a finding, a check or an outcome developed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there before: worse.
    New,
    /// It is not there any more: better.
    Fixed,
    /// As before.
    Unchanged,
    /// One of the two runs cannot say: not checked, not applicable, no answer, another revision of the rule.
    Unknown,
}

/// A shared case in which something changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CaseComparison {
    /// The case.
    pub case: String,
    /// Its workflow.
    pub workflow: String,
    /// Whether its failure holds a release.
    pub gate: Gate,
    /// What its failure can do.
    pub risk: Risk,
    /// It must not get worse.
    pub protected: bool,
    /// It failed in an earlier release.
    pub previously_failed: bool,
    /// Each dimension.
    pub dimensions: BTreeMap<Dimension, DimensionChange>,
    /// Rules that are new, fixed or unknown, by id.
    pub rules: Vec<RuleChange>,
}

/// One dimension of a case in the two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DimensionChange {
    /// Before.
    pub base: Outcome,
    /// After.
    pub head: Outcome,
    /// `new` is a failure that was none, `fixed` the reverse.
    pub change: Change,
}

/// One rule, or one expectation, of a case in the two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RuleChange {
    /// The rule; none for an expectation of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The rule's alias, or the expectation such as `facts/0`.
    pub name: String,
    /// The dimension.
    pub dimension: Dimension,
    /// The strongest level in either run; none for an expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// What became of it.
    pub change: Change,
    /// The rule may still change its meaning in one of the two runs, and counts for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
}

/// A part of the cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Slice {
    /// All shared cases.
    All,
    /// Those of one workflow.
    Workflow(String),
    /// Those with one tag.
    Tag(String),
}

/// One dimension of one slice in the two runs. A case passes if all its answers do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SliceDifference {
    /// The slice.
    pub slice: Slice,
    /// The dimension.
    pub dimension: Dimension,
    /// Cases that both runs judge (pass or fail).
    pub cases: u64,
    /// Cases that one of the two runs cannot judge.
    pub unknown: u64,
    /// Of the judged, those that pass in the base.
    pub base_pass: u64,
    /// Of the judged, those that pass in the head.
    pub head_pass: u64,
    /// Cases that fail now and did not before.
    pub new: Vec<String>,
    /// Cases that do not fail any more.
    pub fixed: Vec<String>,
    /// Head's share of passes less the base's, -1 to 1.
    pub difference: f64,
    /// The 95 per cent interval of the difference (Newcombe 1998, method 10, for paired shares).
    pub interval: [f64; 2],
    /// The exact McNemar test (two-sided binomial on the cases that changed).
    pub p_value: f64,
    /// The same after Holm's correction for all slices and dimensions of the comparison in which a difference could have
    /// been seen at all. Where even all cases changing one way would not reach alpha, nothing was tested (Tarone 1990), and
    /// it is `p_value`.
    pub p_corrected: f64,
    /// Whether the corrected p lies below alpha.
    pub significant: bool,
    /// The smallest difference that the exact test could have seen here: so many cases would have to change one way and none
    /// the other, as a share of the judged, for the strictest step of the correction. None where even all of them were not enough.
    pub smallest_visible: Option<f64>,
}

/// What was measured beside the dimensions in the two runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeasureDifference {
    /// The slice.
    pub slice: Slice,
    /// `latency_ms`, `input_tokens`, `output_tokens`, `cost`, `stability`, `feedback`.
    pub measure: String,
    /// Before.
    pub base: MeasureSummary,
    /// After.
    pub head: MeasureSummary,
    /// Difference of the means, head less base, over cases that both runs measured.
    pub difference: Option<f64>,
    /// Its 95 per cent interval: bootstrap by case.
    pub interval: Option<[f64; 2]>,
}

/// One measure of one slice of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeasureSummary {
    /// Answers (for stability: cases) that have it.
    pub count: u64,
    /// The mean.
    pub mean: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// The 95th percentile.
    pub p95: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

/// Which workflows gain and which lose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TradeOff {
    /// Workflow and dimension pairs in which more cases were fixed than broken.
    pub gains: Vec<WorkflowEffect>,
    /// Pairs in which more cases were broken than fixed.
    pub losses: Vec<WorkflowEffect>,
    /// What one can do about it, each with the cases behind it.
    pub choices: Vec<Choice>,
}

/// What a change did to one dimension of one workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowEffect {
    /// The workflow.
    pub workflow: String,
    /// The dimension.
    pub dimension: Dimension,
    /// Cases that fail now.
    pub new: Vec<String>,
    /// Cases that do not fail any more.
    pub fixed: Vec<String>,
}

/// A choice that follows from gains and losses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Choice {
    /// Which one.
    pub kind: ChoiceKind,
    /// What it means here, for people.
    pub text: String,
    /// The cases behind it.
    pub cases: Vec<String>,
}

/// The choices that a mixed result leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChoiceKind {
    /// Take it as it is: something gained, nothing lost.
    Accept,
    /// Release it for the workflows that gain only.
    SplitWorkflow,
    /// Send some requests to the head and others to the base.
    Route,
    /// Change the instructions for the cases that got worse.
    ChangeInstructions,
    /// Keep the base's model for a narrow path.
    KeepPrevious,
    /// Leave it: something lost, nothing gained.
    Reject,
    /// The set cannot tell: too few cases.
    AddCases,
}
