use std::cmp::Ordering;

use super::{COMPARISON_SCHEMA, Comparison, RunRef, case_changes, manifest, measure_differences, slice_differences, trade_off};
use crate::run::{CaseSummary, Run, RunError, RunManifest};

/// How two runs are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompareOptions {
    /// The significance level, above 0 and below 1.
    pub alpha: f64,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self { alpha: 0.05 }
    }
}

/// A run as a comparison needs it.
#[derive(Debug, Clone, Copy)]
pub struct Side<'r> {
    /// How the comparison names it.
    pub run: &'r RunRef,
    /// What its manifest says.
    pub manifest: &'r RunManifest,
    /// What the answers to each case come to, by id.
    pub cases: &'r [CaseSummary],
}

/// A case that both runs have with the same content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared<'r> {
    pub(super) base: &'r CaseSummary,
    pub(super) head: &'r CaseSummary,
}

/// Compares two runs. Reads the results of each once.
///
/// # Errors
/// A file of a run cannot be read, was edited, or holds something else.
pub fn compare(base: &Run, head: &Run, options: &CompareOptions) -> Result<Comparison, RunError> {
    let (base_run, head_run) = (base.reference(), head.reference());
    let (base_cases, head_cases) = (base.summaries()?, head.summaries()?);
    let base = Side { run: &base_run, manifest: base.manifest(), cases: &base_cases };
    let head = Side { run: &head_run, manifest: head.manifest(), cases: &head_cases };
    Ok(compare_sides(base, head, options))
}

/// Compares two runs whose cases were read.
pub fn compare_sides(base: Side<'_>, head: Side<'_>, options: &CompareOptions) -> Comparison {
    let sets = Sets::of(base.cases, head.cases);
    let cases = case_changes::changed(&sets.shared, base.manifest, head.manifest);
    let (slices, tests) = slice_differences::differences(&sets.shared, options.alpha);
    let trade_off = trade_off::trade_off(&slices, options.alpha, tests);
    Comparison {
        schema: COMPARISON_SCHEMA.to_owned(),
        base: base.run.clone(),
        head: head.run.clone(),
        shared: sets.shared.len() as u64,
        only_base: sets.only_base,
        only_head: sets.only_head,
        altered: sets.altered,
        same_answers: manifest::same_answers(base.manifest, head.manifest),
        manifest: manifest::changes(base.manifest, head.manifest),
        cases,
        slices,
        measures: measure_differences::differences(base.run.digest, head.run.digest, &sets.shared),
        trade_off,
        alpha: options.alpha,
        tests,
    }
}

/// How the cases of two runs fall out.
#[derive(Default)]
struct Sets<'r> {
    shared: Vec<Shared<'r>>,
    only_base: Vec<String>,
    only_head: Vec<String>,
    altered: Vec<String>,
}

impl<'r> Sets<'r> {
    /// Both are in the order of their ids.
    fn of(base: &'r [CaseSummary], head: &'r [CaseSummary]) -> Self {
        let mut sets = Self::default();
        let (mut base, mut head) = (base.iter().peekable(), head.iter().peekable());
        loop {
            let order = match (base.peek(), head.peek()) {
                (Some(base), Some(head)) => base.case.id.cmp(&head.case.id),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return sets,
            };
            let base = if order.is_le() { base.next() } else { None };
            let head = if order.is_ge() { head.next() } else { None };
            match (base, head) {
                (Some(base), Some(head)) if base.case.digest == head.case.digest => {
                    sets.shared.push(Shared { base, head });
                }
                (Some(base), Some(_)) => sets.altered.push(base.case.id.clone()),
                (Some(base), None) => sets.only_base.push(base.case.id.clone()),
                (None, Some(head)) => sets.only_head.push(head.case.id.clone()),
                (None, None) => return sets,
            }
        }
    }
}
