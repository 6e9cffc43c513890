//! What an application is told about a decision, in a field that SDKs keep though they do not know it.

use lictor::{Decision, Ending, Level, Record, RuleId, Status};
use lictor_model::PolicyRef;
use serde::Serialize;

/// The field's name, in answers and in requests.
pub(super) const FIELD: &str = "lictor";

/// What was decided about an answer: of several choices the strictest decision, and the findings of all.
#[derive(Debug, Serialize)]
pub(super) struct Annotation {
    pub(super) decision: Decision,
    pub(super) status: Status,
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

impl Annotation {
    /// What a record says. What is waived is not told.
    pub(super) fn of(record: &Record) -> Self {
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
    pub(super) fn of_ending(ending: &Ending) -> Self {
        let told = Self::of(&ending.record);
        // A bound of the policy can stop a stream of which a check of the whole has nothing to say.
        let decision = if ending.blocked { Decision::Block } else { told.decision };
        Self { decision, status: ending.status, late: ending.late, ..told }
    }

    /// Says which choice it is about.
    pub(super) fn about(mut self, choice: u64) -> Self {
        self.findings.iter_mut().for_each(|found| found.choice = Some(choice));
        self
    }

    /// Both as one.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.decision = self.decision.max(other.decision);
        self.status = self.status.max(other.status);
        self.late |= other.late;
        self.findings.extend(other.findings);
        self
    }

    /// What stands in the place of what is not shown: the rules, and nothing of what they found.
    pub(super) fn reason(&self) -> String {
        let blocks = self.findings.iter().filter(|found| found.level >= Level::Redact);
        let mut rules: Vec<String> = blocks.map(|found| found.rule.to_string()).collect();
        rules.sort();
        rules.dedup();
        match rules.is_empty() {
            true => "Blocked: it could not be checked.".into(),
            false => format!("Blocked by {}.", rules.join(", ")),
        }
    }
}
