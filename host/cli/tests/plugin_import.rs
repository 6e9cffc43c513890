//! `lictor plugin import` of a gitleaks configuration, as far as a component that finds what gitleaks finds.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::path::Path;

use common::{Folder, folder, records};
use serde_json::Value;

const CONFIG: &str = r##"
title = "Acme's rules"

[allowlist]
regexes = ['''^\${[A-Z_]+}$''']
stopwords = ["sample"]

[[rules]]
id = "acme-token"
description = "An Acme token, which opens everything."
regex = '''\b(acme_[a-z0-9]{32})(?:[\x60'"\s;]|\\[nr]|$)'''
entropy = 3.0
keywords = ["acme_"]

[[rules]]
id = "acme-pair"
description = "A user and a password of Acme."
regex = '''acme:([a-z]{8,12}):([A-Z0-9]{24})'''
secretGroup = 2

[[rules]]
id = "a-path"
path = '''\.p12$'''
"##;

fn imported() -> Folder {
    let folder = folder();
    folder.write("gitleaks.toml", CONFIG);
    let done = folder.run(&["plugin", "import", "gitleaks.toml", "--publisher", "acme", "--name", "leaks"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for said in ["left out a-path: it looks at paths only", "acme/leaks 0.1.0 with 2 rules in leaks, 1 left out"] {
        assert!(done.out.contains(said), "{said}\n{}", done.out);
    }
    folder
}

#[test]
fn what_is_missing_or_in_the_way_is_said() {
    let folder = folder();
    folder.write("gitleaks.toml", CONFIG).write("other.toml", "title = 'x'\n");
    std::fs::create_dir(folder.path().join("taken")).unwrap();
    for (arguments, said) in [
        (&["gitleaks.toml", "--name", "leaks"][..], "--publisher is missing"),
        (&["gitleaks.toml", "--publisher", "acme"], "--name is missing"),
        (&["gitleaks.toml", "--publisher", "Acme", "--name", "leaks"], "`Acme` can be no publisher"),
        (&["gitleaks.toml", "--publisher", "acme", "--name", "taken"], "is no pack that was imported"),
        (&["other.toml", "--publisher", "acme", "--name", "leaks"], "it has no rules"),
        (&["missing.toml", "--publisher", "acme", "--name", "leaks"], "missing.toml"),
    ] {
        let done = folder.run(&[&["plugin", "import"][..], arguments].concat());
        assert_eq!(done.code, 2, "{arguments:?}\n{}", done.out);
        assert!(done.err.contains(said), "{arguments:?}\n{}", done.err);
        assert!(!folder.path().join("leaks").exists(), "{arguments:?}");
    }
}

#[test]
fn another_import_keeps_the_codes() {
    let folder = imported();
    let import = ["plugin", "import", "gitleaks.toml", "--publisher", "acme", "--name", "leaks", "--format", "json"];
    let start = CONFIG.find("[[rules]]\nid = \"acme-token\"").unwrap();
    let end = CONFIG.find("[[rules]]\nid = \"acme-pair\"").unwrap();
    folder.write("gitleaks.toml", format!("{}{}", &CONFIG[..start], &CONFIG[end..]));
    let json: Value = serde_json::from_str(&folder.run(&import).out).unwrap();
    assert_eq!(json["rules"][0]["code"], "LEA002");
    assert_eq!(json["retired"][0], serde_json::json!(["acme-token", "LEA001"]));
    assert_eq!(json["version"], "0.1.1");
}

#[test]
fn the_pack_builds_passes_its_cases_and_finds_what_gitleaks_finds() {
    if !lictor_tests::builds_rust() {
        return;
    }
    let folder = imported();
    // Where the standard library is compiled already.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-target");
    for verb in ["test", "build"] {
        let made = folder.command(&["plugin", verb, "leaks"]).env("CARGO_TARGET_DIR", &target).output().unwrap();
        assert!(made.status.success(), "{verb}: {}", String::from_utf8_lossy(&made.stderr));
    }
    let policy = "schema = \"lictor.policy/v1\"\nid = \"leaks\"\n[[packs]]\nplugin = \"acme/leaks\"\n\
                  path = \"leaks/acme-leaks.wasm\"\ninputs = [\"answer\"]\n";
    let random = |template: &str| lictor_contract::expand(template);
    let lines: String = [
        ("token", random("Take acme_{{random:hex:32}} for it.")),
        ("flat", format!("Take acme_{} for it.", "a".repeat(32))),
        ("pair", random("It is acme:{{random:lower:10}}:{{random:base32:24}} there.")),
        ("allowed", random("Take acme_sample{{random:hex:26}} for it.")),
        ("short", random("Take acme_{{random:hex:31}} for it.")),
    ]
    .map(|(id, answer)| format!("{}\n", serde_json::json!({"id": id, "answer": answer})))
    .concat();
    folder.write("leaks.toml", policy).write("answers.jsonl", lines);
    let done = folder.run(&["check", "--policy", "leaks.toml", "--format", "jsonl", "answers.jsonl"]);
    let found: Vec<(String, Vec<String>)> = records(&done)
        .iter()
        .map(|record| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let rules = record["findings"].as_array().unwrap().iter().map(|finding| text(&finding["rule"]));
            (text(&record["id"]), rules.collect())
        })
        .collect();
    let expected = [
        ("token", vec!["acme/LEA001"]),
        ("flat", vec![]),
        ("pair", vec!["acme/LEA002"]),
        ("allowed", vec![]),
        ("short", vec![]),
    ];
    let expected: Vec<(String, Vec<String>)> = expected
        .into_iter()
        .map(|(id, rules)| (id.to_owned(), rules.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(found, expected, "{}", done.err);
    // The evidence is the group, not all that the regex matched.
    let pair = records(&done)[2]["findings"][0]["spans"][0].clone();
    assert_eq!(pair["end"].as_u64().unwrap() - pair["start"].as_u64().unwrap(), 24, "{pair}");
}
