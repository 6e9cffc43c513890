//! From a policy file and the manifests of its packs to a policy.

mod catalogue;
mod fit;
mod levels;
mod schema_size;
mod streams;
mod warn;

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, Home};
use lictor_contract::{Manifest, WaiverScope};
use lictor_model::RuleId;

use crate::error::{Located, Problem};
use crate::file::{Document, PolicyFile, WaiverEntry};
use crate::policy::Content;
use crate::selector::Selector;
use crate::{Combination, PackUse, Policy, PolicyError, Waiver, WaiverTarget};

/// Resolves a policy; see [`PolicyFile::resolve`].
pub(crate) fn resolve(file: PolicyFile, manifests: &[&Manifest]) -> Result<Policy, PolicyError> {
    let PolicyFile { document, mut packs, command_line, .. } = file;
    if packs.len() != manifests.len() {
        let (packs, manifests) = (packs.len(), manifests.len());
        return Err(
            Problem::new(format!("the policy has {packs} packs, and {manifests} manifests came with it")).into()
        );
    }
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    fit_packs(&document, &mut packs, manifests, &mut problems);

    let mut catalogue = Catalogue::of_packs(&packs, manifests, &mut problems);
    // Combinations are looked up among the packs' rules only: one that rests on another would need an order.
    let mut combinations: Vec<Combination> = document
        .combinations
        .iter()
        .map(|entry| {
            let mut sets = |selectors: &[Located<Selector>]| -> Vec<BTreeSet<RuleId>> {
                selectors.iter().map(|selector| catalogue.ids(selector, &mut problems)).collect()
            };
            let (all, any, none) = (sets(&entry.all), sets(&entry.any), sets(&entry.none));
            Combination { id: entry.rule.value.clone(), decl: entry.decl.clone(), pack: None, all, any, none }
        })
        .collect();
    let mut added = Vec::new();
    for entry in &document.additions {
        let [all, any, none] = [&entry.all, &entry.any, &entry.none].map(|selectors| {
            selectors.iter().map(|selector| catalogue.ids(selector, &mut problems)).collect::<Vec<_>>()
        });
        if let Some(rule) = catalogue.one("an addition", &entry.rule, &mut problems)
            && let Home::Plugin(plugin, place) = rule.home
        {
            let (id, decl) = (rule.id.clone(), manifests[plugin].rules[place].clone());
            combinations.push(Combination { id, decl, pack: Some(manifests[plugin].plugin()), all, any, none });
            added.push((plugin, place));
        }
    }
    catalogue.add_combinations(&document.combinations, &mut problems);

    for rules in std::iter::once(&document.rules).chain(document.workflows.iter().map(|(_, rules)| rules)) {
        // With a selection on the command line those of the file do not count, but a typo in them still does.
        rules.selectors().for_each(|selector| catalogue.check(selector, &mut problems));
    }
    document.stream.rules.iter().for_each(|(selector, _)| catalogue.check(selector, &mut problems));
    let from_command_line = command_line.select.iter().flatten().chain(&command_line.ignore);
    from_command_line.for_each(|selector| catalogue.check(selector, &mut problems));
    let waivers =
        document.waivers.iter().filter_map(|entry| waiver(entry, &catalogue, &mut problems, &mut warnings)).collect();
    let stream = streams::resolve(&document.stream, &catalogue, &mut problems);
    PolicyError::unless((), problems)?;

    let profile = |layers: levels::Layers<'_>| {
        let mut profile = levels::profile(&catalogue, &layers);
        added.iter().for_each(|(plugin, place)| profile.push_addition(*plugin, *place));
        profile
    };
    let general = profile(levels::Layers::new(&document.rules, None, &command_line));
    let workflows: BTreeMap<_, _> = document
        .workflows
        .iter()
        .map(|(name, rules)| {
            let layers = levels::Layers::new(&document.rules, Some(rules), &command_line);
            (name.clone(), profile(layers))
        })
        .collect();
    let profiles: Vec<_> = std::iter::once(&general).chain(workflows.values()).collect();
    warn::packs(&packs, manifests, &profiles, &mut warnings);
    warn::selection(&document, &command_line, &catalogue, &mut warnings);
    let tables = std::iter::once(&document.rules).chain(document.workflows.iter().map(|(_, rules)| rules));
    let combined = document.combinations.iter().flat_map(|entry| [&entry.all, &entry.any, &entry.none]).flatten();
    let given = command_line.select.iter().flatten().chain(&command_line.ignore);
    let streamed = document.stream.rules.iter().map(|(selector, _)| selector);
    let selectors = tables.flat_map(|rules| rules.selectors()).chain(combined).chain(given).chain(streamed);
    let redirects = warn::redirects(selectors, &catalogue, &mut warnings);
    warn::combinations(&combinations, &catalogue, &profiles, &mut warnings);

    let rule_ids = catalogue.ids_by_plugin(manifests.len());
    Ok(Policy::new(Content {
        id: document.id,
        description: document.description,
        mode: document.mode.unwrap_or_default(),
        on_failure: document.on_failure.unwrap_or_default(),
        fingerprint: document.fingerprint,
        packs,
        rule_ids,
        general,
        workflows,
        combinations,
        waivers,
        stream,
        log: document.log.unwrap_or_default(),
        redirects,
        warnings,
    }))
}

/// Checks that each pack is the one that is named, grants something, and likes its settings.
fn fit_packs(document: &Document, packs: &mut [PackUse], manifests: &[&Manifest], problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for ((pack, entry), manifest) in packs.iter_mut().zip(&document.packs).zip(manifests) {
        let name = manifest.plugin();
        if let Some(wanted) = pack.plugin.as_ref().filter(|wanted| **wanted != name) {
            let message = format!("this is `{name}`, and the policy calls it `{wanted}`");
            problems.push(
                Problem::new(message)
                    .at(&pack.place)
                    .help(format!("write `plugin = \"{name}\"`, or load another file")),
            );
        }
        if !seen.insert(name.clone()) {
            problems.push(Problem::new(format!("`{name}` is loaded twice")).at(&pack.place));
        }
        if pack.inputs.is_empty() {
            let reads: Vec<String> = manifest.inputs.iter().map(|input| format!("\"{input}\"")).collect();
            let problem = Problem::new(format!("`{name}` is granted no input")).at(&pack.place);
            problems.push(problem.help(format!("it reads: `inputs = [{}]`", reads.join(", "))));
        }
        fit::settings(&name, &entry.settings, &manifest.settings, &pack.place, problems);
        pack.plugin = Some(name);
    }
}

fn waiver(
    entry: &WaiverEntry,
    catalogue: &Catalogue<'_>,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<String>,
) -> Option<Waiver> {
    let rule = catalogue.one("a waiver", &entry.rule, problems)?;
    if rule.waiver == WaiverScope::Fingerprint && matches!(entry.target.value, WaiverTarget::Case(_)) {
        let problem = Problem::new(format!("`{}` can be waived by fingerprint only", rule.id)).at(&entry.target.place);
        problems.push(
            problem.help("name the one finding: `fingerprint = \"KEY:HEX\"` from its record, and its `workflow`"),
        );
    }
    if rule.revision != entry.revision {
        warnings.push(format!(
            "a waiver of `{}` was granted for revision {}, and the rule is at {}: it excuses nothing",
            rule.id, entry.revision, rule.revision
        ));
    }
    Some(entry.waiver(rule.id.clone()))
}
