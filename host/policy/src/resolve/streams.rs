//! What happens with an answer that is still being written, rule by rule.

use super::catalogue::{Catalogue, Home};
use crate::error::Problem;
use crate::file::StreamEntry;
use crate::{StreamPolicy, WholeText};

pub(super) fn resolve(entry: &StreamEntry, catalogue: &Catalogue<'_>, problems: &mut Vec<Problem>) -> StreamPolicy {
    let max_horizon = entry.max_horizon.unwrap_or(StreamPolicy::MAX_HORIZON);
    // Between two looks a text grows, so that as much again as is held back for rules is held back for a while.
    let least = max_horizon.saturating_mul(2);
    let said = entry.max_hold_bytes.as_ref();
    if let Some(said) = said.filter(|said| said.value < least) {
        let problem =
            Problem::new(format!("`max_hold_bytes` is less than twice `max_horizon`, which is {max_horizon}"));
        problems.push(problem.at(&said.place).help(format!("write at least {least}, or a smaller `max_horizon`")));
    }
    let mut stream = StreamPolicy {
        max_horizon,
        max_hold_bytes: said.map_or(StreamPolicy::MAX_HOLD_BYTES.max(least), |said| said.value),
        max_hold_ms: entry.max_hold_ms.unwrap_or(StreamPolicy::MAX_HOLD_MS),
        whole_text: Vec::new(),
        combinations: Vec::new(),
    };
    for rule in catalogue.rules() {
        let matching = entry.rules.iter().filter(|(selector, _)| rule.matched_by(&selector.value));
        // `max_by_key` gives the last of several equal ones.
        let said = matching.max_by_key(|(selector, _)| selector.value.specificity()).map(|(_, mode)| *mode);
        let mode = said.or(entry.whole_text).unwrap_or_default();
        match rule.home {
            Home::Plugin(plugin, index) => {
                stream.whole_text.resize(stream.whole_text.len().max(plugin + 1), Vec::new());
                set(&mut stream.whole_text[plugin], index, mode);
            }
            Home::Combination(index) => set(&mut stream.combinations, index, mode),
        }
    }
    stream
}

fn set(modes: &mut Vec<WholeText>, index: usize, mode: WholeText) {
    modes.resize(modes.len().max(index + 1), WholeText::default());
    modes[index] = mode;
}
