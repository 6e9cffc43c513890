use lictor_model::Level;

/// The levels of all rules in one workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// By plugin, then by rule, in the order of the manifests.
    levels: Vec<Vec<Level>>,
    enabled: Vec<Vec<bool>>,
    combinations: Vec<Level>,
}

impl Profile {
    pub(crate) fn new(levels: Vec<Vec<Level>>, combinations: Vec<Level>) -> Self {
        let enabled = levels.iter().map(|levels| levels.iter().map(|level| *level != Level::Off).collect()).collect();
        Self { levels, enabled, combinations }
    }

    /// Gives the combination behind the last one the level of the rule to which it adds.
    pub(crate) fn push_addition(&mut self, plugin: usize, rule: usize) {
        self.combinations.push(self.level(plugin, rule));
    }

    /// The same with the rules alone that are wanted, by plugin and place, and without combinations.
    pub fn only(&self, wanted: impl Fn(usize, usize) -> bool) -> Self {
        let levels = self.levels.iter().enumerate().map(|(plugin, levels)| {
            let level = |(rule, level): (usize, &Level)| if wanted(plugin, rule) { *level } else { Level::Off };
            levels.iter().enumerate().map(level).collect()
        });
        Self::new(levels.collect(), vec![Level::Off; self.combinations.len()])
    }

    /// The level of a rule, by the plugin's place in the policy and the rule's place in its manifest. `Off` for
    /// a rule that is not selected, and for one that does not exist.
    pub fn level(&self, plugin: usize, rule: usize) -> Level {
        self.levels.get(plugin).and_then(|levels| levels.get(rule)).copied().unwrap_or(Level::Off)
    }

    /// Which rules of a plugin are on; empty for a plugin that does not exist.
    pub fn enabled(&self, plugin: usize) -> &[bool] {
        self.enabled.get(plugin).map_or(&[], Vec::as_slice)
    }

    /// The level of a combination, by its place in [`Policy::combinations`](crate::Policy::combinations).
    pub fn combination_level(&self, index: usize) -> Level {
        self.combinations.get(index).copied().unwrap_or(Level::Off)
    }
}
