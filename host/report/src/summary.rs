use std::collections::BTreeMap;

use lictor_model::{Decision, Dimension, DimensionOutcome, FailureKind, Level, Record, RuleId, Status};
use serde::Serialize;

/// How many workflows are counted one by one, so that a file that names a new workflow on every line does not
/// fill the memory. Real teams have tens.
const MAX_WORKFLOWS: usize = 1000;

/// The longest workflow name that is kept, in bytes, for the same reason.
const MAX_WORKFLOW_NAME: usize = 256;

/// Counts that every run keeps. Dimensions stand side by side; there is no field that adds them up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Samples seen.
    pub samples: u64,
    /// Samples for which the whole policy was evaluated.
    pub checked: u64,
    /// Samples for which a part of it failed.
    pub partial: u64,
    /// Samples for which nothing was evaluated.
    pub unchecked: u64,
    /// Samples per decision.
    pub decisions: BTreeMap<Decision, u64>,
    /// Findings per level that no waiver excuses.
    pub levels: BTreeMap<Level, u64>,
    /// Samples per outcome in each dimension. Each row adds up to [`samples`](Self::samples).
    pub dimensions: BTreeMap<Dimension, Outcomes>,
    /// The same per workflow, by name; samples without one come first.
    pub workflows: Vec<WorkflowCounts>,
    /// The samples of workflows beyond the first 1000 names, which are not told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_workflows: Option<WorkflowCounts>,
    /// Findings per rule.
    pub rules: BTreeMap<RuleId, RuleCounts>,
    /// Failures per kind.
    pub failures: BTreeMap<FailureKind, u64>,
}

/// Samples of one dimension, by what was said about them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    /// Rules looked and found nothing.
    pub clear: u64,
    /// The strongest finding is a note.
    pub note: u64,
    /// The strongest finding is a warning.
    pub warn: u64,
    /// The strongest finding redacts.
    pub redact: u64,
    /// The strongest finding blocks.
    pub block: u64,
    /// No rule could say anything. Not a pass.
    pub not_applicable: u64,
    /// Checking failed. Not a pass.
    pub unchecked: u64,
}

/// What is counted for one workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkflowCounts {
    /// Its name; none for the samples that name no workflow.
    pub workflow: Option<String>,
    /// Its samples.
    pub samples: u64,
    /// Its samples per outcome in each dimension.
    pub dimensions: BTreeMap<Dimension, Outcomes>,
}

/// What is counted for one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RuleCounts {
    /// Findings that no waiver excuses.
    pub findings: u64,
    /// Findings that a waiver excuses.
    pub waived: u64,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            samples: 0,
            checked: 0,
            partial: 0,
            unchecked: 0,
            decisions: [Decision::Allow, Decision::Redact, Decision::Block].map(|decision| (decision, 0)).into(),
            levels: [Level::Note, Level::Warn, Level::Redact, Level::Block].map(|level| (level, 0)).into(),
            dimensions: no_outcomes(),
            workflows: Vec::new(),
            other_workflows: None,
            rules: BTreeMap::new(),
            failures: BTreeMap::new(),
        }
    }
}

impl Summary {
    /// Counts one record.
    pub fn add(&mut self, record: &Record) {
        self.samples += 1;
        match record.status {
            Status::Checked => self.checked += 1,
            Status::Partial => self.partial += 1,
            Status::Unchecked => self.unchecked += 1,
        }
        *self.decisions.entry(record.decision).or_default() += 1;
        for finding in &record.findings {
            let rule = self.rules.entry(finding.rule.clone()).or_default();
            if finding.waived.is_some() {
                rule.waived += 1;
            } else {
                rule.findings += 1;
                *self.levels.entry(finding.level).or_default() += 1;
            }
        }
        for failure in &record.failures {
            *self.failures.entry(failure.kind).or_default() += 1;
        }
        count(&mut self.dimensions, record);
        let workflow = self.workflow(record.workflow.as_deref());
        workflow.samples += 1;
        count(&mut workflow.dimensions, record);
    }

    /// The strongest level of all findings that no waiver excuses.
    pub fn worst_level(&self) -> Option<Level> {
        self.levels.iter().rev().find(|(_, findings)| **findings > 0).map(|(level, _)| *level)
    }

    /// Whether something went unchecked, in part or as a whole.
    pub fn has_unchecked(&self) -> bool {
        self.partial + self.unchecked > 0
    }

    fn workflow(&mut self, name: Option<&str>) -> &mut WorkflowCounts {
        match self.workflows.binary_search_by(|known| known.workflow.as_deref().cmp(&name)) {
            Ok(index) => &mut self.workflows[index],
            Err(index) => {
                let fits = self.workflows.len() < MAX_WORKFLOWS && name.map_or(0, str::len) <= MAX_WORKFLOW_NAME;
                if fits || name.is_none() {
                    self.workflows.insert(index, WorkflowCounts::new(name));
                    &mut self.workflows[index]
                } else {
                    self.other_workflows.get_or_insert_with(|| WorkflowCounts::new(None))
                }
            }
        }
    }
}

impl WorkflowCounts {
    fn new(name: Option<&str>) -> Self {
        Self { workflow: name.map(str::to_owned), samples: 0, dimensions: no_outcomes() }
    }
}

impl Outcomes {
    /// Names and counts, in the order in which tables show them.
    pub fn columns(&self) -> [(&'static str, u64); 7] {
        [
            ("clear", self.clear),
            ("note", self.note),
            ("warn", self.warn),
            ("redact", self.redact),
            ("block", self.block),
            ("not applicable", self.not_applicable),
            ("unchecked", self.unchecked),
        ]
    }

    fn add(&mut self, outcome: DimensionOutcome) {
        let count = match outcome {
            DimensionOutcome::Clear => &mut self.clear,
            DimensionOutcome::Note => &mut self.note,
            DimensionOutcome::Warn => &mut self.warn,
            DimensionOutcome::Redact => &mut self.redact,
            DimensionOutcome::Block => &mut self.block,
            DimensionOutcome::NotApplicable => &mut self.not_applicable,
            DimensionOutcome::Unchecked => &mut self.unchecked,
        };
        *count += 1;
    }
}

fn no_outcomes() -> BTreeMap<Dimension, Outcomes> {
    Dimension::ALL.map(|dimension| (dimension, Outcomes::default())).into()
}

/// A dimension that the record leaves out was not looked at: never a pass.
fn count(dimensions: &mut BTreeMap<Dimension, Outcomes>, record: &Record) {
    for dimension in Dimension::ALL {
        let unsaid = match record.status {
            Status::Unchecked => DimensionOutcome::Unchecked,
            _ => DimensionOutcome::NotApplicable,
        };
        let outcome = record.dimensions.get(&dimension).copied().unwrap_or(unsaid);
        dimensions.entry(dimension).or_default().add(outcome);
    }
}
