use std::collections::BTreeMap;

use lictor_model::{Dimension, Level, RuleId};

use super::Evidence;
use crate::Outcome;
use crate::gate::ListedSignal;
use crate::run::{ProblemKind, RunRuleStatus};
use crate::set::Gate;

/// What is worth knowing and never a reason.
pub(super) fn list(evidence: &Evidence<'_>) -> Vec<ListedSignal> {
    let mut signals = Vec::new();
    compared(evidence, &mut signals);
    failing_signals(evidence, &mut signals);
    known_failures(evidence, &mut signals);
    rules(evidence, &mut signals);
    waived(evidence, &mut signals);
    for found in &evidence.run.aggregates {
        let message = format!("{} {}: {}", found.rule, found.slug, found.message);
        signals.push(ListedSignal { what: "rule over groups".into(), message, cases: found.cases.clone() });
    }
    if let Some(extra) = evidence.run.problems.get(&ProblemKind::Extra) {
        let message = format!("{} answers name no case of the set", evidence.run.manifest.counts.extra);
        signals.push(ListedSignal { what: "extra answer".into(), message, cases: extra.iter().cloned().collect() });
    }
    if evidence.run.cases.iter().all(|case| case.case.gate != Gate::Blocker) {
        let message = "the set has no blocker, so none can fail".into();
        signals.push(ListedSignal { what: "no blocker".into(), message, cases: Vec::new() });
    }
    signals
}

/// What makes the two runs less than comparable.
fn compared(evidence: &Evidence<'_>, signals: &mut Vec<ListedSignal>) {
    let mut say = |what: &str, message: String| {
        signals.push(ListedSignal { what: what.into(), message, cases: Vec::new() });
    };
    let (head, Some(base)) = (&evidence.run.reference, evidence.base.map(|base| &base.reference)) else {
        return say("no base", "no base was given: what failed before and what did not is not known".into());
    };
    if head.digest == base.digest {
        say("same run", "the run was compared with itself".into());
    }
    if head.set.digest != base.set.digest {
        let message = format!(
            "the base is of another set ({}, {}; this run: {}, {}): only cases that are the same in both were compared",
            base.set.id, base.set.digest, head.set.id, head.set.digest
        );
        say("another set", message);
    }
    if head.policy.digest != base.policy.digest {
        let message =
            format!("the base was checked under another policy ({}; this run: {})", base.policy.id, head.policy.id);
        say("another policy", message);
    }
}

fn failing_signals(evidence: &Evidence<'_>, signals: &mut Vec<ListedSignal>) {
    for dimension in Dimension::ALL {
        let failing = evidence
            .run
            .cases
            .iter()
            .filter(|case| case.case.gate == Gate::Signal && case.outcome(dimension) == Outcome::Fail);
        let cases: Vec<String> = failing.map(|case| case.case.id.clone()).collect();
        if !cases.is_empty() {
            let message = format!("signal cases fail in {dimension}");
            signals.push(ListedSignal { what: "signal case".into(), message, cases });
        }
    }
}

/// Protected cases that failed before and still do: no regression, and nothing to be silent about.
fn known_failures(evidence: &Evidence<'_>, signals: &mut Vec<ListedSignal>) {
    let watched = evidence.run.cases.iter().filter(|case| case.case.protected || case.case.previously_failed.is_some());
    let failing =
        watched.filter(|case| Dimension::ALL.iter().any(|dimension| case.outcome(*dimension) == Outcome::Fail));
    let cases: Vec<String> = failing.map(|case| case.case.id.clone()).collect();
    if !cases.is_empty() {
        let message = "cases that are protected or failed in an earlier release fail in this run".into();
        signals.push(ListedSignal { what: "watched case".into(), message, cases });
    }
}

/// What waivers of the policy took out before anything could fail.
fn waived(evidence: &Evidence<'_>, signals: &mut Vec<ListedSignal>) {
    let mut found: BTreeMap<&RuleId, (&str, u64, Vec<String>)> = BTreeMap::new();
    for case in &evidence.run.cases {
        for rule in case.rules.iter().filter(|rule| rule.waived > 0) {
            let (_, answers, cases) = found.entry(&rule.rule).or_insert((&rule.slug, 0, Vec::new()));
            *answers += rule.waived;
            cases.push(case.case.id.clone());
        }
    }
    for (rule, (slug, answers, cases)) in found {
        let message = format!("the policy waives what {rule} {slug} found in {answers} answers");
        signals.push(ListedSignal { what: "waived finding".into(), message, cases });
    }
}

/// Preview rules and notes.
fn rules(evidence: &Evidence<'_>, signals: &mut Vec<ListedSignal>) {
    let preview = |id: &RuleId| {
        let rule = evidence.run.manifest.rules.iter().find(|rule| rule.id == *id);
        rule.is_some_and(|rule| rule.status == RunRuleStatus::Preview)
    };
    let mut found: BTreeMap<(&'static str, &RuleId), (&str, u64, Vec<String>)> = BTreeMap::new();
    for case in &evidence.run.cases {
        for rule in case.rules.iter().filter(|rule| rule.answers > 0) {
            let what = match rule.level {
                _ if preview(&rule.rule) => "preview rule",
                Level::Note => "note",
                _ => continue,
            };
            let (_, answers, cases) = found.entry((what, &rule.rule)).or_insert((&rule.slug, 0, Vec::new()));
            *answers += rule.answers;
            cases.push(case.case.id.clone());
        }
    }
    for ((what, rule), (slug, answers, cases)) in found {
        let message = format!("{rule} {slug} found something in {answers} answers");
        signals.push(ListedSignal { what: what.into(), message, cases });
    }
}
