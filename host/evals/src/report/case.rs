use std::collections::BTreeMap;

use lictor_model::{Dimension, Level, RuleId, Status};

use crate::run::{CaseResult, RunCase, RunRule, RunRuleStatus};
use crate::{Outcome, OutcomeCounts};

/// How many different things a report says about one case. More are counted.
const FINDINGS_PER_CASE: usize = 30;

/// One case of a run, with what its answers come to and what was found in them. No text of either.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportCase {
    /// The case's facts.
    pub facts: RunCase,
    /// Its answers by outcome.
    pub outcomes: BTreeMap<Dimension, OutcomeCounts>,
    /// What was found, each thing once however many answers have it.
    pub findings: Vec<ReportFinding>,
    /// Findings that were too many to keep.
    pub more: u64,
}

/// What a rule found in answers to a case, or an expectation that they did not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFinding {
    /// The rule; none for an expectation, and for what went wrong while checking.
    pub rule: Option<RuleId>,
    /// The rule's alias, or the expectation such as `facts/0`.
    pub name: String,
    /// The dimension; none for what went wrong while checking.
    pub dimension: Option<Dimension>,
    /// The finding's level; none for an expectation.
    pub level: Option<Level>,
    /// Whether it went unchecked rather than wrong.
    pub unchecked: bool,
    /// What was found, as the engine masked it.
    pub message: String,
    /// Why it is excused, if it is.
    pub waived: Option<String>,
    /// Its rule may still change its meaning, so that it counts for nothing.
    pub preview: bool,
    /// In how many answers.
    pub answers: u64,
}

impl ReportCase {
    /// What the case comes to in a dimension. Unchecked where nothing is known.
    pub fn outcome(&self, dimension: Dimension) -> Outcome {
        self.outcomes.get(&dimension).copied().unwrap_or_default().case_outcome()
    }
}

/// Collects what a report says of each case, result by result. Its size grows with cases and not with answers.
#[derive(Debug, Clone)]
pub struct ReportCases {
    cases: BTreeMap<String, ReportCase>,
    preview: Vec<RuleId>,
}

impl ReportCases {
    /// The cases of a run, nothing known of them yet, and the rules that it was made under.
    pub fn new(cases: impl IntoIterator<Item = RunCase>, rules: &[RunRule]) -> Self {
        let case = |facts: RunCase| {
            let case = ReportCase { facts, outcomes: BTreeMap::new(), findings: Vec::new(), more: 0 };
            (case.facts.id.clone(), case)
        };
        let preview = rules.iter().filter(|rule| rule.status == RunRuleStatus::Preview);
        Self { cases: cases.into_iter().map(case).collect(), preview: preview.map(|rule| rule.id.clone()).collect() }
    }

    /// Takes in what a run keeps of one answer. An answer to no case of the run is nothing to report here.
    pub fn add(&mut self, result: &CaseResult) {
        let Some(case) = self.cases.get_mut(&result.case) else { return };
        for dimension in Dimension::ALL {
            let outcome = result.outcomes.get(&dimension).copied().unwrap_or(Outcome::Unchecked);
            case.outcomes.entry(dimension).or_default().add(outcome);
        }
        for finding in &result.record.findings {
            case.note(ReportFinding {
                rule: Some(finding.rule.clone()),
                name: finding.slug.clone(),
                dimension: Some(finding.dimension),
                level: Some(finding.level),
                unchecked: false,
                message: finding.message.clone(),
                waived: finding.waived.clone(),
                preview: self.preview.contains(&finding.rule),
                answers: 1,
            });
        }
        let missed = result.checks.iter().filter(|check| matches!(check.outcome, Outcome::Fail | Outcome::Unchecked));
        for check in missed {
            let unchecked = check.outcome == Outcome::Unchecked;
            let message = check.message.clone().unwrap_or_default();
            case.note(ReportFinding { unchecked, ..plain(&check.check, Some(check.dimension), message) });
        }
        for failure in &result.record.failures {
            let message = match &failure.message {
                Some(message) => format!("{}: {message}", failure.kind.as_str()),
                None => failure.kind.as_str().to_owned(),
            };
            case.note(ReportFinding { unchecked: true, ..plain(&failure.plugin, None, message) });
        }
        if result.record.failures.is_empty() && result.record.status != Status::Checked {
            case.note(ReportFinding { unchecked: true, ..plain("engine", None, "no reason was given".into()) });
        }
    }

    /// All cases by id.
    pub fn finish(self) -> Vec<ReportCase> {
        self.cases.into_values().collect()
    }
}

impl ReportCase {
    fn note(&mut self, finding: ReportFinding) {
        let same = |known: &&mut ReportFinding| {
            known.rule == finding.rule
                && known.name == finding.name
                && known.dimension == finding.dimension
                && known.level == finding.level
                && known.message == finding.message
                && known.waived == finding.waived
        };
        if let Some(known) = self.findings.iter_mut().find(same) {
            known.answers += 1;
        } else if self.findings.len() < FINDINGS_PER_CASE {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

fn plain(name: &str, dimension: Option<Dimension>, message: String) -> ReportFinding {
    ReportFinding {
        rule: None,
        name: name.to_owned(),
        dimension,
        level: None,
        unchecked: false,
        message,
        waived: None,
        preview: false,
        answers: 1,
    }
}
