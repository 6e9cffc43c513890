use std::collections::{BTreeMap, BTreeSet};

use lictor_model::RuleId;

use super::{Crossing, Evidence, GateRun};
use crate::run::{CaseSummary, RunCase, RunRule};
use crate::set::{Gate, Risk};

/// Nothing fires where nobody looks: a set or a policy that asks less than the base's is no reason to hold, and nobody is to
/// release by it unseen. A waiver says who saw it.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    let Some(base) = evidence.base else { return };
    cases(base, evidence.run, crossings);
    policy(base, evidence.run, crossings);
}

/// Marks that make a gate look at a case.
const MARKS: [fn(&RunCase) -> bool; 4] = [
    |case| case.gate == Gate::Blocker,
    |case| case.risk == Risk::High,
    |case| case.boundary,
    |case| case.failure_mode.is_some(),
];

fn cases(base: &GateRun, head: &GateRun, crossings: &mut Vec<Crossing>) {
    let heads: BTreeMap<&str, &CaseSummary> = head.cases.iter().map(|case| (case.case.id.as_str(), case)).collect();
    for before in base.cases.iter().map(|case| &case.case) {
        let watched = MARKS.iter().any(|is_one| is_one(before)) || before.protected;
        if !watched && before.previously_failed.is_none() {
            continue;
        }
        let what = match heads.get(before.id.as_str()).map(|case| &case.case) {
            // The release is held for these already.
            None if before.protected || before.previously_failed.is_some() => continue,
            None => "the gate looked at these in the base's set, and they are gone from this one: put them back",
            Some(now) if MARKS.iter().any(|is_one| is_one(before) && !is_one(now)) => {
                "these were blockers, of high risk, on a boundary or had a failure mode in the base's set, and are that no more"
            }
            Some(now) if now.digest != before.digest => {
                "these are not as they were in the base's set, and may ask less: `lictor set diff` tells, and the base's answers \
                 can be run again with this set"
            }
            Some(_) => continue,
        };
        crossings.push(Crossing::needs_review("base.cases", what).case(&before.id));
    }
}

fn policy(base: &GateRun, head: &GateRun, crossings: &mut Vec<Crossing>) {
    let workflows: BTreeSet<&str> = head.cases.iter().map(|case| case.case.workflow.as_str()).collect();
    let now: BTreeMap<&RuleId, &RunRule> = head.manifest.rules.iter().map(|rule| (&rule.id, rule)).collect();
    let (before, after) = (base.manifest.fail_on, head.manifest.fail_on);
    let (mut weaker, mut below) = (BTreeSet::new(), BTreeSet::new());
    for workflow in workflows {
        for rule in base.manifest.rules.iter().filter(|rule| rule.can_fail(workflow, before)) {
            let still = |fail_on| now.get(&rule.id).is_some_and(|rule| rule.can_fail(workflow, fail_on));
            if !still(before) {
                weaker.insert(rule.id.clone());
            } else if !still(after) {
                below.insert(rule.id.clone());
            }
        }
    }
    let whys = [
        (weaker, "the policy has them no more, off, at a lower level or as previews".to_owned()),
        (below, format!("the run was made with --fail-on {after}, and the base with {before}")),
    ];
    for (rules, why) in whys.into_iter().filter(|(rules, _)| !rules.is_empty()) {
        let what = format!("these rules could fail an answer in the base and cannot in this run: {why}");
        crossings.push(Crossing::needs_review("base.policy", what).rules(rules.into_iter().collect()));
    }
}
