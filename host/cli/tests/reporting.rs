//! `lictor report` as a user meets it, and what stands in nothing that Lictor writes.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::evaluation::{NOW, evaluated, files_of, run};
use common::{Done, Folder};

const FORMATS: [&str; 4] = ["markdown", "html", "junit", "sarif"];

fn report(folder: &Folder, more: &[&str]) -> Done {
    folder.run(&[&["report", "--now", NOW], more].concat())
}

#[test]
fn exit_codes_can_be_trusted() {
    let folder = evaluated();
    let decision = |run: &str, file: &str| {
        folder.run(&["gate", "check", "release.toml", "--run", run, "--now", NOW, "--output", file]).code
    };
    assert_eq!((decision("good", "good.json"), decision("bad", "bad.json")), (4, 1));
    for (arguments, code) in [
        (&["good"][..], 0),
        (&["bad", "--base", "good"], 0),
        (&["bad", "--decision", "bad.json", "--history", "good", "bad"], 0),
        (&["bad", "--decision", "good.json"], 2),
        (&["bad", "--decision", "nowhere.json"], 2),
        (&["bad", "--decision", "p.toml"], 2),
        (&["bad", "--decision", "bad.json", "--format", "sarif"], 2),
        (&["bad", "--format", "pdf"], 2),
        (&["bad", "--output", "nowhere/x"], 2),
        (&["nowhere"], 3),
        (&["good", "--base", "nowhere"], 3),
        (&["good", "--history", "nowhere"], 3),
        (&[], 2),
    ] {
        let done = report(&folder, arguments);
        assert_eq!(done.code, code, "{arguments:?}\n{}{}", done.out, done.err);
    }
    let done = report(&folder, &["bad", "--decision", "good.json"]);
    assert!(done.err.contains("is about the run"), "{}", done.err);
    let done = report(&folder, &["bad", "--decision", "bad.json", "--output", "bad.json"]);
    assert_eq!((done.code, folder.read("bad.json").starts_with('{')), (2, true), "{}", done.err);
}

#[test]
fn every_format_names_what_got_worse_and_appears_whole() {
    let folder = evaluated();
    for format in FORMATS {
        let file = format!("report.{format}");
        folder.write(&file, "old");
        let arguments = ["bad", "--base", "good", "--format", format];
        let printed = report(&folder, &arguments);
        assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{format}");
        let written = report(&folder, &[&arguments[..], &["--output", &file]].concat());
        assert_eq!((written.code, written.out.as_str()), (0, ""), "{format}: {}", written.err);
        assert_eq!(folder.read(&file), printed.out, "{format}");
        if format != "sarif" {
            assert!(printed.out.contains("refunds/window"), "{format}: {}", printed.out);
        }
    }
    assert!(folder.read("report.html").to_lowercase().starts_with("<!doctype html>"));
    assert!(folder.read("report.html").trim_end().ends_with("</html>"));
    let junit = folder.read("report.junit");
    assert!(junit.contains("<failure") && junit.trim_end().ends_with("</testsuites>"), "{junit}");
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("report.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["baselineState"], "unchanged");
    let left = std::fs::read_dir(folder.path()).unwrap();
    assert!(left.into_iter().all(|entry| !entry.unwrap().file_name().to_str().unwrap().starts_with(".lictor-")));
}

/// Made here, so that no scanner takes this file for a leak.
fn secret() -> String {
    ["ghp_", &"a1B2c3D4e5F6".repeat(3)].concat()
}

#[test]
fn a_secret_stands_in_nothing_that_is_written() {
    let (folder, secret) = (evaluated(), secret());
    let answers = folder.read("good.jsonl").replace("Which of", &format!("Use the token {secret} for now. Which of"));
    folder.write("leaky.jsonl", &answers);
    folder.write("broken.jsonl", format!("{answers}{{\"id\":\"refunds/window\",\"answer\":\"{secret}\",\n"));
    let silent = |what: &str, text: &str| assert!(!text.contains(&secret[..12]), "{what}");
    for (answers, code) in [("leaky", 0), ("broken", 3)] {
        for format in ["text", "json"] {
            let arguments =
                ["run", "--set", "set", "--policy", "p.toml", "--no-progress", "--now", "2026-11-02T09:00:00Z"];
            let (file, name) = (format!("{answers}.jsonl"), format!("{answers}-{format}"));
            let more = ["--answers", &file, "--output", &name, "--format", format];
            let done = folder.run(&[&arguments[..], &more].concat());
            assert_eq!(done.code, code, "{answers}: {}", done.err);
            silent(&name, &(done.out + &done.err));
            for (name, bytes) in files_of(&folder, &name) {
                silent(&name, &String::from_utf8(bytes).unwrap());
            }
        }
    }
    assert!(folder.read("leaky-text/results.jsonl").contains("lictor/EXP3"), "the secret was found");
    let gate = ["gate", "check", "release.toml", "--run", "leaky-text", "--now", NOW, "--output", "decision.json"];
    let decided = folder.run(&gate);
    silent("gate", &(decided.out + &decided.err + &folder.read("decision.json")));
    for format in FORMATS {
        let decision = if format == "sarif" { &[][..] } else { &["--decision", "decision.json"] };
        let arguments = ["leaky-text", "--base", "good", "--format", format];
        let done = report(&folder, &[&arguments, decision].concat());
        assert_eq!(done.code, 0, "{format}: {}", done.err);
        assert!(done.out.contains("EXP3"), "{format}");
        silent(format, &(done.out + &done.err));
    }
    for format in ["text", "json", "markdown"] {
        let done = folder.run(&["compare", "good", "leaky-text", "--format", format, "--now", NOW]);
        silent("compare", &(done.out + &done.err));
    }
    // A reviewer sees the answer, in which the secret is masked.
    let review =
        ["review", "leaky-text", "--set", "set", "--answers", "leaky.jsonl", "--trust", "trust.toml", "--now", NOW];
    let more = ["--key", "jane.key", "--role", "risk", "--case", "refunds/which-order"];
    let done = folder.pipe(&[&review[..], &more].concat(), b"q\n");
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.out.contains("Use the token") && done.out.contains("open orders"), "{}", done.out);
    silent("review", &(done.out + &done.err));
}

#[test]
fn a_run_without_findings_and_cases_has_a_report_as_well() {
    let folder = evaluated();
    folder.write("none.jsonl", "");
    assert_eq!(run(&folder, "none", "none", &[]).code, 3);
    for format in FORMATS {
        let done = report(&folder, &["none", "--base", "good", "--format", format]);
        assert_eq!(done.code, 0, "{format}: {}", done.err);
    }
}
