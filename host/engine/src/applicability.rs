//! Which rules can say something about a sample, and which plugins have to be woken for it.

use lictor_contract::{Scanned, Wake};
use lictor_model::{Input, InputSet, InputState, Sample};
use lictor_policy::Profile;

use crate::language;
use crate::load::Loaded;

/// What one plugin has to do with one sample.
pub(crate) struct Outlook {
    /// For each rule: on, and able to say something.
    pub(crate) applicable: Vec<bool>,
    /// Rules that are on but cannot say anything: index and reason.
    pub(crate) not_applicable: Vec<(usize, String)>,
    /// Whether it has to be asked.
    pub(crate) woken: bool,
}

/// What of the sample's inputs is there, whoever may see it.
pub(crate) fn present(sample: &Sample) -> InputSet {
    Input::ALL.into_iter().filter(|input| sample.input_state(*input) == InputState::Present).collect()
}

pub(crate) fn outlook(
    index: usize,
    loaded: &Loaded,
    profile: &Profile,
    sample: &Sample,
    present: InputSet,
    detected: &str,
    scanned: &Scanned<'_>,
) -> Outlook {
    let enabled = profile.enabled(index);
    let mut outlook = Outlook { applicable: vec![false; enabled.len()], not_applicable: Vec::new(), woken: false };
    for (rule, info) in loaded.rules.iter().enumerate() {
        if !enabled[rule] {
            continue;
        }
        let missing = loaded.requires[rule].difference(present.intersection(loaded.granted));
        if let Some(input) = missing.iter().next() {
            let state = match loaded.granted.contains(input) {
                true => sample.input_state(input),
                false => InputState::Withheld,
            };
            outlook.not_applicable.push((rule, format!("{input} is {}", state.as_str())));
            continue;
        }
        match &info.decl.language {
            Some(wanted) if !language::compatible(detected, wanted) => {
                outlook.not_applicable.push((rule, format!("the language is {detected}, the rule reads {wanted}")));
            }
            _ => outlook.applicable[rule] = true,
        }
    }
    outlook.woken = is_woken(index, loaded, &outlook.applicable, sample, scanned);
    outlook
}

fn is_woken(plugin: usize, loaded: &Loaded, applicable: &[bool], sample: &Sample, scanned: &Scanned<'_>) -> bool {
    let manifest = loaded.plugin.manifest();
    // The rules that a hit speaks for. Most samples have no hit, and then this costs nothing.
    let hits_for = |code: &str| {
        scanned.matched().any(|(owner, pattern)| {
            owner == plugin && {
                let pattern = &manifest.patterns[pattern];
                pattern.wakes && pattern.rules.iter().any(|rule| rule == code)
            }
        })
    };
    let any_hit = scanned.matched().any(|(owner, _)| owner == plugin);
    loaded.rules.iter().zip(applicable).filter(|(_, applicable)| **applicable).any(|(rule, _)| {
        let only_on_hit = rule.decl.wake.iter().all(|wake| *wake == Wake::Hit);
        (any_hit || !only_on_hit) && rule.decl.wakes(sample, || any_hit && hits_for(&rule.decl.code))
    })
}
