use std::collections::BTreeSet;

use jiff::tz::Offset;

use super::{Crossing, Evidence};
use crate::gate::{AppliedWaiver, ListedSignal, ReleaseWaiver};

/// Takes out what waivers excuse. What a waiver excused until a day that is over counts again, and says so; a waiver that
/// excuses nothing is listed.
pub(super) fn apply(
    evidence: &Evidence<'_>,
    crossings: Vec<Crossing>,
) -> (Vec<Crossing>, Vec<AppliedWaiver>, Vec<ListedSignal>) {
    let waivers = &evidence.release.waivers;
    let today = Offset::UTC.to_datetime(evidence.now).date();
    // For each waiver, the cases that it excused; of a requirement that is about no case, an empty set.
    let mut used: Vec<Option<BTreeSet<String>>> = vec![None; waivers.len()];
    let named: Vec<BTreeSet<&str>> =
        waivers.iter().map(|waiver| waiver.cases.iter().map(String::as_str).collect()).collect();
    let mut left = Vec::new();
    for mut crossing in crossings {
        let covering = |(waiver, cases): (&ReleaseWaiver, &BTreeSet<&str>)| {
            waiver.requirement == crossing.requirement
                && crossing.case.as_ref().is_none_or(|case| cases.contains(case.as_str()))
        };
        let mut all = waivers.iter().zip(&named);
        let excused = all.position(|(waiver, cases)| waiver.expires.0 >= today && covering((waiver, cases)));
        if let Some(index) = excused {
            used[index].get_or_insert_default().extend(crossing.case);
            continue;
        }
        if let Some((index, waiver)) =
            waivers.iter().enumerate().find(|(index, waiver)| covering((*waiver, &named[*index])))
        {
            used[index].get_or_insert_default();
            crossing.what = format!("{} (the waiver of {} ran out on {})", crossing.what, waiver.owner, waiver.expires);
        }
        left.push(crossing);
    }
    let (mut applied, mut signals) = (Vec::new(), Vec::new());
    for (waiver, used) in waivers.iter().zip(used) {
        let expired = waiver.expires.0 < today;
        match used {
            Some(cases) if !expired => applied.push(AppliedWaiver {
                requirement: waiver.requirement.clone(),
                cases: cases.into_iter().collect(),
                owner: waiver.owner.clone(),
                reason: waiver.reason.clone(),
                expires: waiver.expires.to_string(),
            }),
            // The reason says that it has run out.
            Some(_) => {}
            None => {
                let end = if expired { format!(", and ran out on {}", waiver.expires) } else { String::new() };
                let message = format!(
                    "the waiver of {} for `{}` excuses nothing{end}: take it out",
                    waiver.owner, waiver.requirement
                );
                signals.push(ListedSignal { what: "unused waiver".into(), message, cases: waiver.cases.clone() });
            }
        }
    }
    (left, applied, signals)
}
