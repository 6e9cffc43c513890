//! What is allowed but is probably not meant.

use std::collections::BTreeMap;

use lictor_contract::Manifest;
use lictor_model::{Input, Level, RuleId, RuleStatus};

use super::catalogue::{Catalogue, Home};
use crate::error::Located;
use crate::file::{CommandLine, Document};
use crate::selector::Selector;
use crate::{Combination, PackUse, Profile};

/// Inputs that are granted and not read, and inputs that rules need and do not get.
pub(super) fn packs(packs: &[PackUse], manifests: &[&Manifest], profiles: &[&Profile], warnings: &mut Vec<String>) {
    for (plugin, (pack, manifest)) in packs.iter().zip(manifests).enumerate() {
        let name = manifest.plugin();
        let unread = names(pack.inputs.difference(manifest.inputs()).iter());
        if !unread.is_empty() {
            warnings.push(format!("`{name}` is granted {unread} and does not read it: least data says take it away"));
        }
        for input in manifest.inputs().difference(pack.inputs).iter() {
            let on = |rule: usize| profiles.iter().any(|profile| profile.level(plugin, rule) != Level::Off);
            let rules: Vec<&str> = manifest
                .rules
                .iter()
                .enumerate()
                .filter(|(index, rule)| rule.requires.contains(&input) && on(*index))
                .map(|(_, rule)| rule.code.as_str())
                .collect();
            if !rules.is_empty() {
                let rules = rules.join(", ");
                warnings.push(format!("`{name}` is not granted `{input}`: not applicable without it: {rules}"));
            }
        }
    }
}

fn names(inputs: impl Iterator<Item = Input>) -> String {
    inputs.map(|input| format!("`{input}`")).collect::<Vec<_>>().join(", ")
}

/// Rules that are named although they are deprecated, or on the command line although they are off.
pub(super) fn selection(
    document: &Document,
    command_line: &CommandLine,
    catalogue: &Catalogue<'_>,
    warnings: &mut Vec<String>,
) {
    let tables = std::iter::once(&document.rules).chain(document.workflows.iter().map(|(_, rules)| rules));
    let named = tables.flat_map(|rules| rules.selectors()).chain(command_line.select.iter().flatten());
    for selector in named.filter(|selector| selector.value.is_id()) {
        let deprecated = |rule: &&super::catalogue::Rule<'_>| rule.status == RuleStatus::Deprecated;
        for rule in catalogue.rules().iter().filter(|rule| rule.matched_by(&selector.value)).filter(deprecated) {
            let warning =
                format!("`{}` is deprecated: `lictor rules explain {}` says what is better", rule.id, rule.id);
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
}

/// Retired codes by which the policy names rules, by the rules that they mean now.
pub(super) fn redirects<'s>(
    selectors: impl Iterator<Item = &'s Located<Selector>>,
    catalogue: &Catalogue<'_>,
    warnings: &mut Vec<String>,
) -> BTreeMap<RuleId, RuleId> {
    let mut redirects = BTreeMap::new();
    for selector in selectors {
        for rule in catalogue.rules() {
            let Some(former) = rule.formerly(&selector.value) else { continue };
            if redirects.insert(rule.id.clone(), former.clone()).is_none() {
                warnings.push(format!("`{former}` is retired and counts as `{}`: write that instead", rule.id));
            }
        }
    }
    redirects
}

/// Combinations that cannot fire, and those without examples.
pub(super) fn combinations(
    combinations: &[Combination],
    catalogue: &Catalogue<'_>,
    profiles: &[&Profile],
    warnings: &mut Vec<String>,
) {
    for (index, combination) in combinations.iter().enumerate() {
        let id = combination.id();
        let fires = |profile: &&Profile| {
            let on = |wanted: &RuleId| {
                catalogue.rules().iter().any(|rule| match rule.home {
                    Home::Plugin(plugin, place) => rule.id == *wanted && profile.level(plugin, place) != Level::Off,
                    Home::Combination(_) => false,
                })
            };
            combination.can_fire(on)
        };
        let wanted = profiles.iter().any(|profile| profile.combination_level(index) != Level::Off);
        if wanted && !profiles.iter().any(fires) {
            warnings.push(format!("`{id}` cannot fire: rules that it rests on are off in every workflow"));
        }
        let examples = &combination.decl.examples;
        if examples.fires.is_empty() || examples.ignores.is_empty() {
            warnings.push(format!("`{id}` has no example on which it fires and one on which it does not"));
        }
    }
}
