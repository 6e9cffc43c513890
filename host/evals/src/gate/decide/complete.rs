use jiff::civil::Date;
use lictor_model::Dimension;

use super::{Crossing, Evidence, GateRun};
use crate::Outcome;
use crate::run::ProblemKind;

/// A run that is not whole releases nothing: what it does not say could be anything.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    let run = evidence.run;
    if run.cases.is_empty() {
        crossings.push(Crossing::hold("complete.empty", "the run has no case, so nothing in it could be wrong"));
    }
    today(run, crossings);
    for case in &run.cases {
        if case.answers == 0 {
            let what = "these have no answer: answer them, or take them out of the set with a reason";
            crossings.push(Crossing::hold("complete.missing", what).case(&case.case.id));
            continue;
        }
        for dimension in Dimension::ALL.into_iter().filter(|dimension| case.outcome(*dimension) == Outcome::Unchecked) {
            let what = "these could not be checked: the records in the run say why";
            crossings.push(Crossing::hold("complete.unchecked", what).case(&case.case.id).dimension(dimension));
        }
    }
    for case in run.problems.get(&ProblemKind::Duplicate).into_iter().flatten() {
        let what = "these were answered twice under one number, and one answer was left out: number the answers";
        crossings.push(Crossing::hold("complete.duplicate", what).case(case));
    }
    if run.manifest.counts.unreadable > 0 {
        let lines = run.manifest.counts.unreadable;
        let what = format!("{lines} lines of the answers could not be read: `problems.jsonl` of the run names them");
        crossings.push(Crossing::hold("complete.unreadable", what));
    }
}

/// Waivers of the policy run out by a day that whoever makes a run can choose: it has to be the one on which it was made. Midnight
/// may fall between the two.
fn today(run: &GateRun, crossings: &mut Vec<Crossing>) {
    let day = |text: &str| text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let days = day(&run.manifest.today).zip(day(&run.manifest.created));
    let apart = days.and_then(|(today, created)| today.since(created).ok()).map(|span| span.get_days().abs());
    if apart.is_none_or(|apart| apart > 1) {
        let what = "the run took another day for today than the one on which it was made, and what its policy waives may have run \
                    out since: make it again without --today";
        crossings.push(Crossing::needs_review("complete.today", what));
    }
}
