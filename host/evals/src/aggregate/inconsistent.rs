//! REF207: some answers to the same question refuse, others do not.

use std::collections::BTreeMap;

use super::{Refusals, finding};
use crate::run::{RunCase, RunRule};
use crate::summary::AggregateFinding;

pub(super) fn find<'c>(
    cases: &'c [(&'c RunCase, Refusals)],
    rule: &'c RunRule,
) -> impl Iterator<Item = AggregateFinding> + 'c {
    // A case without a group is one of its own: its repeats ask the same.
    let mut groups: BTreeMap<(&str, bool), Vec<&(&RunCase, Refusals)>> = BTreeMap::new();
    for entry in cases.iter().filter(|(_, refusals)| refusals.known()) {
        let case = entry.0;
        let key = case.group.as_deref().map_or((case.id.as_str(), false), |group| (group, true));
        groups.entry(key).or_default().push(entry);
    }
    groups.into_iter().filter_map(move |((name, is_group), members)| {
        let refuses: u64 = members.iter().map(|(_, refusals)| refusals.refuses).sum();
        let answers: u64 = members.iter().map(|(_, refusals)| refusals.answers).sum();
        if refuses == 0 || answers == 0 {
            return None;
        }
        let of = if is_group { format!("the {} cases of one group", members.len()) } else { "one case".to_owned() };
        let message = format!("{refuses} of {} answers to {of} refuse, the others do not", refuses + answers);
        let cases = members.iter().map(|(case, _)| case.id.clone()).collect();
        Some(finding(rule, name.to_owned(), message, cases))
    })
}
