//! What a rule looks at: what its `revision` stands for.

use std::collections::BTreeMap;

use lictor_contract::{Manifest, PatternDecl, RuleDecl, Wake};
use lictor_model::Input;

/// The patterns that a rule listens to, each with how often it is there.
pub(super) struct Patterns(BTreeMap<String, usize>);

impl Patterns {
    pub(super) fn of(manifest: &Manifest, code: &str) -> Self {
        let mut patterns = BTreeMap::new();
        for pattern in manifest.patterns.iter().filter(|pattern| pattern.rules.iter().any(|rule| rule == code)) {
            *patterns.entry(canonical(pattern)).or_default() += 1;
        }
        Self(patterns)
    }

    /// How many are here and not there.
    fn without(&self, other: &Self) -> usize {
        self.0.iter().map(|(pattern, count)| count.saturating_sub(other.0.get(pattern).copied().unwrap_or(0))).sum()
    }

    /// Whether both have some and none in common.
    pub(super) fn are_all_others(&self, other: &Self) -> bool {
        !self.0.is_empty() && !other.0.is_empty() && self.0.keys().all(|pattern| !other.0.contains_key(pattern))
    }
}

/// What a pattern finds, without who listens. Order of inputs and views says nothing.
fn canonical(pattern: &PatternDecl) -> String {
    let mut pattern = PatternDecl { rules: Vec::new(), ..pattern.clone() };
    pattern.inputs.sort_unstable();
    pattern.inputs.dedup();
    pattern.views.sort_unstable_by_key(|view| *view as u8);
    pattern.views.dedup();
    serde_json::to_string(&pattern).unwrap_or_default()
}

/// What changed of it, as sentences.
pub(super) fn changes(old: &RuleDecl, new: &RuleDecl, patterns: (&Patterns, &Patterns)) -> Vec<String> {
    let mut said = Vec::new();
    let (gone, added) = (patterns.0.without(patterns.1), patterns.1.without(patterns.0));
    match (gone, added) {
        (0, 0) => {}
        (0, added) => said.push(format!("{} new", of_patterns(added))),
        (gone, 0) => said.push(format!("{} gone", of_patterns(gone))),
        (gone, added) => said.push(format!("{} gone, {added} new", of_patterns(gone))),
    }
    let lacks = |list: &[Input], input: &Input| !list.contains(input);
    for input in new.requires.iter().filter(|input| lacks(&old.requires, input)) {
        said.push(format!("it is not applicable without `{input}`, which it did not need before"));
    }
    for input in old.requires.iter().filter(|input| lacks(&new.requires, input)) {
        said.push(format!("it does without `{input}`"));
    }
    if old.language != new.language {
        said.push(match (&old.language, &new.language) {
            (_, Some(now)) => format!("it reads `{now}` only"),
            (Some(before), None) => format!("it reads any language, not only `{before}`"),
            (None, None) => String::new(),
        });
    }
    if !same_wakes(&old.wake, &new.wake) {
        said.push("it is woken by something else".into());
    }
    said
}

fn of_patterns(count: usize) -> String {
    match count {
        1 => "1 of its patterns is".into(),
        count => format!("{count} of its patterns are"),
    }
}

/// None at all is the same as a hit.
fn same_wakes(old: &[Wake], new: &[Wake]) -> bool {
    let known = |list: &[Wake], wake: &Wake| match list {
        [] => *wake == Wake::Hit,
        list => list.contains(wake),
    };
    let all = |list: &[Wake]| if list.is_empty() { vec![Wake::Hit] } else { list.to_vec() };
    all(old).iter().all(|wake| known(new, wake)) && all(new).iter().all(|wake| known(old, wake))
}
