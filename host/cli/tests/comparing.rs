//! `lictor compare` as a user meets it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::evaluation::{NOW, document, evaluated, run};
use common::{Done, Folder};

fn compare(folder: &Folder, more: &[&str]) -> Done {
    folder.run(&[&["compare", "--now", NOW], more].concat())
}

#[test]
fn exit_codes_can_be_trusted() {
    let folder = evaluated();
    folder.write("few.jsonl", folder.read("good.jsonl").lines().skip(1).collect::<Vec<_>>().join("\n"));
    assert_eq!(run(&folder, "few", "few", &[]).code, 3);
    for (arguments, code) in [
        (&["good", "good"][..], 0),
        (&["bad", "good"], 0),
        (&["good", "bad"], 1),
        (&["good", "bad", "--fail-on", "new-failures"], 1),
        (&["good", "bad", "--fail-on", "none"], 0),
        (&["good", "few"], 3),
        (&["good", "nowhere"], 3),
        (&["set", "good"], 3),
        (&["good"], 2),
        (&["good", "bad", "--alpha", "2"], 2),
        (&["good", "bad", "--fail-on", "sometimes"], 2),
        (&["good", "bad", "--output", "nowhere/x"], 2),
    ] {
        let done = compare(&folder, arguments);
        assert_eq!(done.code, code, "{arguments:?}\n{}{}", done.out, done.err);
    }
}

#[test]
fn what_got_worse_is_named_in_every_format() {
    let folder = evaluated();
    let text = compare(&folder, &["good", "bad"]).out;
    assert!(
        text.contains("refunds/window [blocker] [protected]") && text.contains("correctness pass -> fail"),
        "{text}"
    );
    let json = document(&compare(&folder, &["good", "bad", "--format", "json"]), "lictor.comparison/v1");
    assert_eq!(json["shared"], 3);
    let markdown = compare(&folder, &["good", "bad", "--format", "markdown"]).out;
    assert!(markdown.starts_with("<details><summary>1 case fail"), "{markdown}");
    folder.write("comparison.json", "old");
    let done = compare(&folder, &["good", "bad", "--format", "json", "--output", "comparison.json"]);
    assert_eq!((done.code, done.out.as_str()), (1, ""));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&folder.read("comparison.json")).unwrap(), json);
}

#[test]
fn runs_of_different_sets_are_compared_on_what_they_share_and_say_so_first() {
    let folder = evaluated();
    let cases = folder.read("set/cases.jsonl");
    folder.write("set/cases.jsonl", cases.replace("How long can I send", "Until when can I send"));
    assert_eq!(run(&folder, "bad", "altered", &[]).code, 0);
    let done = compare(&folder, &["good", "altered"]);
    assert_eq!(done.code, 0, "{}", done.out);
    let loud = "THE SETS DIFFER: only the 2 shared cases of the same content are compared.";
    assert_eq!(
        done.out.lines().find(|line| !line.is_empty() && !line.starts_with("base") && !line.starts_with("head")),
        Some(loud)
    );
    assert!(done.out.contains("1 altered: refunds/window"), "{}", done.out);
    let ids = folder.read("set/cases.jsonl").replace("\"refunds/", "\"refunds/new-");
    folder.write("set/cases.jsonl", ids);
    folder.write("new.jsonl", folder.read("good.jsonl").replace("\"refunds/", "\"refunds/new-"));
    assert_eq!(run(&folder, "new", "strange", &[]).code, 0);
    let done = compare(&folder, &["good", "strange"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("share no case"), "{}", done.err);
}

#[test]
fn a_policy_is_compared_by_the_same_answers_under_two() {
    let folder = evaluated();
    folder.write("p.toml", folder.read("p.toml") + "\n[rules.levels]\nREF101 = \"warn\"\n");
    assert_eq!(run(&folder, "good", "stricter", &[]).code, 0);
    let done = compare(&folder, &["good", "stricter"]);
    assert!(done.out.contains("The answers are the same; what differs is the policy."), "{}", done.out);
    assert!(done.out.contains("REF101"), "{}", done.out);
}

/// What every verb that reads a run says about one that is not what it was.
#[test]
fn a_run_that_was_edited_is_named_and_refused() {
    for (file, edit) in [
        ("results.jsonl", ("\"fail\"", "\"pass\"")),
        ("cases.jsonl", ("\"blocker\"", "\"signal\"")),
        ("manifest.json", ("\"lictor.run/v1\"", "\"lictor.run/v2\"")),
    ] {
        let folder = evaluated();
        let name = format!("bad/{file}");
        let text = folder.read(&name);
        assert!(text.contains(edit.0), "{file}");
        folder.write(&name, text.replacen(edit.0, edit.1, 1));
        for arguments in [
            &["compare", "good", "bad"][..],
            &["compare", "bad", "good"],
            &["report", "bad"],
            &["report", "good", "--base", "bad"],
            &["report", "good", "--base", "bad", "--format", "sarif"],
            &["report", "good", "--history", "bad"],
            &["review", "bad", "--trust", "trust.toml", "--list"],
            &["review", "good", "--base", "bad", "--trust", "trust.toml", "--list"],
            &["gate", "check", "release.toml", "--run", "bad"],
            &["gate", "check", "release.toml", "--run", "good", "--base", "bad"],
            &["gate", "sign", "bad", "--role", "risk", "--name", "Jane Doe", "--key", "jane.key"],
        ] {
            let done = folder.run(&[arguments, &["--now", NOW]].concat());
            assert_eq!((done.code, done.out.as_str()), (3, ""), "{arguments:?}\n{}", done.err);
            assert!(done.err.contains(&name), "{arguments:?}\n{}", done.err);
        }
        assert!(!folder.path().join("sign-offs.jsonl").exists());
    }
}

#[test]
fn a_run_from_the_future_is_refused() {
    let folder = evaluated();
    for arguments in [
        &["compare", "good", "bad"][..],
        &["report", "good"],
        &["review", "good", "--trust", "trust.toml", "--list"],
        &["gate", "check", "release.toml", "--run", "good"],
    ] {
        let done = folder.run(&[arguments, &["--now", "2026-11-02T08:00:00Z"]].concat());
        assert_eq!(done.code, 3, "{arguments:?}\n{}", done.err);
        assert!(done.err.contains("in the future") && done.err.contains("2026-11-02T09:00:00Z"), "{}", done.err);
    }
}
