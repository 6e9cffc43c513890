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
    /// For each rule: applicable, and one of its wake conditions holds. Only these are heard, so that a rule
    /// says the same whether or not another one woke the pack.
    pub(crate) heard: Vec<bool>,
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
    let mut outlook =
        Outlook { applicable: vec![false; enabled.len()], heard: Vec::new(), not_applicable: Vec::new(), woken: false };
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
                outlook
                    .not_applicable
                    .push((rule, format!("the language is {}, the rule reads {wanted}", language::primary(detected))));
            }
            _ => outlook.applicable[rule] = true,
        }
    }
    outlook.heard = heard(index, loaded, &outlook.applicable, sample, scanned);
    outlook.woken = outlook.heard.contains(&true);
    outlook
}

fn heard(plugin: usize, loaded: &Loaded, applicable: &[bool], sample: &Sample, scanned: &Scanned<'_>) -> Vec<bool> {
    let manifest = loaded.plugin.manifest();
    // Most samples have no hit, and then asking for one costs nothing.
    let any_hit = scanned.matched().any(|(owner, _)| owner == plugin);
    let hits_for = |code: &str| {
        scanned.matched().any(|(owner, pattern)| {
            owner == plugin && {
                let pattern = &manifest.patterns[pattern];
                pattern.wakes && pattern.rules.iter().any(|rule| rule == code)
            }
        })
    };
    let hears = |(info, applicable): (&lictor_contract::RuleInfo, &bool)| {
        let only_on_hit = info.decl.wake.iter().all(|wake| *wake == Wake::Hit);
        *applicable && (any_hit || !only_on_hit) && info.decl.wakes(sample, || any_hit && hits_for(&info.decl.code))
    };
    loaded.rules.iter().zip(applicable).map(hears).collect()
}
