use lictor_contract::{Manifest, ManifestLimits};
use lictor_model::Digest;
use serde_json::{Value, json};

use super::*;

/// A sound manifest with two rules and a tombstone.
fn pack() -> Value {
    let rule = |code: &str, slug: &str| {
        json!({
            "code": code, "slug": slug, "summary": format!("it is {slug}"), "docs": "d", "message": "m", "remedy": "r",
            "dimension": "risk", "level": "warn", "status": "stable", "since": "1.0.0", "revision": 2, "sensitive": true,
            "requires": ["answer"], "language": "en", "horizon": 512, "tags": ["tone"], "references": ["CWE-1"],
            "detail": {"kind": {"values": ["a", "b"]}}, "reasons": ["no log"],
            "examples": {"fires": [{"sample": {"answer": "x"}}], "ignores": [{"sample": {"answer": "y"}}]},
        })
    };
    json!({
        "schema": "lictor.manifest/v1", "publisher": "acme", "pack": "tone", "version": "1.0.0", "summary": "s",
        "inputs": ["answer", "history"], "settings": {"type": "object", "properties": {"limit": {"type": "integer"}}},
        "rules": [rule("TON101", "rude"), rule("TON102", "curt")],
        "patterns": [
            {"regex": "rude", "inputs": ["answer"], "views": ["raw"], "rules": ["TON101"]},
            {"regex": "ruder", "inputs": ["answer"], "views": ["raw"], "rules": ["TON101", "TON102"]},
        ],
        "measures": [{"name": "words", "unit": "words", "summary": "s"}],
        "tombstones": [{"code": "TON100", "reason": "it found too much", "replaced_by": "TON101"}],
    })
}

fn release(manifest: &Value) -> Release {
    let text = manifest.to_string();
    Release {
        manifest: Manifest::from_json(&text, &ManifestLimits::default()).unwrap(),
        contract: "lictor:plugin@1.0.0".into(),
        digest: Digest::of(&text),
    }
}

fn demand(old: Value, new: Value) -> Demand {
    demanded(&release(&old), &release(&new))
}

/// What the change at a JSON pointer comes to: class and kind of the weightiest change, and whether it is refused whatever the
/// version.
fn judged(pointer: &str, value: Value) -> (Bump, Kind, bool) {
    let mut new = pack();
    new["version"] = "9.0.0".into();
    set(&mut new, pointer, value);
    let demand = demand(pack(), new);
    let first = demand.changes.first().unwrap_or_else(|| panic!("{pointer}: nothing changed"));
    (first.class, first.kind, !demand.is_met())
}

fn set(manifest: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = manifest.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => other[key] = value,
    }
}

#[test]
fn every_kind_of_change_has_its_class() {
    use Bump::{Major, Minor, Patch};
    for (pointer, value, class, kind) in [
        ("/inputs", json!(["answer", "history", "user-message"]), Major, Kind::Inputs),
        ("/inputs", json!(["answer"]), Minor, Kind::Inputs),
        ("/summary", json!("other"), Patch, Kind::Words),
        ("/settings", json!({"type": "object", "properties": {}}), Major, Kind::Settings),
        ("/settings/properties/more", json!({"type": "string"}), Minor, Kind::Settings),
        ("/measures", json!([]), Major, Kind::Measures),
        ("/measures/0/unit", json!("ratio"), Major, Kind::Measures),
        ("/measures/0/summary", json!("other"), Patch, Kind::Words),
        ("/tombstones/0/reason", json!("other"), Patch, Kind::Words),
        ("/tombstones/0/replaced_by", json!("TON102"), Minor, Kind::Tombstones),
        ("/rules/0/level", json!("block"), Major, Kind::Level),
        ("/rules/0/level", json!("note"), Major, Kind::Level),
        ("/rules/0/status", json!("preview"), Major, Kind::Status),
        ("/rules/0/status", json!("deprecated"), Minor, Kind::Status),
        ("/rules/0/slug", json!("impolite"), Major, Kind::Slug),
        ("/rules/0/sensitive", json!(false), Major, Kind::Sensitive),
        ("/rules/0/horizon", json!(null), Minor, Kind::Horizon),
        ("/rules/0/waiver", json!("fingerprint"), Major, Kind::Waiver),
        ("/rules/0/tags", json!([]), Major, Kind::Tags),
        ("/rules/0/tags", json!(["tone", "style"]), Minor, Kind::Tags),
        ("/rules/0/references", json!([]), Patch, Kind::Tags),
        ("/rules/0/detail", json!({}), Major, Kind::Detail),
        ("/rules/0/detail/kind/values", json!(["a"]), Major, Kind::Detail),
        ("/rules/0/detail/kind/values", json!(["a", "b", "c"]), Minor, Kind::Detail),
        ("/rules/0/detail/more", json!("number"), Minor, Kind::Detail),
        ("/rules/0/summary", json!("it is quite rude"), Patch, Kind::Words),
        ("/rules/0/message", json!("other"), Patch, Kind::Words),
        ("/rules/0/docs", json!("other"), Patch, Kind::Words),
        ("/rules/0/remedy", json!("other"), Patch, Kind::Words),
        ("/rules/0/reasons", json!([]), Patch, Kind::Words),
        ("/rules/0/examples/fires/0/sample/answer", json!("z"), Patch, Kind::Words),
        ("/rules/0/revision", json!(3), Minor, Kind::Revision),
    ] {
        assert_eq!(judged(pointer, value.clone()), (class, kind, false), "{pointer} {value}");
    }
}

