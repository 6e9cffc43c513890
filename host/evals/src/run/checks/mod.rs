//! What a case expects, and whether an answer meets it.
//!
//! | check | dimension | by |
//! |---|---|---|
//! | `behaviour` | correctness | what the rules of `lictor/refusal` found, see [`behaviour`] |
//! | `facts/N` | correctness | GRD117; with a tolerance the numbers of the answer, see `numbers.rs` |
//! | `forbidden/N` | correctness | the answer's words, whatever the policy is |
//! | `citations/N` | grounding | citations, markers, ids, titles and addresses in the answer |
//! | `form` | correctness | the exact text, or a JSON Schema |

mod behaviour;
mod citations;
mod facts;
mod forbidden;
mod form;

pub(super) use form::Form;

use lictor_model::{Dimension, Record, RuleId, Sample};

use super::rules::Rules;
use super::{CheckResult, RunError};
use crate::Outcome;
use crate::numbers::Number;
use crate::set::{Case, FactTolerance};

/// The expectations of a case, ready to be held against many answers.
pub(super) struct Checks {
    facts: Vec<Fact>,
    forbidden: Vec<String>,
    form: Option<Form>,
}

enum Fact {
    /// The engine looks for it: its place among the sample's facts.
    Said(usize),
    /// A number that may lie near; none where the text holds no number.
    Near(Option<Number>, FactTolerance),
}

/// An answer and what the engine said about it.
pub(super) struct Seen<'a> {
    pub(super) case: &'a Case,
    pub(super) sample: &'a Sample,
    pub(super) record: &'a Record,
    pub(super) rules: &'a Rules,
}

/// What one rule says about an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It found something.
    Found,
    /// It found something that the policy excuses.
    Waived,
    /// It looked and found nothing.
    Nothing,
    /// It is off, a preview, or could not look.
    Silent,
    /// Its plugin failed.
    Failed,
}

impl Seen<'_> {
    pub(super) fn answer(&self) -> &str {
        self.sample.answer.as_deref().unwrap_or_default()
    }

    fn says(&self, code: &str) -> Said {
        let Some(rule) = self.rules.by_code(code) else { return Said::Silent };
        if !rule.counts() || rule.level_in(&self.case.workflow) == lictor_model::Level::Off {
            return Said::Silent;
        }
        let mut waived = false;
        for finding in self.record.findings.iter().filter(|finding| finding.rule == rule.id) {
            match finding.waived {
                None => return Said::Found,
                Some(_) => waived = true,
            }
        }
        match () {
            () if waived => Said::Waived,
            () if self.failed(&rule.plugin) => Said::Failed,
            () if self.silent(&rule.id) => Said::Silent,
            () => Said::Nothing,
        }
    }

    fn failed(&self, plugin: &str) -> bool {
        self.record
            .failures
            .iter()
            .any(|failure| failure.plugin == plugin || failure.plugin == "input" || failure.plugin == "lictor/engine")
    }

    fn silent(&self, rule: &RuleId) -> bool {
        self.record.not_applicable.iter().any(|entry| entry.rule == *rule)
    }
}

impl Checks {
    pub(super) fn new(case: &Case) -> Result<Self, RunError> {
        let mut said = 0;
        let facts = case.expect.facts.iter().map(|fact| match fact.tolerance() {
            Some(tolerance) => Fact::Near(fact.quantity(), tolerance),
            None => {
                said += 1;
                Fact::Said(said - 1)
            }
        });
        Ok(Self {
            facts: facts.collect(),
            forbidden: case.expect.forbidden.iter().map(|term| forbidden::folded(term)).collect(),
            form: case.expect.form.as_ref().map(|form| Form::new(form, &case.id)).transpose()?,
        })
    }

    /// Holds an answer against every expectation, in the order of the case's keys.
    pub(super) fn check(&self, seen: &Seen<'_>) -> Vec<CheckResult> {
        let mut results = Vec::new();
        if let Some(expected) = seen.case.expect.behaviour {
            results.push(result("behaviour".into(), Dimension::Correctness, behaviour::check(seen, expected)));
        }
        for (index, fact) in self.facts.iter().enumerate() {
            let outcome = match fact {
                Fact::Said(place) => facts::said(seen, *place),
                Fact::Near(expected, tolerance) => facts::near(seen.answer(), expected.as_ref(), *tolerance),
            };
            results.push(result(format!("facts/{index}"), Dimension::Correctness, outcome));
        }
        if !self.forbidden.is_empty() {
            let answer = forbidden::folded(seen.answer());
            for (index, term) in self.forbidden.iter().enumerate() {
                let outcome = match forbidden::holds(&answer, term) {
                    true => fail("a forbidden term is there"),
                    false => (Outcome::Pass, None),
                };
                results.push(result(format!("forbidden/{index}"), Dimension::Correctness, outcome));
            }
        }
        for (index, context) in seen.case.expect.citations.iter().enumerate() {
            let outcome = citations::check(seen.sample, context);
            results.push(result(format!("citations/{index}"), Dimension::Grounding, outcome));
        }
        if let Some(form) = &self.form {
            results.push(result("form".into(), Dimension::Correctness, form.check(seen.answer())));
        }
        results
    }
}

/// An outcome, and what was wrong.
type Judgement = (Outcome, Option<String>);

fn fail(message: impl Into<String>) -> Judgement {
    (Outcome::Fail, Some(message.into()))
}

fn result(check: String, dimension: Dimension, (outcome, message): Judgement) -> CheckResult {
    CheckResult { check, dimension, outcome, message }
}
