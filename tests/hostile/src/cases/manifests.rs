//! Manifests that do not hold, and those that say one thing here and another there.

use lictor_model::FailureKind::Contract;
use serde_json::{Value, json};

use crate::{Case, Fault, Guest, Outcome, Outcome::Refused, guest, manifest};

fn describing(manifest: impl ToString) -> Guest {
    Guest { manifest: manifest.to_string(), ..Guest::default() }
}

/// The manifest with something changed.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut manifest = manifest();
    change(&mut manifest);
    manifest
}

fn invalid(name: &'static str, does: &'static str, changes: Vec<fn(&mut Value)>) -> Case {
    each(name, does, Refused(Fault::ManifestInvalid), changes)
}

fn each(name: &'static str, does: &'static str, outcome: Outcome, changes: Vec<fn(&mut Value)>) -> Case {
    Case::each(name, "manifest", does, outcome, move || {
        changes.iter().map(|change| describing(changed(change)).build()).collect()
    })
}

/// A component whose section says what the change makes of the manifest, and which describes itself without it.
fn differing(name: &'static str, does: &'static str, what: &'static str, changes: Vec<fn(&mut Value)>) -> Case {
    Case::each(name, "manifest section", does, Refused(Fault::ManifestDiffers(what)), move || {
        let section = |change: &fn(&mut Value)| changed(change).to_string();
        changes.iter().map(|change| Guest::default().build_with_section(section(change).as_bytes())).collect()
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = shapes();
    cases.extend(contents());
    cases.extend(sections());
    cases
}

fn shapes() -> Vec<Case> {
    vec![
        Case::each(
            "no-json",
            "manifest",
            "is no JSON, or not the published shape",
            Refused(Fault::ManifestShape),
            || ["", "{", "[]", "null", "{\"schema\": 1}"].map(|text| describing(text).build()).into(),
        ),
        Case::each("deep-json", "manifest", "nests JSON 100,000 deep", Refused(Fault::ManifestShape), || {
            let nested = |open: &str| format!("{{\"settings\": {}", open.repeat(100_000));
            vec![describing(nested("[")).build(), describing(nested("{\"a\":")).build()]
        }),
        Case::new("unknown-key", "manifest", "has a key that steers a terminal", Refused(Fault::ManifestShape), || {
            describing(changed(|m| m["\u{1b}[2J"] = json!(1))).build()
        }),
        each(
            "unknown-level",
            "has a level, dimension or status that does not exist",
            Refused(Fault::ManifestShape),
            vec![
                |m| m["rules"][0]["level"] = json!("fatal"),
                |m| m["rules"][0]["dimension"] = json!("quality"),
                |m| m["rules"][0]["status"] = json!("secret"),
                |m| m["inputs"] = json!(["everything"]),
                |m| m["rules"][0]["wake"] = json!([{"when": "never"}]),
            ],
        ),
        Case::new(
            "large-manifest",
            "describe",
            "returns a manifest of 9 MiB",
            Refused(Fault::ManifestTooLarge),
            || Guest { manifest: format!("{}{}", manifest(), " ".repeat(9 << 20)), ..Guest::default() }.build(),
        ),
        Case::new(
            "huge-manifest",
            "describe",
            "returns a manifest of 40 MiB",
            Refused(Fault::Failed(Contract)),
            || {
                let describe =
                    "(i32.store (i32.const 36) (i32.const 65536)) (i32.store (i32.const 40) (i32.const 41943040))
                (return (i32.const 32))";
                Guest { describe: describe.into(), pages: 700, ..Guest::default() }.build()
            },
        ),
    ]
}

fn contents() -> Vec<Case> {
    vec![
        invalid(
            "rule-declared-twice",
            "declares a rule twice, or one that it retired",
            vec![
                |m| {
                    let rule = m["rules"][0].clone();
                    m["rules"].as_array_mut().unwrap().push(rule);
                },
                |m| m["tombstones"] = json!([{"code": "EVL001", "reason": "x"}]),
            ],
        ),
        invalid(
            "rule-of-another-publisher",
            "declares a rule under another publisher's name",
            vec![
                |m| m["rules"][0]["code"] = json!("lictor/EXP301"),
                |m| m["rules"][0]["code"] = json!("evil/EVL001"),
                |m| m["publisher"] = json!("lictor/evil"),
            ],
        ),
        Case::new(
            "publisher-taken",
            "manifest",
            "calls itself what a neighbour is called",
            Refused(Fault::Policy),
            || {
                describing(changed(|m| {
                    (m["publisher"], m["pack"]) = (json!("lictor"), json!("overconfidence"));
                }))
                .build()
            },
        ),
        Case::new("rule-taken", "manifest", "declares a rule that a neighbour has", Refused(Fault::Policy), || {
            describing(changed(|m| {
                (m["publisher"], m["rules"][0]["code"], m["patterns"][0]["rules"]) =
                    (json!("lictor"), json!("EXP301"), json!(["EXP301"]));
            }))
            .build()
        }),
        invalid(
            "quoting-a-secret",
            "quotes evidence in the message of a sensitive rule",
            vec![|m| {
                m["rules"][0]["sensitive"] = json!(true);
                m["rules"][0]["message"] = json!("{quote}");
            }],
        ),
        invalid(
            "undeclared-input",
            "has a pattern or a rule for an input that it does not declare",
            vec![|m| m["patterns"][0]["inputs"] = json!(["system-prompt"]), |m| {
                m["rules"][0]["requires"] = json!(["system-prompt"])
            }],
        ),
        invalid(
            "long-lists",
            "has lists that would be walked for every sample",
            vec![
                |m| m["rules"][0]["wake"] = json!(vec![json!({"when": "facts"}); 100_000]),
                |m| m["rules"][0]["detail"] = json!({"kind": {"values": vec!["x"; 100_000]}}),
                |m| m["rules"][0]["reasons"] = json!(vec!["x"; 100_000]),
                |m| m["patterns"][0]["rules"] = json!(vec!["EVL001"; 100_000]),
            ],
        ),
        Case::new(
            "long-inputs",
            "manifest",
            "compares 400,000 inputs with 100,000 others",
            Refused(Fault::ManifestInvalid),
            || {
                describing(changed(|m| {
                    m["inputs"] = json!(vec!["answer"; 400_000]);
                    m["patterns"][0]["inputs"] = json!(vec!["history"; 100_000]);
                }))
                .build()
            },
        ),
    ]
}

fn sections() -> Vec<Case> {
    vec![
        differing(
            "other-identity",
            "is another pack in the file",
            "identity",
            vec![|m| m["publisher"] = json!("lictor"), |m| m["pack"] = json!("gentle"), |m| {
                m["version"] = json!("9.9.9")
            }],
        ),
        differing(
            "other-rules",
            "has other rules in the file",
            "rules",
            vec![|m| m["rules"][0]["level"] = json!("note"), |m| m["rules"][0]["sensitive"] = json!(true), |m| {
                m["rules"][0]["wake"] = json!([])
            }],
        ),
        differing(
            "other-inputs",
            "reads less according to the file",
            "inputs",
            vec![|m| {
                m["inputs"] = json!(["answer", "history"]);
            }],
        ),
        differing(
            "other-patterns",
            "has other patterns in the file",
            "patterns",
            vec![|m| {
                m["patterns"][0]["literal"] = json!("haystack");
            }],
        ),
        differing(
            "other-measures",
            "has other measures in the file",
            "measures, settings or tombstones",
            vec![|m| m["measures"] = json!([]), |m| m["settings"] = json!({"type": "object"})],
        ),
        Case::new(
            "changing-manifest",
            "describe",
            "describes other rules when it is given settings",
            Refused(Fault::ManifestDiffers("rules")),
            || {
                let other = manifest().to_string().replace("\"level\":\"warn\"", "\"level\":\"note\"");
                assert_eq!(other.len(), manifest().to_string().len());
                let extra = format!(
                    "(data (i32.const 131072) \"{}\") (global $given (mut i32) (i32.const 0))",
                    guest::escaped(other.as_bytes())
                );
                Guest {
                    configure: "(global.set $given (i32.gt_u (local.get $length) (i32.const 2)))".into(),
                    describe: format!(
                        "(if (global.get $given) (then (i32.store (i32.const 36) (i32.const 131072))
                    (i32.store (i32.const 40) (i32.const {})) (return (i32.const 32))))",
                        other.len()
                    ),
                    extra,
                    ..Guest::default()
                }
                .build_with_section(manifest().to_string().as_bytes())
            },
        )
        .set("{ on = true }"),
        Case::new(
            "two-sections",
            "manifest section",
            "has two manifests in the file",
            Refused(Fault::ManifestDiffers("two sections")),
            || {
                let mut component = Guest::default()
                    .build_with_section(changed(|m| m["pack"] = json!("gentle")).to_string().as_bytes());
                guest::append_section(&mut component, manifest().to_string().as_bytes());
                component
            },
        ),
        Case::each(
            "broken-section",
            "manifest section",
            "has a manifest in the file that cannot be read",
            Refused(Fault::ManifestShape),
            || [&b"\xff\xfe"[..], b"", b"{}"].map(|section| Guest::default().build_with_section(section)).into(),
        ),
    ]
}
