use std::collections::{BTreeMap, BTreeSet};

use lictor_model::{Dimension, RuleId};

use super::build::Shared;
use super::{CaseComparison, Change, DimensionChange, RuleChange};
use crate::Outcome;
use crate::run::{CaseCheck, CaseSummary, RuleState, RunManifest, RunRule, RunRuleStatus};

/// What became of an outcome.
pub(super) fn change(base: Outcome, head: Outcome) -> Change {
    match (base, head) {
        (Outcome::Pass, Outcome::Fail) => Change::New,
        (Outcome::Fail, Outcome::Pass) => Change::Fixed,
        (Outcome::Unchecked, _) | (_, Outcome::Unchecked) => Change::Unknown,
        (base, head) if base == head => Change::Unchanged,
        _ => Change::Unknown,
    }
}

/// The shared cases in which something changed, by id.
pub(super) fn changed(shared: &[Shared<'_>], base: &RunManifest, head: &RunManifest) -> Vec<CaseComparison> {
    let rules = Rules::of(base, head);
    shared.iter().filter_map(|pair| case(pair, &rules)).collect()
}

fn case(pair: &Shared<'_>, rules: &Rules<'_>) -> Option<CaseComparison> {
    let dimensions = Dimension::ALL.map(|dimension| {
        let (base, head) = (pair.base.outcome(dimension), pair.head.outcome(dimension));
        (dimension, DimensionChange { base, head, change: change(base, head) })
    });
    let mut changes = rules.changes(pair);
    changes.extend(checks(pair));
    if changes.is_empty() && dimensions.iter().all(|(_, change)| change.base == change.head) {
        return None;
    }
    let case = &pair.head.case;
    Some(CaseComparison {
        case: case.id.clone(),
        workflow: case.workflow.clone(),
        gate: case.gate,
        risk: case.risk,
        protected: case.protected,
        previously_failed: case.previously_failed.is_some(),
        dimensions: dimensions.into(),
        rules: changes,
    })
}

/// The rules of both runs.
struct Rules<'m>(BTreeMap<&'m RuleId, (Option<&'m RunRule>, Option<&'m RunRule>)>);

impl<'m> Rules<'m> {
    fn of(base: &'m RunManifest, head: &'m RunManifest) -> Self {
        let mut rules: BTreeMap<_, (Option<&RunRule>, Option<&RunRule>)> = BTreeMap::new();
        base.rules.iter().for_each(|rule| rules.entry(&rule.id).or_default().0 = Some(rule));
        head.rules.iter().for_each(|rule| rules.entry(&rule.id).or_default().1 = Some(rule));
        Self(rules)
    }

    /// What became of the rules that found something in either run. One that neither found changed nothing.
    fn changes(&self, pair: &Shared<'_>) -> Vec<RuleChange> {
        let found: BTreeSet<&RuleId> = pair.base.rules.iter().chain(&pair.head.rules).map(|found| &found.rule).collect();
        found.into_iter().filter_map(|rule| self.change(pair, rule)).collect()
    }

    fn change(&self, pair: &Shared<'_>, rule: &RuleId) -> Option<RuleChange> {
        let (base, head) = self.0.get(rule).copied().unwrap_or_default();
        let state = |case: &CaseSummary, rule: Option<&RunRule>| rule.map_or(RuleState::Unknown, |rule| case.rule_state(rule));
        let states = (state(pair.base, base), state(pair.head, head));
        // Another revision looks for something else: what it finds or does not find says nothing about the change.
        let comparable = base.zip(head).is_some_and(|(base, head)| base.revision == head.revision);
        let change = match states {
            (RuleState::Found, RuleState::Found) if comparable => return None,
            (RuleState::Clear, RuleState::Found) if comparable => Change::New,
            (RuleState::Found, RuleState::Clear) if comparable => Change::Fixed,
            (RuleState::Found, _) | (_, RuleState::Found) => Change::Unknown,
            // All that either found was waived.
            _ => return None,
        };
        let named = |case: &CaseSummary| case.rules.iter().find(|found| found.rule == *rule && found.answers > 0).cloned();
        let (first, second) = (named(pair.head), named(pair.base));
        let level = first.iter().chain(&second).map(|found| found.level).max();
        let named = first.or(second)?;
        Some(RuleChange {
            rule: Some(rule.clone()),
            name: named.slug,
            dimension: named.dimension,
            level,
            change,
            preview: base.into_iter().chain(head).any(|rule| rule.status == RunRuleStatus::Preview),
        })
    }
}

/// What became of the expectations that failed in either run.
fn checks(pair: &Shared<'_>) -> Vec<RuleChange> {
    let mut names: BTreeMap<(&str, Dimension), (Outcome, Outcome)> = BTreeMap::new();
    let unknown = (Outcome::Unchecked, Outcome::Unchecked);
    let key = |check: &'_ CaseCheck| check.outcomes.case_outcome();
    for check in &pair.base.checks {
        names.entry((&check.check, check.dimension)).or_insert(unknown).0 = key(check);
    }
    for check in &pair.head.checks {
        names.entry((&check.check, check.dimension)).or_insert(unknown).1 = key(check);
    }
    let failed = |(base, head): &(Outcome, Outcome)| (*base == Outcome::Fail) != (*head == Outcome::Fail);
    let changes = names.into_iter().filter(|(_, outcomes)| failed(outcomes));
    changes
        .map(|((name, dimension), (base, head))| RuleChange {
            rule: None,
            name: name.to_owned(),
            dimension,
            level: None,
            change: change(base, head),
            preview: false,
        })
        .collect()
}
