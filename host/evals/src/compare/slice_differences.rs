use lictor_model::Dimension;

use super::build::Shared;
use super::case_changes::change;
use super::{Change, Slice, SliceDifference};
use crate::Outcome;
use crate::statistics::{PairedCounts, holm, mcnemar_exact, newcombe_paired, smallest_visible};
use crate::summary::slices::slices;

/// Each dimension of each slice, and how many tests the correction is for.
pub(super) fn differences(shared: &[Shared<'_>], alpha: f64) -> (Vec<SliceDifference>, u64) {
    let slices = slices(shared.iter().map(|pair| &pair.head.case));
    let mut rows: Vec<SliceDifference> = Vec::new();
    for dimension in Dimension::ALL {
        rows.extend(slices.iter().map(|(slice, places)| difference(shared, slice, places, dimension)));
    }
    let tests = correct(&mut rows, alpha);
    (rows, tests)
}

fn difference(shared: &[Shared<'_>], slice: &Slice, places: &[usize], dimension: Dimension) -> SliceDifference {
    let mut counts = PairedCounts::default();
    let (mut new, mut fixed) = (Vec::new(), Vec::new());
    for place in places {
        let pair = &shared[*place];
        let (base, head) = (pair.base.outcome(dimension), pair.head.outcome(dimension));
        match (change(base, head), head) {
            (Change::New, _) => new.push(pair.head.case.id.clone()),
            (Change::Fixed, _) => fixed.push(pair.head.case.id.clone()),
            (Change::Unchanged, Outcome::Pass) => counts.both_pass += 1,
            (Change::Unchanged, Outcome::Fail) => counts.both_fail += 1,
            _ => {}
        }
    }
    (counts.new, counts.fixed) = (new.len() as u64, fixed.len() as u64);
    let p_value = mcnemar_exact(counts.new, counts.fixed);
    SliceDifference {
        slice: slice.clone(),
        dimension,
        cases: counts.judged(),
        unknown: places.len() as u64 - counts.judged(),
        base_pass: counts.base_pass(),
        head_pass: counts.head_pass(),
        difference: counts.difference(),
        interval: newcombe_paired(&counts),
        p_value,
        p_corrected: p_value,
        significant: false,
        smallest_visible: None,
        new,
        fixed,
    }
}

/// Corrects the p-values. Which slices take part depends on nothing but their numbers of cases: what could not be seen whatever
/// happened cannot be found by accident either.
fn correct(rows: &mut [SliceDifference], alpha: f64) -> u64 {
    let tested: Vec<usize> =
        (0..rows.len()).filter(|place| smallest_visible(rows[*place].cases, alpha).is_some()).collect();
    let p_values: Vec<f64> = tested.iter().map(|place| rows[*place].p_value).collect();
    for (place, corrected) in tested.iter().zip(holm(&p_values)) {
        let row = &mut rows[*place];
        row.p_corrected = corrected;
        row.significant = corrected < alpha;
        let strictest = alpha / tested.len() as f64;
        row.smallest_visible = smallest_visible(row.cases, strictest).map(|cases| cases as f64 / row.cases as f64);
    }
    tested.len() as u64
}
