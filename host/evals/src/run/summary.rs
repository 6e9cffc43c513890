use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lictor_model::{Dimension, Level, RuleId};

use super::{AnswerMeasures, RunCase, RunRule};
use crate::{Outcome, OutcomeCounts};

/// What the answers to one case come to: where comparisons, gates and reports start from. Holds counts and numbers, no
/// texts: eight bytes for each measure of an answer, and nothing else that grows with the number of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseSummary {
    /// The case.
    pub case: RunCase,
    /// Answers that have a result. None: the case is unchecked in every dimension.
    pub answers: u64,
    /// The outcomes of its answers, for each of the four dimensions.
    pub dimensions: BTreeMap<Dimension, OutcomeCounts>,
    /// Rules that found something in one of its answers, by id. Preview rules among them: see [`RunRule::status`].
    pub rules: Vec<CaseRule>,
    /// Rules that could say nothing about any of its answers. Shared by cases for which they are the same.
    pub not_applicable: Arc<BTreeSet<RuleId>>,
    /// Plugins (`publisher/pack`) that failed on one of its answers at least; `input` and `lictor/engine` stand for all.
    pub failed: BTreeSet<String>,
    /// The expectations of the case, by name.
    pub checks: Vec<CaseCheck>,
    /// What was measured, in the order of the answers that have it.
    pub measures: BTreeMap<Measure, Vec<f64>>,
}

/// What one rule found in the answers to one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRule {
    /// The rule.
    pub rule: RuleId,
    /// Its alias.
    pub slug: String,
    /// Its dimension.
    pub dimension: Dimension,
    /// Its revision.
    pub revision: u32,
    /// The strongest level of what nobody waived; of what was waived if all was.
    pub level: Level,
    /// Answers in which it found something that nobody waived.
    pub answers: u64,
    /// Answers in which all it found was waived.
    pub waived: u64,
}

/// One expectation of a case over its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseCheck {
    /// `behaviour`, `facts/0`, `forbidden/0`, `citations/0`, `form`.
    pub check: String,
    /// The dimension that it counts for.
    pub dimension: Dimension,
    /// Its outcomes.
    pub outcomes: OutcomeCounts,
}

/// What is measured of an answer beside the four dimensions. Never added to them, nor to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Milliseconds until the answer was complete.
    LatencyMs,
    /// Tokens that went in.
    InputTokens,
    /// Tokens that came out.
    OutputTokens,
    /// What it cost.
    Cost,
    /// What users said, 0 to 1.
    Feedback,
}

/// What a run can say about one rule in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleState {
    /// It found something that nobody waived.
    Found,
    /// It looked, and found nothing that nobody waived.
    Clear,
    /// It was off, could not look, or there was no answer.
    Unknown,
}

impl Measure {
    /// All measures, in the order in which tables show them.
    pub const ALL: [Self; 5] = [Self::LatencyMs, Self::InputTokens, Self::OutputTokens, Self::Cost, Self::Feedback];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LatencyMs => "latency_ms",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::Cost => "cost",
            Self::Feedback => "feedback",
        }
    }
}

impl AnswerMeasures {
    /// One of the measures, where the answer has it.
    pub fn get(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::LatencyMs => self.latency_ms,
            Measure::InputTokens => self.input_tokens.map(|tokens| tokens as f64),
            Measure::OutputTokens => self.output_tokens.map(|tokens| tokens as f64),
            Measure::Cost => self.cost,
            Measure::Feedback => self.feedback,
        }
    }
}

impl CaseSummary {
    /// The outcome of the case in a dimension: one failure fails the case, and a case without an answer is unchecked.
    pub fn outcome(&self, dimension: Dimension) -> Outcome {
        self.dimensions.get(&dimension).copied().unwrap_or_default().case_outcome()
    }

    /// What the run can say about a rule in this case.
    pub fn rule_state(&self, rule: &RunRule) -> RuleState {
        let found = self.rules.iter().any(|found| found.rule == rule.id && found.answers > 0);
        let failed = |plugin: &String| *plugin == rule.plugin || plugin == "input" || plugin == "lictor/engine";
        if found {
            RuleState::Found
        } else if self.answers == 0
            || rule.level_in(&self.case.workflow) == Level::Off
            || self.not_applicable.contains(&rule.id)
            || self.failed.iter().any(failed)
        {
            RuleState::Unknown
        } else {
            RuleState::Clear
        }
    }
}
