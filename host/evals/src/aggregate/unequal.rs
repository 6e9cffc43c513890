//! REF208: cases that differ in one attribute are refused more often for one of its values than for another.
//!
//! A case counts once, however many answers it has: they are no independent witnesses. Each pair of values with enough cases
//! is tested with Fisher's exact test (two-sided), and p-values are corrected over all pairs of the run (Holm 1979).

use std::collections::BTreeMap;

use super::{Refusals, finding};
use crate::run::{RunCase, RunRule};
use crate::statistics::{fisher_exact, holm};
use crate::summary::AggregateFinding;

/// Fewer cases of a value say nothing about a rate.
const ENOUGH: usize = 20;

/// The significance level that corrected p-values are held against.
const ALPHA: f64 = 0.05;

/// Cases, and whether each counts as refused.
type Cases<'c> = Vec<(&'c RunCase, bool)>;

/// The cases of one value.
type Arm<'c> = (&'c str, Cases<'c>);

pub(super) fn find(cases: &[(&RunCase, Refusals)], rule: &RunRule) -> Vec<AggregateFinding> {
    let mut attributes: BTreeMap<&str, BTreeMap<&str, Cases<'_>>> = BTreeMap::new();
    for (case, refusals) in cases.iter().filter(|(_, refusals)| refusals.known()) {
        for (attribute, value) in &case.attributes {
            attributes.entry(attribute).or_default().entry(value).or_default().push((*case, refusals.refused()));
        }
    }
    let arms: Vec<(&str, Vec<Arm<'_>>)> = attributes
        .into_iter()
        .map(|(attribute, values)| (attribute, values.into_iter().filter(|(_, arm)| arm.len() >= ENOUGH).collect()))
        .collect();
    let pairs: Vec<(&str, &Arm<'_>, &Arm<'_>)> = arms
        .iter()
        .flat_map(|(attribute, values)| {
            let rest = |at: usize| values[at + 1..].iter();
            values.iter().enumerate().flat_map(move |(at, one)| rest(at).map(move |other| (*attribute, one, other)))
        })
        .collect();
    let tested: Vec<f64> = pairs
        .iter()
        .map(|(_, one, other)| fisher_exact([[refused(one), answered(one)], [refused(other), answered(other)]]))
        .collect();
    let corrected = holm(&tested);
    let found = pairs.iter().zip(corrected).filter(|(_, p)| *p < ALPHA);
    found
        .map(|((attribute, one, other), p)| {
            let share = |arm: &Arm<'_>| format!("{} of {} cases with `{}`", refused(arm), arm.1.len(), arm.0);
            let message = format!(
                "refuses {} and {} (Fisher's exact test, p = {p:.4} after Holm's correction over {} pairs)",
                share(one),
                share(other),
                pairs.len()
            );
            let mut ids: Vec<String> = one.1.iter().chain(&other.1).map(|(case, _)| case.id.clone()).collect();
            ids.sort_unstable();
            let group = format!("{attribute}: {} / {}", one.0, other.0);
            AggregateFinding { p_value: Some(p), ..finding(rule, group, message, ids) }
        })
        .collect()
}

fn refused(arm: &Arm<'_>) -> u64 {
    arm.1.iter().filter(|(_, refused)| *refused).count() as u64
}

fn answered(arm: &Arm<'_>) -> u64 {
    arm.1.len() as u64 - refused(arm)
}
