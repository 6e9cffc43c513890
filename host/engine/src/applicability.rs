//! Which rules can say something about a sample, and which plugins have to be woken for it.
//!
//! Much of that is the same for every sample that has the same inputs, language and workflow. It is worked out once, as a
//! [`Plan`], and looked up from then on.

use std::collections::BTreeMap;
use std::sync::Arc;

use lictor_contract::{Scanned, Wake, Wanted};
use lictor_model::{Dimension, DimensionOutcome, Input, InputState, NotApplicable, Sample};
use lictor_policy::Profile;

use crate::language;
use crate::load::{Loaded, Parts};

/// The most plans that are kept: languages and workflows come from samples, so their number has no bound.
const MAX_PLANS: usize = 64;

/// The plans of one thread.
#[derive(Default)]
pub(crate) struct Plans(Vec<(Key, Arc<Plan>)>);

/// What a plan depends on.
#[derive(PartialEq, Eq)]
struct Key {
    /// Its address: profiles stand in the policy and do not move.
    profile: usize,
    states: States,
    language: String,
}

/// The state of every input, whoever may see it.
type States = [InputState; Input::ALL.len()];

/// What the rules have to do with all samples of one kind.
pub(crate) struct Plan {
    /// By plugin.
    plugins: Vec<PluginPlan>,
    /// The patterns that are of use to a rule which can say something.
    pub(crate) wanted: Wanted,
    /// Rules that are on but cannot say anything, as records have them.
    pub(crate) not_applicable: Arc<[NotApplicable]>,
    /// What is to be said about each dimension where nothing is found.
    pub(crate) dimensions: BTreeMap<Dimension, DimensionOutcome>,
}

/// What one plugin's rules have to do with all samples of one kind.
pub(crate) struct PluginPlan {
    /// For each rule: on, and able to say something.
    pub(crate) applicable: Vec<bool>,
    /// Rules that are on but cannot say anything: index and reason.
    pub(crate) not_applicable: Vec<(usize, String)>,
    /// Whether nothing but a hit wakes any of its rules.
    only_on_hit: bool,
}

/// What one plugin has to do with one sample.
pub(crate) struct Outlook<'p> {
    pub(crate) plan: &'p PluginPlan,
    /// For each rule: applicable, and one of its wake conditions holds. Only these are heard, so that a rule
    /// says the same whether or not another one woke the pack. Empty where none is.
    pub(crate) heard: Vec<bool>,
}

impl Outlook<'_> {
    /// Whether the plugin has to be asked.
    pub(crate) fn woken(&self) -> bool {
        !self.heard.is_empty()
    }

    /// Whether a rule is heard.
    pub(crate) fn hears(&self, rule: usize) -> bool {
        self.heard.get(rule) == Some(&true)
    }
}

impl Plans {
    /// The plan for a sample in this language.
    pub(crate) fn find(&mut self, parts: &Parts, profile: &Profile, sample: &Sample, detected: &str) -> Arc<Plan> {
        let states = Input::ALL.map(|input| sample.input_state(input));
        let profile_address = std::ptr::from_ref(profile).addr();
        let same = |key: &Key| key.profile == profile_address && key.states == states && key.language == detected;
        if let Some((_, plan)) = self.0.iter().find(|(key, _)| same(key)) {
            return plan.clone();
        }
        if self.0.len() == MAX_PLANS {
            self.0.clear();
        }
        let plan = Arc::new(Plan::new(parts, profile, &states, detected));
        self.0.push((Key { profile: profile_address, states, language: detected.to_owned() }, plan.clone()));
        plan
    }
}

impl Plan {
    fn new(parts: &Parts, profile: &Profile, states: &States, detected: &str) -> Self {
        let plugins: Vec<PluginPlan> = parts
            .plugins
            .iter()
            .enumerate()
            .map(|(index, loaded)| PluginPlan::new(loaded, profile.enabled(index), states, detected))
            .collect();
        let wanted = parts.matching.wanted(|plugin, pattern| {
            parts.plugins[plugin].listeners[pattern].iter().any(|rule| plugins[plugin].applicable[*rule])
        });
        let silent = plugins.iter().zip(&parts.plugins).flat_map(|(plan, loaded)| {
            let silent = plan.not_applicable.iter();
            silent.map(|(rule, reason)| NotApplicable { rule: loaded.rules[*rule].id.clone(), reason: reason.clone() })
        });
        let mut not_applicable: Vec<NotApplicable> = silent.collect();
        not_applicable.sort();
        not_applicable.dedup();
        let mut dimensions = BTreeMap::new();
        for (plan, loaded) in plugins.iter().zip(&parts.plugins) {
            let mut say = |rule: usize, outcome| {
                let entry = dimensions.entry(loaded.rules[rule].decl.dimension).or_insert(outcome);
                if outcome == DimensionOutcome::Clear {
                    *entry = outcome;
                }
            };
            plan.not_applicable.iter().for_each(|(rule, _)| say(*rule, DimensionOutcome::NotApplicable));
            let applicable = (0..plan.applicable.len()).filter(|rule| plan.applicable[*rule]);
            applicable.for_each(|rule| say(rule, DimensionOutcome::Clear));
        }
        Self { plugins, wanted, not_applicable: not_applicable.into(), dimensions }
    }

    /// What a plugin has to do with a sample.
    pub(crate) fn outlook(
        &self,
        plugin: usize,
        loaded: &Loaded,
        sample: &Sample,
        scanned: &Scanned<'_>,
    ) -> Outlook<'_> {
        let plan = &self.plugins[plugin];
        let mut hit = Vec::new();
        for (owner, pattern) in scanned.matched() {
            if owner == plugin {
                hit.resize(plan.applicable.len(), false);
                if loaded.plugin.manifest().patterns[pattern].wakes {
                    loaded.listeners[pattern].iter().for_each(|rule| hit[*rule] = true);
                }
            }
        }
        // Most samples have no hit.
        if hit.is_empty() && plan.only_on_hit {
            return Outlook { plan, heard: Vec::new() };
        }
        let hears = |(rule, info): (usize, &lictor_contract::RuleInfo)| {
            plan.applicable[rule] && info.decl.wakes(sample, || hit.get(rule) == Some(&true))
        };
        let heard: Vec<bool> = loaded.rules.iter().enumerate().map(hears).collect();
        let woken = heard.contains(&true);
        Outlook { plan, heard: if woken { heard } else { Vec::new() } }
    }
}

impl PluginPlan {
    fn new(loaded: &Loaded, enabled: &[bool], states: &States, detected: &str) -> Self {
        let mut plan = Self { applicable: vec![false; enabled.len()], not_applicable: Vec::new(), only_on_hit: true };
        for (rule, info) in loaded.rules.iter().enumerate().filter(|(rule, _)| enabled[*rule]) {
            let missing =
                |input: &Input| !loaded.granted.contains(*input) || states[*input as usize] != InputState::Present;
            if let Some(input) = loaded.requires[rule].iter().find(missing) {
                let state = match loaded.granted.contains(input) {
                    true => states[input as usize],
                    false => InputState::Withheld,
                };
                plan.not_applicable.push((rule, format!("{input} is {}", state.as_str())));
                continue;
            }
            match &info.decl.language {
                Some(wanted) if !language::compatible(detected, wanted) => {
                    let primary = language::primary(detected);
                    plan.not_applicable.push((rule, format!("the language is {primary}, the rule reads {wanted}")));
                }
                _ => {
                    plan.applicable[rule] = true;
                    plan.only_on_hit &= info.decl.wake.iter().all(|wake| *wake == Wake::Hit);
                }
            }
        }
        plan
    }
}
