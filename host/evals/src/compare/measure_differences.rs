use lictor_model::Digest;

use super::build::Shared;
use super::{MeasureDifference, Slice};
use crate::statistics::bootstrap_mean;
use crate::summary::measures::{Measured, finite, mean, seed, summarise};
use crate::summary::slices::slices;

/// Each measure of everything and of each workflow, where either run has it.
pub(super) fn differences(base: Digest, head: Digest, shared: &[Shared<'_>]) -> Vec<MeasureDifference> {
    let slices = slices(shared.iter().map(|pair| &pair.head.case));
    let mut rows = Vec::new();
    for (slice, places) in slices.iter().filter(|(slice, _)| !matches!(slice, Slice::Tag(_))) {
        for measured in Measured::ALL {
            let pairs = || places.iter().map(|place| &shared[*place]);
            let before: Vec<f64> = pairs().flat_map(|pair| measured.values(pair.base)).collect();
            let after: Vec<f64> = pairs().flat_map(|pair| measured.values(pair.head)).collect();
            if before.is_empty() && after.is_empty() {
                continue;
            }
            let differences: Vec<f64> =
                pairs().filter_map(|pair| Some(measured.mean(pair.head)? - measured.mean(pair.base)?)).collect();
            rows.push(MeasureDifference {
                slice: slice.clone(),
                measure: measured.as_str().to_owned(),
                base: summarise(before),
                head: summarise(after),
                difference: mean(&differences),
                interval: finite(bootstrap_mean(&differences, seed(&[base, head], slice, measured.as_str()))),
            });
        }
    }
    rows
}