#[test]
fn scope_must_not_change_below_a_revision() {
    use Bump::{Major, Minor};
    for (pointer, value, class) in [
        ("/patterns/0/regex", json!("rudest"), Minor),
        ("/patterns/0/views", json!(["raw", "decoded"]), Minor),
        ("/patterns/0/wakes", json!(false), Minor),
        ("/patterns/0/rules", json!(["TON102"]), Minor),
        ("/rules/0/requires", json!([]), Minor),
        ("/rules/0/language", json!(null), Minor),
        ("/rules/0/wake", json!([{"when": "always"}]), Minor),
        ("/rules/0/dimension", json!("usefulness"), Major),
    ] {
        assert_eq!(judged(pointer, value.clone()), (class, Kind::Scope, true), "{pointer} {value}");
        let mut new = pack();
        new["version"] = "2.0.0".into();
        new["rules"][0]["revision"] = 3.into();
        new["rules"][1]["revision"] = 3.into();
        set(&mut new, pointer, value);
        let demand = demand(pack(), new);
        assert!(demand.is_met() && demand.bump == Some(class), "{pointer}: {demand:?}");
    }
    let (class, kind, refused) = judged("/rules/0/revision", json!(1));
    assert_eq!((class, kind, refused), (Major, Kind::Revision, true));
}

#[test]
fn order_and_waking_on_a_hit_say_nothing() {
    let mut new = pack();
    new["patterns"].as_array_mut().unwrap().reverse();
    new["rules"].as_array_mut().unwrap().reverse();
    new["rules"][0]["wake"] = json!([{"when": "hit"}]);
    new["patterns"][0]["rules"] = json!(["TON102", "TON101"]);
    new["version"] = "1.0.1".into();
    let demand = demand(pack(), new);
    assert_eq!(demand.changes.iter().map(|change| change.kind).collect::<Vec<_>>(), [Kind::Code]);
    assert_eq!((demand.bump, demand.is_met()), (Some(Bump::Patch), true));
}

#[test]
fn the_same_bytes_demand_nothing() {
    let demand = demand(pack(), pack());
    assert_eq!((demand.bump, demand.least.clone(), demand.is_met()), (None, None, true));
    assert!(demand.text(None).contains("byte for byte"));
}

/// The second rule is gone, the version is 2.0.0.
fn without_the_second() -> Value {
    let mut new = pack();
    new["version"] = "2.0.0".into();
    new["rules"].as_array_mut().unwrap().pop();
    new["patterns"][1]["rules"] = json!(["TON101"]);
    new
}

#[test]
fn a_rule_that_goes_leaves_a_tombstone() {
    let demand = demand(pack(), without_the_second());
    assert_eq!((demand.changes[0].kind, demand.is_met()), (Kind::RemovedRule, false));
    assert!(demand.refusals[0].what.contains("left no tombstone"), "{:?}", demand.refusals);

    let mut buried = without_the_second();
    buried["tombstones"].as_array_mut().unwrap().push(json!({"code": "TON102", "reason": "r"}));
    let met = demanded(&release(&pack()), &release(&buried));
    assert!(met.is_met() && met.bump == Some(Bump::Major), "{met:?}");
    buried["version"] = "1.1.0".into();
    let small = demanded(&release(&pack()), &release(&buried));
    assert_eq!(small.refusals.len(), 1);
    assert_eq!(small.refusals[0].mend, "a major change demands 2.0.0 or later");

    // Nobody relies on a preview.
    let mut preview = pack();
    preview["rules"][1]["status"] = "preview".into();
    assert!(demanded(&release(&preview), &release(&buried)).is_met());
}

#[test]
fn a_code_is_never_used_again() {
    let mut new = pack();
    new["version"] = "9.0.0".into();
    new["tombstones"] = json!([]);
    let forgotten = demand(pack(), new.clone());
    assert_eq!((forgotten.changes[0].kind, forgotten.is_met()), (Kind::Tombstones, false));
    let mut again = new["rules"][0].clone();
    again["code"] = "TON100".into();
    again["slug"] = "again".into();
    new["rules"].as_array_mut().unwrap().push(again);
    let reused = demand(pack(), new);
    assert_eq!((reused.changes[0].kind, reused.refusals.len()), (Kind::ReusedCode, 1));
}

