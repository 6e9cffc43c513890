use std::collections::BTreeMap;

use lictor_model::Dimension;

use super::{Crossing, Evidence};
use crate::Outcome;
use crate::run::CaseSummary;
use crate::set::Gate;

/// Every blocker passes in every repeat, in every dimension that the release file names.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    let wanted = &evidence.release.blockers;
    let base = evidence.base.into_iter().flat_map(|base| &base.cases);
    let base: BTreeMap<&str, &CaseSummary> = base.map(|case| (case.case.id.as_str(), case)).collect();
    for case in evidence.run.cases.iter().filter(|case| case.case.gate == Gate::Blocker) {
        let cross = |what: &str| Crossing::hold("blockers", what).case(&case.case.id);
        if case.answers < u64::from(wanted.repeats) {
            crossings.push(cross(&format!(
                "a blocker is answered {} at least, and these have fewer answers: run them again",
                times(wanted.repeats)
            )));
            continue;
        }
        let outcomes: Vec<_> =
            wanted.dimensions.iter().map(|dimension| (*dimension, case.outcome(*dimension))).collect();
        for (dimension, outcome) in &outcomes {
            let crossing = match outcome {
                Outcome::Fail => cross("a blocker has to pass in every repeat, and these fail"),
                Outcome::Unchecked => cross("a blocker has to pass in every repeat, and these went unchecked"),
                // Leaving out what a rule looks at, such as the contexts, would be a way round.
                Outcome::NotApplicable
                    if base.get(case.case.id.as_str()).is_some_and(|base| judged(base, *dimension)) =>
                {
                    cross("these blockers were judged in the base, and nothing can say anything about them now")
                }
                Outcome::Pass | Outcome::NotApplicable => continue,
            };
            let rules = evidence.run.failing_rules(case, *dimension);
            crossings.push(crossing.dimension(*dimension).rules(rules));
        }
        if outcomes.iter().all(|(_, outcome)| *outcome == Outcome::NotApplicable) {
            crossings.push(cross(
                "nothing could say anything about these blockers, which is no pass: give them an expectation",
            ));
        }
    }
}

fn judged(case: &CaseSummary, dimension: Dimension) -> bool {
    matches!(case.outcome(dimension), Outcome::Pass | Outcome::Fail)
}

fn times(count: u32) -> String {
    if count == 1 { "once".into() } else { format!("{count} times") }
}
