use std::collections::BTreeMap;

use super::{Crossing, Evidence};
use crate::Outcome;
use crate::run::{CaseSummary, RunCase};

/// Whether a case is marked in a way.
type Marked = fn(&RunCase) -> bool;

/// Protected cases and those that failed in an earlier release do not get worse. Taking them out of the set, or the mark off
/// them, is no way round.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    let kinds: [(&str, Marked); 2] =
        [("protected", |case| case.protected), ("previously-failed", |case| case.previously_failed.is_some())];
    let head: BTreeMap<&str, &CaseSummary> = by_id(&evidence.run.cases);
    let base: BTreeMap<&str, &CaseSummary> = evidence.base.map(|base| by_id(&base.cases)).unwrap_or_default();
    for (requirement, is_one) in kinds {
        for case in evidence.run.cases.iter().filter(|case| is_one(&case.case)) {
            let before = base.get(case.case.id.as_str()).filter(|base| base.case.digest == case.case.digest);
            worse(evidence, requirement, case, before.copied(), crossings);
        }
        for (id, _) in base.iter().filter(|(_, case)| is_one(&case.case)) {
            let what = match head.get(id) {
                None => "these were in the base's set and are gone from this one: put them back",
                Some(case) if !is_one(&case.case) => {
                    "these were marked so in the base's set and are not any more: mark them again"
                }
                Some(_) => continue,
            };
            crossings.push(Crossing::hold(requirement, what).case(id));
        }
    }
}

fn by_id(cases: &[CaseSummary]) -> BTreeMap<&str, &CaseSummary> {
    cases.iter().map(|case| (case.case.id.as_str(), case)).collect()
}

fn worse(
    evidence: &Evidence<'_>,
    requirement: &str,
    head: &CaseSummary,
    base: Option<&CaseSummary>,
    crossings: &mut Vec<Crossing>,
) {
    for dimension in &evidence.release.regressions.dimensions {
        let before = base.map(|base| base.outcome(*dimension));
        let what = match (before, head.outcome(*dimension)) {
            (_, Outcome::Pass) => continue,
            // It failed and it fails: bad, and no regression. Blockers are held for it elsewhere, and signals list it.
            (Some(Outcome::Fail), Outcome::Fail) => continue,
            (Some(Outcome::Unchecked), Outcome::Fail) => "these fail, and the base cannot say whether they did before",
            (Some(_), Outcome::Fail) => "these fail, and did not in the base",
            (None, Outcome::Fail) => {
                "these fail, and no base has them as they are now: nobody can say that they were no better"
            }
            (Some(Outcome::Pass), Outcome::NotApplicable) => {
                "these passed in the base, and nothing can say anything about them now"
            }
            (_, Outcome::NotApplicable) => continue,
            (_, Outcome::Unchecked) => "these went unchecked, so nobody can say that they are no worse",
        };
        let rules = evidence.run.failing_rules(head, *dimension);
        crossings.push(Crossing::hold(requirement, what).case(&head.case.id).dimension(*dimension).rules(rules));
    }
}
