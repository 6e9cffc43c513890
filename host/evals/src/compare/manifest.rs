use std::collections::BTreeMap;

use super::ManifestChange;
use crate::run::{RunManifest, RunRule};

/// Whether both runs were made of the same answers.
pub(super) fn same_answers(base: &RunManifest, head: &RunManifest) -> bool {
    let digests = |manifest: &RunManifest| manifest.answers.iter().map(|file| file.digest).collect::<Vec<_>>();
    !base.answers.is_empty() && digests(base) == digests(head)
}

/// What the two manifests say differently, by field.
pub(super) fn changes(base: &RunManifest, head: &RunManifest) -> Vec<ManifestChange> {
    let mut fields: BTreeMap<_, (Option<String>, Option<String>)> = BTreeMap::new();
    facts(base).into_iter().for_each(|(field, value)| fields.entry(field).or_default().0 = Some(value));
    facts(head).into_iter().for_each(|(field, value)| fields.entry(field).or_default().1 = Some(value));
    let different = fields.into_iter().filter(|(_, (base, head))| base != head);
    different.map(|((_, field), (base, head))| ManifestChange { field, base, head }).collect()
}

/// Everything that could have changed, in words. First what the team changes, last what follows from it.
fn facts(manifest: &RunManifest) -> BTreeMap<(u8, String), String> {
    let mut facts = BTreeMap::new();
    let mut fact = |rank: u8, field: String, value: String| facts.insert((rank, field), value);
    for (key, meta) in &manifest.meta {
        let digest = meta.digest.map(|digest| format!(" ({digest})")).unwrap_or_default();
        fact(0, format!("meta/{key}"), format!("{}{digest}", meta.value));
    }
    let answers: Vec<String> = manifest.answers.iter().map(|file| file.digest.to_string()).collect();
    fact(1, "answers".into(), answers.join(", "));
    let set = &manifest.set;
    let version = set.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
    fact(2, "set".into(), format!("{}{version} ({})", set.id, set.digest));
    fact(3, "policy".into(), format!("{} ({})", manifest.policy.id, manifest.policy.digest));
    fact(4, "fail_on".into(), manifest.fail_on.to_string());
    fact(4, "today".into(), manifest.today.clone());
    fact(5, "engine/lictor".into(), manifest.engine.lictor.clone());
    fact(5, "engine/contract".into(), manifest.engine.contract.clone());
    fact(5, "engine/runtime".into(), manifest.engine.runtime.clone());
    for pack in &manifest.packs {
        fact(6, format!("packs/{}", pack.plugin), format!("{} ({})", pack.version, pack.digest));
    }
    for rule in &manifest.rules {
        fact(7, format!("rules/{}", rule.id), words(rule));
    }
    facts
}

fn words(rule: &RunRule) -> String {
    let mut words = format!("{}, revision {}", rule.level, rule.revision);
    if !rule.counts() {
        words += ", preview";
    }
    for (workflow, level) in &rule.workflows {
        words += &format!(", {level} in {workflow}");
    }
    words
}
