//! Which cases a page shows in full, and where on it. A page of ten thousand cases helps nobody: those that something is to be
//! said about come first, and the rest is counted.

use std::collections::{BTreeMap, BTreeSet};

use lictor_model::Dimension;

use crate::Outcome;
use crate::compare::Change;
use crate::set::Gate;

use super::{Report, ReportCase};

/// How many cases a page shows in full.
const CASES: usize = 500;

/// The cases that are shown in full.
pub(super) struct Register<'a> {
    /// By workflow, then by id.
    shown: Vec<&'a ReportCase>,
    places: BTreeMap<&'a str, usize>,
    /// Cases that are not shown.
    pub(super) left_out: usize,
    /// Of these, the cases that fail in some dimension.
    pub(super) left_out_failing: usize,
}

impl<'a> Register<'a> {
    pub(super) fn new(report: &Report<'a>) -> Self {
        let named: BTreeSet<&str> = report
            .decision
            .iter()
            .flat_map(|decision| &decision.reasons)
            .flat_map(|reason| &reason.cases)
            .map(String::as_str)
            .collect();
        let changed: BTreeMap<&str, bool> = report
            .comparison
            .iter()
            .flat_map(|comparison| &comparison.cases)
            .map(|case| (case.case.as_str(), case.dimensions.values().any(|dimension| dimension.change == Change::New)))
            .collect();
        let rank = |case: &ReportCase| {
            let id = case.facts.id.as_str();
            let blocker = case.facts.gate == Gate::Blocker;
            let any = |outcome| Dimension::ALL.iter().any(|dimension| case.outcome(*dimension) == outcome);
            if named.contains(id) {
                0
            } else if blocker && any(Outcome::Fail) {
                1
            } else if changed.get(id) == Some(&true) {
                2
            } else if any(Outcome::Fail) {
                3
            } else if any(Outcome::Unchecked) {
                4
            } else if changed.contains_key(id) {
                5
            } else {
                6
            }
        };
        let mut order: Vec<&ReportCase> = report.cases.iter().collect();
        order.sort_by_cached_key(|case| (rank(case), &case.facts.id));
        let rest = order.split_off(order.len().min(CASES));
        order.sort_by_key(|case| (&case.facts.workflow, &case.facts.id));
        let places = order.iter().enumerate().map(|(index, case)| (case.facts.id.as_str(), index)).collect();
        Self {
            shown: order,
            places,
            left_out: rest.len(),
            left_out_failing: rest.iter().filter(|case| fails(case)).count(),
        }
    }

    /// The cases shown, workflow by workflow.
    pub(super) fn workflows(&self) -> impl Iterator<Item = (&'a str, &[&'a ReportCase])> {
        self.shown
            .chunk_by(|a, b| a.facts.workflow == b.facts.workflow)
            .filter_map(|cases| Some((cases.first()?.facts.workflow.as_str(), cases)))
    }

    /// The place of a case on the page: a name of ours, whatever the case is called.
    pub(super) fn anchor(&self, case: &str) -> Option<String> {
        self.places.get(case).map(|index| format!("case-{}", index + 1))
    }
}

/// Whether a case fails in some dimension.
pub(super) fn fails(case: &ReportCase) -> bool {
    Dimension::ALL.iter().any(|dimension| case.outcome(*dimension) == Outcome::Fail)
}
