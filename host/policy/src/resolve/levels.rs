//! Which rules are on, and at which level.

use lictor_model::{Level, RuleStatus};

use super::catalogue::{Catalogue, Home, Rule};
use crate::Profile;
use crate::error::Located;
use crate::file::{CommandLine, RulesEntry};
use crate::selector::{Selector, Specificity};

/// What one layer selects and ignores.
struct Selection<'a> {
    select: &'a [Located<Selector>],
    ignore: &'a [Located<Selector>],
}

/// All that has a say in one workflow, in the order in which it is applied.
pub(super) struct Layers<'a> {
    /// Nobody selected anything to begin with: everything is on.
    open: bool,
    selections: Vec<Selection<'a>>,
    /// The general levels, then those of the workflow.
    levels: Vec<&'a [(Located<Selector>, Level)]>,
}

impl<'a> Layers<'a> {
    pub(super) fn new(
        general: &'a RulesEntry,
        workflow: Option<&'a RulesEntry>,
        command_line: &'a CommandLine,
    ) -> Self {
        let list = |list: &'a Option<Vec<Located<Selector>>>| list.as_deref().unwrap_or_default();
        let mut selections = Vec::new();
        let open = match &command_line.select {
            Some(select) => {
                selections.push(Selection { select, ignore: &[] });
                false
            }
            None => {
                let file = std::iter::once(general).chain(workflow);
                selections
                    .extend(file.map(|rules| Selection { select: list(&rules.select), ignore: list(&rules.ignore) }));
                general.select.is_none()
            }
        };
        selections.push(Selection { select: &[], ignore: &command_line.ignore });
        let levels = std::iter::once(general).chain(workflow).map(|rules| rules.levels.as_slice()).collect();
        Self { open, selections, levels }
    }

    /// Whether a rule is selected. In each layer the narrower selector wins, and `ignore` wins a tie; a layer
    /// that says nothing about the rule leaves it as it was.
    fn selected(&self, rule: &Rule<'_>) -> bool {
        // Deprecated rules are on only where somebody names them more closely than by `all`.
        let deprecated = rule.status == RuleStatus::Deprecated;
        let narrowest = |selectors: &[Located<Selector>]| -> Option<Specificity> {
            let matching =
                selectors.iter().map(|selector| &selector.value).filter(|selector| rule.matched_by(selector));
            matching.map(Selector::specificity).max()
        };
        let mut on = self.open && !deprecated;
        for Selection { select, ignore } in &self.selections {
            let select = narrowest(select).filter(|specificity| !deprecated || *specificity > Specificity::All);
            match (select, narrowest(ignore)) {
                (None, None) => {}
                (select, ignore) => on = select > ignore,
            }
        }
        on
    }

    /// The level of a selected rule: what the workflow says, else what the policy says in general, else the
    /// rule's own. Within one of them the narrower selector wins, and the later one wins a tie.
    fn level(&self, rule: &Rule<'_>) -> Level {
        let said = self.levels.iter().rev().find_map(|levels| {
            let matching = levels.iter().filter(|(selector, _)| rule.matched_by(&selector.value));
            // `max_by_key` gives the last of several equal ones.
            matching.max_by_key(|(selector, _)| selector.value.specificity())
        });
        match said {
            Some((selector, level)) if selector.value.is_id() => *level,
            said => {
                let level = said.map_or(rule.level, |(_, level)| *level);
                // A rule whose meaning may still change does not gate anything that did not ask for it by ID.
                if rule.status == RuleStatus::Preview { level.min(Level::Warn) } else { level }
            }
        }
    }
}

/// The level of every rule under these layers; `Off` for what is not selected.
pub(super) fn profile(catalogue: &Catalogue<'_>, layers: &Layers<'_>) -> Profile {
    let mut plugins: Vec<Vec<Level>> = Vec::new();
    let mut combinations = Vec::new();
    for rule in catalogue.rules() {
        let on = rule.status != RuleStatus::Removed && layers.selected(rule);
        let level = if on { layers.level(rule) } else { Level::Off };
        match rule.home {
            Home::Plugin(plugin, index) => {
                plugins.resize(plugins.len().max(plugin + 1), Vec::new());
                let levels = &mut plugins[plugin];
                levels.resize(levels.len().max(index + 1), Level::Off);
                levels[index] = level;
            }
            Home::Combination(index) => {
                combinations.resize(combinations.len().max(index + 1), Level::Off);
                combinations[index] = level;
            }
        }
    }
    Profile::new(plugins, combinations)
}
