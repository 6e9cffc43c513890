//! `lictor set` as a user meets it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::evaluation::{document, shop};

const NEW: &str = r#"{"id":"refunds/gift","reason":"A gift is sent back by somebody who did not pay.","workflow":"refunds","gate":"signal","risk":"low","difficulty":"normal","input":{"messages":[{"role":"user","content":"Can I send a present back?"}]},"expect":{"behaviour":"answer"},"origin":{"kind":"design"}}"#;

#[test]
fn exit_codes_can_be_trusted() {
    let folder = shop();
    for (arguments, code) in [
        (&["set", "check", "set", "--policy", "p.toml"][..], 0),
        (&["set", "check", "set/set.toml", "--no-secrets"], 0),
        (&["set", "check", "nowhere"], 2),
        (&["set", "check", "set", "--ignore", "missing-reason"], 2),
        (&["set", "check", "set", "--today", "tomorrow"], 2),
        (&["set", "coverage", "set"], 0),
        (&["set", "coverage", "nowhere"], 2),
        (&["set", "diff", "set", "set", "--strict"], 0),
        (&["set", "diff", "set", "nowhere"], 2),
        (&["set", "add", "set", "--case", "nowhere.json"], 2),
        (&["set"], 2),
    ] {
        let done = folder.run(arguments);
        assert_eq!(done.code, code, "{arguments:?}\n{}{}", done.out, done.err);
    }
}

#[test]
fn what_is_wrong_with_a_set_is_named_with_its_line() {
    let folder = shop();
    let cases = folder.read("set/cases.jsonl");
    folder.write("set/cases.jsonl", cases.replace("\"reason\":\"Two orders are open; guessing one is wrong.\",", ""));
    let done = folder.run(&["set", "check", "set", "--no-secrets"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.out.contains("cases.jsonl:3") && done.out.contains("reason"), "{}", done.out);
    for verb in ["coverage", "diff"] {
        let more = if verb == "diff" { &["set"][..] } else { &[] };
        let done = folder.run(&[&["set", verb, "set"], more].concat());
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{verb}: {}", done.err);
    }
}

#[test]
fn programs_read_documents_that_name_their_schema() {
    let folder = shop();
    folder.write("new.json", NEW);
    for (arguments, schema) in [
        (&["set", "check", "set", "--no-secrets"][..], "lictor.set-report/v1"),
        (&["set", "coverage", "set"], "lictor.coverage/v1"),
        (&["set", "diff", "set", "set"], "lictor.set-diff/v1"),
        (&["set", "add", "set", "--case", "new.json"], "lictor.set-addition/v1"),
    ] {
        document(&folder.run(&[arguments, &["--format", "json"]].concat()), schema);
    }
}

#[test]
fn a_weaker_set_is_told() {
    let (old, new) = (shop(), shop());
    let cases = new.read("set/cases.jsonl");
    new.write("set/cases.jsonl", cases.replacen("\"blocker\"", "\"signal\"", 1));
    let before = old.path().join("set");
    let before = before.to_str().unwrap();
    let done = new.run(&["set", "diff", before, "set"]);
    assert_eq!(done.code, 0);
    assert!(done.out.starts_with("Weakened\n") && done.out.contains("refunds/window"), "{}", done.out);
    assert_eq!(new.run(&["set", "diff", before, "set", "--strict"]).code, 1);
}

#[test]
fn a_case_is_added_only_if_it_is_in_order() {
    let folder = shop();
    let before = folder.read("set/cases.jsonl");
    let broken = NEW.replace("\"signal\"", "\"sometimes\"");
    for (case, code) in [(broken.as_str(), 1), ("{", 1), (NEW, 0), (NEW, 1)] {
        let done = folder.pipe(&["set", "add", "set", "--case", "-"], case.as_bytes());
        assert_eq!(done.code, code, "{case}\n{}", done.err);
    }
    assert_eq!(folder.read("set/cases.jsonl"), format!("{before}{NEW}\n"));
    assert_eq!(folder.run(&["set", "check", "set", "--no-secrets"]).code, 0);
}

#[test]
fn a_report_in_a_file_is_whole_and_never_replaces_the_set() {
    let folder = shop();
    folder.write("coverage.md", "old");
    let written = ["set", "coverage", "set", "--format", "markdown", "--output", "coverage.md"];
    let done = folder.run(&written);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    assert!(folder.read("coverage.md").contains("refunds"));
    let before = folder.read("set/cases.jsonl");
    let done = folder.run(&["set", "check", "set", "--no-secrets", "--output", "set/cases.jsonl"]);
    assert_eq!((done.code, folder.read("set/cases.jsonl")), (2, before), "{}", done.err);
}

#[test]
fn a_secret_in_a_set_is_named_and_not_quoted() {
    let folder = shop();
    let secret = ["ghp_", &"a1B2c3D4e5F6".repeat(3)].concat();
    let cases = folder.read("set/cases.jsonl").replace("Refund my order.", &format!("Refund it, my token: {secret}"));
    folder.write("set/cases.jsonl", cases);
    for format in ["text", "json"] {
        let done = folder.run(&["set", "check", "set", "--policy", "p.toml", "--strict", "--format", format]);
        assert_eq!(done.code, 1, "{}", done.err);
        assert!(done.out.contains("secret-in-set") && done.out.contains("refunds/which-order"), "{}", done.out);
        assert!(!done.out.contains(&secret) && !done.err.contains(&secret));
    }
}