#[test]
fn an_id_that_means_something_else_is_refused_whatever_the_version() {
    let changes: [(&str, Value); 3] = [
        ("/rules/0/slug", json!("late")),
        ("/rules/0/summary", json!("it comes late")),
        (
            "/patterns",
            json!([
                {"regex": "late", "inputs": ["answer"], "views": ["raw"], "rules": ["TON101"]},
                {"regex": "ruder", "inputs": ["answer"], "views": ["raw"], "rules": ["TON102"]},
            ]),
        ),
    ];
    for left_out in 0..3 {
        let mut new = pack();
        new["version"] = "9.0.0".into();
        new["rules"][0]["revision"] = 3.into();
        for (index, (pointer, value)) in changes.iter().enumerate() {
            if index != left_out {
                set(&mut new, pointer, value.clone());
            }
        }
        let demand = demand(pack(), new.clone());
        assert_eq!((demand.changes[0].kind, demand.is_met()), (Kind::ReMeant, false), "{left_out}: {demand:?}");
        let mut preview = pack();
        preview["rules"][0]["status"] = "preview".into();
        new["rules"][0]["status"] = "preview".into();
        assert!(demanded(&release(&preview), &release(&new)).is_met(), "{left_out}: previews may change their meaning");
    }
}

#[test]
fn nothing_about_a_preview_is_more_than_minor() {
    let mut old = pack();
    old["rules"][0]["status"] = "preview".into();
    let mut new = old.clone();
    new["version"] = "1.1.0".into();
    new["rules"][0]["level"] = "block".into();
    new["rules"][0]["tags"] = json!([]);
    let demand = demand(old, new);
    assert_eq!((demand.bump, demand.is_met()), (Some(Bump::Minor), true));
}

#[test]
fn new_rules_are_minor() {
    let mut new = pack();
    new["version"] = "1.1.0".into();
    let mut third = new["rules"][0].clone();
    third["code"] = "TON103".into();
    third["slug"] = "third".into();
    new["rules"].as_array_mut().unwrap().push(third);
    let demand = demand(pack(), new);
    assert_eq!((demand.changes[0].kind, demand.bump, demand.is_met()), (Kind::NewRule, Some(Bump::Minor), true));
}

#[test]
fn another_contract_weighs_as_much_as_it_differs() {
    let spoken = |old: &str, new: &str| {
        let mut releases = (release(&pack()), release(&pack()));
        (releases.0.contract, releases.1.contract) = (old.into(), new.into());
        demanded(&releases.0, &releases.1).bump
    };
    assert_eq!(spoken("lictor:plugin@1.0.0", "lictor:plugin@1.1.0"), Some(Bump::Minor));
    assert_eq!(spoken("lictor:plugin@0.1.0", "lictor:plugin@1.0.0"), Some(Bump::Major));
    assert_eq!(spoken("lictor:plugin@0.1.0", "lictor:plugin@0.2.0"), Some(Bump::Major));
}

#[test]
fn another_plugin_and_no_version_are_refused() {
    let mut other = pack();
    other["pack"] = "voice".into();
    let demand_other = demand(pack(), other);
    assert_eq!((demand_other.changes[0].kind, demand_other.is_met()), (Kind::Identity, false));
    let mut odd = pack();
    odd["version"] = "one".into();
    let refused = demand(pack(), odd);
    assert!(refused.refusals[0].what.contains("`one` is no version"), "{refused:?}");
}

#[test]
fn what_was_seen_raises_what_is_demanded() {
    let mut new = pack();
    new["version"] = "1.0.1".into();
    new["rules"][0]["docs"] = "other".into();
    let mut demand = demand(pack(), new);
    assert!(demand.is_met());
    demand.raise(Bump::Minor);
    assert_eq!((demand.bump, demand.refusals.len(), demand.least.as_deref()), (Some(Bump::Minor), 1, Some("1.1.0")));
}

#[test]
fn a_component_is_read_without_running_it() {
    for pack in lictor_dist::PACKS {
        let release = Release::of(pack.component).unwrap();
        assert_eq!(release.manifest.plugin(), pack.plugin);
        assert!(release.contract.starts_with("lictor:plugin@"), "{}", release.contract);
    }
    assert!(matches!(Release::of(b"\0asm\x0d\0\x01\0"), Err(ReleaseError::NoPack)));
    assert!(matches!(Release::of(b"no"), Err(ReleaseError::Component(_))));
}
