use lictor_contract::{RuleInfo, Wake};
use lictor_model::{Input, InputState, Level, RuleId, Sample};
use lictor_policy::{Profile, WholeText};

use crate::language;
use crate::load::{Loaded, Parts};

/// Which rules can judge an answer that is still being written, in one workflow.
pub(crate) struct Near {
    /// The workflow; none for all that the policy does not name.
    pub(crate) workflow: Option<String>,
    /// Those alone that can: they stop or redact, and have a horizon that the policy waits for.
    pub(crate) profile: Profile,
    /// The largest of their horizons, in bytes. None where there is no such rule.
    pub(crate) horizon: Option<usize>,
}

impl Near {
    pub(crate) fn new(parts: &Parts, workflow: Option<&str>, profile: &Profile) -> Self {
        let bound = parts.policy.stream().max_horizon;
        let horizon = |plugin: usize, rule: usize| {
            let decl = &parts.plugins.get(plugin)?.rules.get(rule)?.decl;
            // The language of a text is not known before its end, and other conditions are about all of it.
            let by_hits = decl.language.is_none() && decl.wake.iter().all(|wake| *wake == Wake::Hit);
            let counts = profile.level(plugin, rule) >= Level::Redact;
            decl.horizon.filter(|horizon| *horizon <= bound && by_hits && counts)
        };
        let all = parts.plugins.iter().enumerate();
        let all = all.flat_map(|(plugin, loaded)| (0..loaded.rules.len()).map(move |rule| (plugin, rule)));
        Self {
            workflow: workflow.map(str::to_owned),
            profile: profile.only(|plugin, rule| horizon(plugin, rule).is_some()),
            horizon: all.filter_map(|(plugin, rule)| horizon(plugin, rule)).max().map(|horizon| horizon as usize),
        }
    }

    /// What happens with an answer until every rule has run that needs all of it and could stop or redact it. None: there is
    /// no such rule.
    pub(crate) fn whole_text(&self, parts: &Parts, profile: &Profile, sample: &Sample) -> Option<WholeText> {
        let stream = parts.policy.stream();
        let mut strictest = None;
        let mut add = |mode: WholeText| {
            if strictest != Some(WholeText::Hold) {
                strictest = Some(mode);
            }
        };
        for (plugin, loaded) in parts.plugins.iter().enumerate() {
            for (rule, info) in loaded.rules.iter().enumerate() {
                let waits =
                    profile.level(plugin, rule) >= Level::Redact && self.profile.level(plugin, rule) == Level::Off;
                if waits && could_apply(loaded, rule, info, sample) {
                    add(stream.whole_text(plugin, rule));
                }
            }
        }
        for (index, combination) in parts.policy.combinations().iter().enumerate() {
            if profile.combination_level(index) >= Level::Redact {
                // What adds to a pack's rule waits as that rule does.
                let added_to = combination.adds().then(|| place_of(parts, combination.id())).flatten();
                add(added_to.map_or(stream.combination(index), |(plugin, rule)| stream.whole_text(plugin, rule)));
            }
        }
        strictest
    }
}

/// The plugin of a rule, and its place there.
fn place_of(parts: &Parts, id: &RuleId) -> Option<(usize, usize)> {
    let rule = |loaded: &Loaded| loaded.rules.iter().position(|info| info.id == *id);
    parts.plugins.iter().enumerate().find_map(|(plugin, loaded)| Some((plugin, rule(loaded)?)))
}

/// Whether a rule will be able to say something once the answer is there.
fn could_apply(loaded: &Loaded, rule: usize, info: &RuleInfo, sample: &Sample) -> bool {
    let there = |input: Input| input == Input::Answer || sample.input_state(input) == InputState::Present;
    let reads = |wanted: &String| sample.language.as_ref().is_none_or(|given| language::compatible(given, wanted));
    loaded.requires[rule].iter().all(|input| loaded.granted.contains(input) && there(input))
        && info.decl.language.as_ref().is_none_or(reads)
}
