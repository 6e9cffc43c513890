//! The policies inside the program, against packs that have the rules that they name.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{level, manifest};
use lictor_contract::Manifest;
use lictor_model::Input;
use lictor_policy::{EMBEDDED, Mode, OnFailure, Policy, PolicyFile, SecretSource};

/// The six packs, each rule with the family's usual level.
fn packs() -> Vec<Manifest> {
    let pack = |plugin: &str,
                dimension: &'static str,
                blocks: &[&'static str],
                warns: &[&'static str],
                notes: &[&'static str]| {
        let inputs = Input::ALL.map(Input::as_str);
        let levels = [("block", blocks), ("warn", warns), ("note", notes)];
        let tags = |code: &str| -> &'static [&'static str] { if code.starts_with("EXP3") { &["secret"] } else { &[] } };
        let rules = levels.iter().flat_map(|(level, codes)| {
            codes.iter().map(move |code| (*code, *level, dimension, tags(code), serde_json::Value::Null))
        });
        manifest(plugin, &inputs, rules.collect())
    };
    vec![
        pack(
            "lictor/data-exposure",
            "risk",
            &[
                "EXP101", "EXP102", "EXP106", "EXP202", "EXP301", "EXP307", "EXP403", "EXP404", "EXP405", "EXP406",
                "EXP407", "EXP408", "EXP409", "EXP410", "EXP411", "EXP412", "EXP413", "EXP501", "EXP503", "EXP602",
                "EXP701", "EXP704",
            ],
            &["EXP313", "EXP401", "EXP402"],
            &[],
        ),
        pack(
            "lictor/overconfidence",
            "risk",
            &["OVR106", "OVR206", "OVR401"],
            &["OVR105", "OVR402"],
            &["OVR101", "OVR307"],
        ),
        pack(
            "lictor/refusal",
            "usefulness",
            &["REF102", "REF204"],
            &["REF203", "REF302"],
            &["REF101", "REF107", "REF201", "REF202"],
        ),
        pack("lictor/grounding", "grounding", &["GRD102", "GRD107"], &["GRD101", "GRD105", "GRD110", "GRD112"], &[]),
        pack("lictor/usefulness", "usefulness", &[], &["USE101"], &["USE102"]),
        pack("lictor/policy-boundaries", "risk", &["POL201"], &["POL101", "POL203"], &["POL204"]),
    ]
}

fn resolved(name: &str) -> Policy {
    let packs = packs();
    PolicyFile::embedded(name).unwrap().unwrap().resolve(&packs.iter().collect::<Vec<_>>()).unwrap()
}

#[test]
fn all_resolve_and_are_called_what_they_are_called() {
    for (name, text) in EMBEDDED {
        let policy = resolved(name);
        assert_eq!(policy.id(), *name);
        assert_eq!(policy.mode(), Mode::Enforce);
        assert!(text.starts_with("# "), "{name} does not say why it differs");
        assert_eq!(policy.fingerprint(), Some(&SecretSource::Env("LICTOR_FINGERPRINT_SECRET".into())));
        let plugins: Vec<_> = policy.packs().iter().filter_map(|pack| pack.plugin.as_deref()).collect();
        let reference = [
            "lictor/data-exposure",
            "lictor/overconfidence",
            "lictor/refusal",
            "lictor/grounding",
            "lictor/usefulness",
            "lictor/policy-boundaries",
        ];
        assert_eq!(plugins, reference);
        assert!(policy.packs()[1..].iter().all(|pack| !pack.inputs.contains(Input::RestrictedContexts)));
    }
    assert!(PolicyFile::embedded("nobody").is_none());
}

#[test]
fn each_differs_where_failure_costs() {
    for (name, rule, wanted) in [
        ("default", "EXP301", "block"),
        ("default", "EXP401", "warn"),
        ("support-assistant", "EXP401", "redact"),
        ("support-assistant", "OVR402", "block"),
        ("support-assistant", "REF202", "warn"),
        ("coding-assistant", "EXP301", "redact"),
        ("coding-assistant", "EXP313", "note"),
        ("coding-assistant", "GRD101", "off"),
        ("policy-search", "GRD110", "block"),
        ("policy-search", "REF107", "note"),
        ("policy-search", "EXP101", "block"),
        ("internal-summarizer", "EXP503", "redact"),
        ("internal-summarizer", "EXP401", "off"),
        ("internal-summarizer", "REF107", "warn"),
        ("internal-summarizer", "OVR206", "note"),
    ] {
        assert_eq!(level(&resolved(name), None, &format!("lictor/{rule}")), wanted, "{name} {rule}");
    }
}

#[test]
fn none_fails_open_about_data() {
    for (name, _) in EMBEDDED {
        assert_eq!(resolved(name).packs()[0].on_failure, OnFailure::Block, "{name}");
    }
    assert_eq!(resolved("coding-assistant").packs()[3].on_failure, OnFailure::Flag);
    assert_eq!(resolved("internal-summarizer").packs()[3].on_failure, OnFailure::Flag);
}
