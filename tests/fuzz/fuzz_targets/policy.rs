//! Policies: TOML that is read, laid over embedded policies and resolved against the reference packs. Errors can be
//! shown, and show no setting; what is resolved does not depend on chance.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use lictor_contract::Manifest;
use lictor_fuzz::{manifests, telling_texts};
use lictor_policy::{Policy, PolicyError, PolicyFile, WaiverOutcome, WaiverTarget};
use miette::GraphicalReportHandler;

fuzz_target!(|text: &str| {
    let secrets = settings(text);
    match resolve(text) {
        Err(error) => hides(&secrets, text, &shown(&error)),
        Ok(policy) => {
            let json = policy.to_json().to_string();
            hides(&secrets, text, &json);
            let again = resolve(text).expect("it was resolved before");
            assert_eq!((policy.digest(), json), (again.digest(), again.to_json().to_string()));
            holds_together(&policy);
        }
    }
});

fn resolve(text: &str) -> Result<Policy, PolicyError> {
    // Relative paths lead nowhere.
    let file = PolicyFile::parse("fuzzed", text, Path::new("/nowhere"))?;
    let manifests: Vec<&Manifest> = file
        .packs()
        .iter()
        .map(|pack| {
            let known = manifests().iter().find(|manifest| Some(manifest.plugin()) == pack.plugin);
            known.unwrap_or(&manifests()[0])
        })
        .collect();
    file.resolve(&manifests)
}

fn shown(error: &PolicyError) -> String {
    let mut shown = String::new();
    let handler = GraphicalReportHandler::new_themed(miette::GraphicalTheme::none()).with_width(100_000);
    handler.render_report(&mut shown, error).expect("an error can be shown");
    shown
}

/// Texts in the settings of packs that stand nowhere else in the policy.
fn settings(text: &str) -> Vec<String> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let packs = table.get("packs").and_then(toml::Value::as_array);
    let mut found = Vec::new();
    for pack in packs.into_iter().flatten() {
        if let Some(settings) = pack.get("settings") {
            telling_texts(settings, &mut found);
        }
    }
    found.retain(|secret| text.matches(secret.as_str()).count() == 1);
    found
}

fn hides(secrets: &[String], text: &str, shown: &str) {
    for secret in secrets {
        assert!(!shown.contains(secret.as_str()), "{secret} of\n{text}\nis in\n{shown}");
    }
}

fn holds_together(policy: &Policy) {
    for (index, pack) in policy.packs().iter().enumerate() {
        let known = manifests().iter().find(|manifest| Some(manifest.plugin()) == pack.plugin);
        let manifest = known.expect("a resolved pack is one of those that were loaded");
        assert!(policy.packs()[..index].iter().all(|other| other.plugin != pack.plugin), "loaded twice");
        for (workflow, profile) in policy.profiles() {
            for rule in 0..manifest.rules.len() {
                assert_eq!(policy.profile(workflow).level(index, rule), profile.level(index, rule));
            }
        }
    }
    for (workflow, profile) in policy.profiles() {
        for combination in 0..policy.combinations().len() {
            assert_eq!(policy.profile(workflow).combination_level(combination), profile.combination_level(combination));
        }
    }
    for waiver in policy.waivers() {
        let (case, print) = match &waiver.target {
            // A pattern matches itself.
            WaiverTarget::Case(case) => (case.as_str(), ""),
            WaiverTarget::Fingerprint(print) => ("", print.as_str()),
        };
        let workflow = waiver.workflow.as_deref();
        let outcome = |today| policy.waiver(&waiver.rule, waiver.revision, case, workflow, print, today);
        assert!(matches!(outcome(&waiver.expires), WaiverOutcome::Waived { .. }), "it holds on its last day");
        assert!(matches!(outcome("9999-12-32"), WaiverOutcome::Expired { .. }), "and not for ever");
        let other = policy.waiver(&waiver.rule, waiver.revision + 1, case, workflow, print, &waiver.expires);
        let excused = |index: usize| policy.waivers()[index].revision == waiver.revision + 1;
        assert!(!matches!(other, WaiverOutcome::Waived { index, .. } if !excused(index)), "of one revision");
    }
}
