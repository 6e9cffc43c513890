use std::collections::{BTreeMap, HashMap};

use lictor_model::{Dimension, DimensionOutcome, Level, Record, RuleId};

use super::{CheckResult, RunRule};
use crate::Outcome;

/// The rules of a policy, and what a record comes to under them.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    rules: HashMap<RuleId, RunRule>,
    fail_on: Level,
}

impl Rules {
    pub(super) fn new(rules: &[RunRule], fail_on: Level) -> Self {
        Self { rules: rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect(), fail_on }
    }

    /// A rule of Lictor's own packs.
    pub(super) fn by_code(&self, code: &str) -> Option<&RunRule> {
        let id = code.parse().and_then(|code| RuleId::new("lictor", code)).ok()?;
        self.rules.get(&id)
    }

    /// What is to be said about each dimension: a finding that counts or an expectation that is not met fails it; what went
    /// unchecked cannot pass; what nothing looked at is not applicable.
    pub(super) fn outcomes(&self, record: &Record, checks: &[CheckResult]) -> BTreeMap<Dimension, Outcome> {
        Dimension::ALL.map(|dimension| (dimension, self.outcome(record, checks, dimension))).into()
    }

    fn outcome(&self, record: &Record, checks: &[CheckResult], dimension: Dimension) -> Outcome {
        let fails = record.findings.iter().any(|finding| {
            finding.dimension == dimension
                && finding.waived.is_none()
                && finding.level >= self.fail_on
                && !is_engines(&finding.rule)
                && self.rules.get(&finding.rule).is_none_or(RunRule::counts)
        });
        let of_check = |outcome| checks.iter().any(|check| check.dimension == dimension && check.outcome == outcome);
        let said = record.dimensions.get(&dimension).copied().unwrap_or(DimensionOutcome::NotApplicable);
        // The engine's finding that a plugin failed weighs in risk and hides what the dimension was.
        let failed = dimension == Dimension::Risk && !record.failures.is_empty();
        if fails || of_check(Outcome::Fail) {
            Outcome::Fail
        } else if said == DimensionOutcome::Unchecked || failed || of_check(Outcome::Unchecked) {
            Outcome::Unchecked
        } else if of_check(Outcome::Pass) || (said != DimensionOutcome::NotApplicable && self.looked(record, dimension))
        {
            Outcome::Pass
        } else {
            Outcome::NotApplicable
        }
    }

    /// Whether a rule that counts could look: what only previews looked at, nobody did.
    fn looked(&self, record: &Record, dimension: Dimension) -> bool {
        let workflow = record.workflow.as_deref().unwrap_or_default();
        let mine = || self.rules.values().filter(move |rule| rule.dimension == dimension);
        if mine().all(RunRule::counts) {
            return true;
        }
        let silent = |rule: &RunRule| record.not_applicable.iter().any(|entry| entry.rule == rule.id);
        mine().any(|rule| {
            rule.counts() && !is_engines(&rule.id) && rule.level_in(workflow) != Level::Off && !silent(rule)
        })
    }
}

/// A finding of the engine about its own work says nothing about the answer.
fn is_engines(rule: &RuleId) -> bool {
    rule.publisher() == "lictor" && rule.code().starts_with("LIC")
}
