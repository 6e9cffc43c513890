//! What applications and gateways are told about a decision: which rules, and never what they found.

use std::collections::BTreeSet;

use lictor::{Decision, Ending, Level, Record, RuleId, Status};
use lictor_model::PolicyRef;
use serde::Serialize;
use serde_json::Value;

/// What was decided about an answer: of several parts the strictest decision, and the findings of all.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    pub(crate) decision: Decision,
    pub(crate) status: Status,
    policy: PolicyRef,
    /// Something was decided after the text had been passed on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    late: bool,
    findings: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    /// The choice, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<u64>,
    rule: RuleId,
    level: Level,
    message: String,
}

impl Told {
    /// What a record says. What is waived is not told.
    pub(crate) fn of(record: &Record) -> Self {
        let counted = record.findings.iter().filter(|finding| finding.waived.is_none());
        let found = counted.map(|finding| Found {
            choice: None,
            rule: finding.rule.clone(),
            level: finding.level,
            message: finding.message.clone(),
        });
        let (decision, status, policy) = (record.decision, record.status, record.policy.clone());
        Self { decision, status, policy, late: false, findings: found.collect() }
    }

    /// What is to be said about an answer that was passed on while it was written.
    pub(crate) fn of_ending(ending: &Ending) -> Self {
        let told = Self::of(&ending.record);
        // A bound of the policy can stop a stream of which a check of the whole has nothing to say.
        let decision = if ending.blocked { Decision::Block } else { told.decision };
        Self { decision, status: ending.status, late: ending.late, ..told }
    }

    /// Says which choice it is about.
    pub(crate) fn about(mut self, choice: u64) -> Self {
        self.findings.iter_mut().for_each(|found| found.choice = Some(choice));
        self
    }

    /// Both as one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.decision = self.decision.max(other.decision);
        self.status = self.status.max(other.status);
        self.late |= other.late;
        self.findings.extend(other.findings);
        self
    }

    /// Puts what may be shown of a part in its place. Where nothing can be cut out it is not shown at all.
    pub(crate) fn shown(mut self, redacted: Option<String>, place: Option<&mut Value>) -> Self {
        match (self.decision, redacted, place) {
            (Decision::Redact, Some(redacted), Some(place)) => *place = redacted.into(),
            (Decision::Redact, ..) => self.decision = Decision::Block,
            (Decision::Allow | Decision::Block, ..) => {}
        }
        self
    }

    /// The rules that stop or cut something, or all that found something where nothing does, each once.
    pub(crate) fn rules(&self) -> String {
        let least = if self.decision == Decision::Allow { Level::Note } else { Level::Redact };
        let found = self.findings.iter().filter(|found| found.level >= least);
        let rules: BTreeSet<String> = found.map(|found| found.rule.to_string()).collect();
        rules.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// What stands in the place of what is not shown.
    pub(crate) fn reason(&self) -> String {
        let rules = self.rules();
        match rules.is_empty() {
            true => "Blocked: it could not be checked.".into(),
            false => format!("Blocked by {rules}."),
        }
    }
}
