//! Rules over groups of a run's answers: what no single answer can show.
//!
//! Both start from what REF101 says of each answer: it refuses, it does not, or nobody can tell (the rule was off, the answer
//! is in another language, its pack failed). The last counts for nothing.

mod inconsistent;
mod unequal;

use lictor_model::{Level, Record};

use crate::run::{RunCase, RunRule};
use crate::summary::AggregateFinding;

/// Whether an answer refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// REF101 says that it does.
    Refuses,
    /// REF101 looked and does not say so.
    Answers,
    /// REF101 could not look.
    Unknown,
}

/// How the answers to one case divide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refusals {
    /// Answers that refuse.
    pub refuses: u64,
    /// Answers that do not.
    pub answers: u64,
}

impl Refusal {
    /// What a record says, given the policy's rule REF101 if it has one.
    pub fn of(record: &Record, rule: Option<&RunRule>, workflow: &str) -> Self {
        let Some(rule) = rule.filter(|rule| rule.level_in(workflow) != Level::Off) else { return Self::Unknown };
        let failed = |plugin: &str| plugin == rule.plugin || plugin == "input" || plugin == "lictor/engine";
        // A waiver excuses a refusal; it is one all the same.
        if record.findings.iter().any(|finding| finding.rule == rule.id) {
            Self::Refuses
        } else if record.not_applicable.iter().any(|entry| entry.rule == rule.id)
            || record.failures.iter().any(|failure| failed(&failure.plugin))
        {
            Self::Unknown
        } else {
            Self::Answers
        }
    }
}

impl Refusals {
    /// Counts one answer.
    pub fn add(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::Refuses => self.refuses += 1,
            Refusal::Answers => self.answers += 1,
            Refusal::Unknown => {}
        }
    }

    /// Whether anything is known.
    pub fn known(&self) -> bool {
        self.refuses + self.answers > 0
    }

    /// Whether the case counts as refused: half of its answers and more refuse.
    pub fn refused(&self) -> bool {
        self.refuses > 0 && self.refuses >= self.answers
    }
}

/// What REF207 and REF208 find, where the policy has them on: first by rule, then by group.
pub fn aggregates(cases: &[RunCase], refusals: &[Refusals], rules: &[RunRule]) -> Vec<AggregateFinding> {
    let on = |code: &str| {
        let named = |rule: &&RunRule| rule.id.publisher() == "lictor" && rule.id.code() == code;
        rules.iter().find(named).filter(|rule| rule.level != Level::Off)
    };
    let cases: Vec<(&RunCase, Refusals)> = cases.iter().zip(refusals.iter().copied()).collect();
    let mut findings = Vec::new();
    if let Some(rule) = on("REF207") {
        findings.extend(inconsistent::find(&cases, rule));
    }
    if let Some(rule) = on("REF208") {
        findings.extend(unequal::find(&cases, rule));
    }
    findings
}

fn finding(rule: &RunRule, group: String, message: String, cases: Vec<String>) -> AggregateFinding {
    AggregateFinding {
        rule: rule.id.clone(),
        slug: rule.slug.clone(),
        dimension: rule.dimension,
        level: rule.level,
        group,
        message,
        p_value: None,
        cases,
    }
}
