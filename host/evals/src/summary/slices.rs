use std::collections::BTreeMap;

use crate::compare::Slice;
use crate::run::RunCase;

/// The slices of some cases, each with the places of its cases: everything, then each workflow, then each tag.
pub(crate) fn slices<'c>(cases: impl IntoIterator<Item = &'c RunCase>) -> BTreeMap<Slice, Vec<usize>> {
    let mut slices: BTreeMap<Slice, Vec<usize>> = BTreeMap::from([(Slice::All, Vec::new())]);
    for (place, case) in cases.into_iter().enumerate() {
        let tags = case.tags.iter().cloned().map(Slice::Tag);
        for slice in [Slice::All, Slice::Workflow(case.workflow.clone())].into_iter().chain(tags) {
            let places = slices.entry(slice).or_default();
            // A tag that a case has twice is one tag.
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
    }
    slices
}
