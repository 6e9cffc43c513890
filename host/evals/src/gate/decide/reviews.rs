use std::collections::{BTreeMap, BTreeSet};

use lictor_model::Dimension;

use super::{Crossing, Evidence};
use crate::gate::{ListedSignal, Reviewed};
use crate::review::{ReviewRecord, ReviewVerdict, Reviews};
use crate::run::RunCase;
use crate::set::{Gate, Risk};

/// The most lines that do not count that are listed one by one.
const MOST_LISTED: usize = 50;

/// High-risk cases, boundary cases and those that a user would see fail were looked at, one by one. Lists what does not count.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) -> Vec<ListedSignal> {
    let reviews = evidence.reviews.of_run(&evidence.run.reference.digest);
    tampering(evidence, crossings);
    let kinds: [fn(&RunCase) -> bool; 3] =
        [|case| case.risk == Risk::High, |case| case.boundary, |case| case.failure_mode.is_some()];
    let mut asked = BTreeSet::new();
    for ((requirement, rule), is_one) in evidence.release.review.kinds().into_iter().zip(kinds) {
        for case in evidence.run.cases.iter().filter(|case| is_one(&case.case)) {
            for dimension in &rule.dimensions {
                asked.insert((case.case.id.as_str(), *dimension));
                reviewed(&reviews, requirement, rule, &case.case.id, *dimension, crossings);
            }
        }
    }
    let mut signals = verdicts(evidence, &reviews, &asked, &kinds, crossings);
    signals.extend(uncounted(evidence, &reviews));
    signals
}

/// A file that somebody altered could have said anything, so it is no excuse that what it still says is fine.
fn tampering(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    for fault in evidence.reviews.faults.iter().filter(|fault| fault.kind.is_tampering()).take(MOST_LISTED) {
        let what = format!("the review records were altered, line {}: {}; restore the file", fault.line, fault.message);
        crossings.push(Crossing::hold("review-records", what));
    }
}

fn reviewed(
    reviews: &Reviews<'_>,
    requirement: &str,
    rule: &Reviewed,
    case: &str,
    dimension: Dimension,
    crossings: &mut Vec<Crossing>,
) {
    let mut cross = |crossing: Crossing| crossings.push(crossing.case(case).dimension(dimension));
    let (mut failed, mut open) = (false, false);
    for record in reviews.about(case, dimension) {
        failed |= record.verdict == ReviewVerdict::Fail;
        open |= record.verdict == ReviewVerdict::Ambiguous;
    }
    if failed {
        cross(Crossing::hold(requirement, "a reviewer found these not acceptable"));
    } else if open {
        cross(Crossing::needs_review(
            requirement,
            "a reviewer could not settle these: sharpen the criterion and look again",
        ));
    }
    if rule.roles.is_empty() && reviews.about(case, dimension).next().is_none() {
        cross(Crossing::needs_review(requirement, "nobody has looked at these: `lictor review`"));
    }
    for role in rule.roles.iter().filter(|role| !reviews.has(case, dimension, role)) {
        let what = format!("nobody has looked at these as {role}: `lictor review --role {role}`");
        cross(Crossing::needs_review(requirement, what));
    }
}

/// What reviewers said beyond what they were asked. About a blocker or a case that they had to look at it counts; about
/// a signal it is something to learn from.
fn verdicts(
    evidence: &Evidence<'_>,
    reviews: &Reviews<'_>,
    asked: &BTreeSet<(&str, Dimension)>,
    kinds: &[fn(&RunCase) -> bool],
    crossings: &mut Vec<Crossing>,
) -> Vec<ListedSignal> {
    let mut signals = Vec::new();
    let cases: BTreeMap<&str, &RunCase> =
        evidence.run.cases.iter().map(|case| (case.case.id.as_str(), &case.case)).collect();
    let beyond = |record: &&ReviewRecord| !asked.contains(&(record.case.as_str(), record.dimension));
    for record in reviews.records().filter(beyond) {
        let (kind, said): (fn(&str, &'static str) -> Crossing, _) = match record.verdict {
            ReviewVerdict::Pass => continue,
            ReviewVerdict::Fail => (Crossing::hold, "a reviewer found these not acceptable"),
            ReviewVerdict::Ambiguous => (Crossing::needs_review, "a reviewer could not settle these"),
        };
        match cases.get(record.case.as_str()) {
            Some(case) if case.gate == Gate::Blocker || kinds.iter().any(|is_one| is_one(case)) => {
                crossings.push(kind("review.verdicts", said).case(&record.case).dimension(record.dimension));
            }
            Some(_) => signals.push(ListedSignal {
                what: "signal case".into(),
                message: format!("{said}, in {}", record.dimension),
                cases: vec![record.case.clone()],
            }),
            None => signals.push(ListedSignal {
                what: "review record".into(),
                message: "a record is about a case that the run does not have".into(),
                cases: Vec::new(),
            }),
        }
    }
    signals
}

/// What is in the file and counts for nothing here.
fn uncounted(evidence: &Evidence<'_>, reviews: &Reviews<'_>) -> Vec<ListedSignal> {
    let signal = |message| ListedSignal { what: "review record".into(), message, cases: Vec::new() };
    let faults = evidence.reviews.faults.iter().filter(|fault| !fault.kind.is_tampering());
    let mut signals: Vec<ListedSignal> = faults
        .take(MOST_LISTED)
        .map(|fault| signal(format!("line {} does not count: {}", fault.line, fault.message)))
        .collect();
    if reviews.elsewhere > 0 {
        signals.push(signal(format!("{} records are about other runs and do not count here", reviews.elsewhere)));
    }
    signals
}
