//! `lictor key`, `lictor review` and `lictor gate` as a user meets them.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::evaluation::{NOW, document, evaluated};
use common::{Done, Folder};

const REVIEW: [&str; 12] = [
    "review",
    "good",
    "--set",
    "set",
    "--answers",
    "good.jsonl",
    "--trust",
    "trust.toml",
    "--key",
    "jane.key",
    "--role",
    "risk",
];

/// A walk through the cases, with what the reviewer types.
fn walk(folder: &Folder, typed: &str) -> Done {
    let more = ["--dimension", "correctness", "risk", "--now", NOW];
    folder.pipe(&[&REVIEW[..], &more].concat(), typed.as_bytes())
}

fn verdict(folder: &Folder, case: &str, dimension: &str, verdict: &str) -> Done {
    let more =
        ["--case", case, "--dimension", dimension, "--verdict", verdict, "--criterion", "names it", "--now", NOW];
    folder.run(&[&REVIEW[..], &more, &["--reason", "read"]].concat())
}

fn sign(folder: &Folder, run: &str, key: &str, more: &[&str]) -> Done {
    let arguments = ["gate", "sign", run, "--role", "risk", "--name", "Jane Doe", "--key", key];
    let now = if more.contains(&"--now") { &[][..] } else { &["--now", NOW] };
    folder.run(&[&arguments, more, now].concat())
}

/// A decision with the records that are there.
fn gate(folder: &Folder, run: &str, more: &[&str]) -> Done {
    let mut arguments = vec!["gate", "check", "release.toml", "--run", run, "--trust", "trust.toml", "--now", NOW];
    for (option, file) in [("--reviews", "reviews.jsonl"), ("--sign-offs", "sign-offs.jsonl")] {
        if folder.path().join(file).exists() {
            arguments.extend([option, file]);
        }
    }
    folder.run(&[&arguments, more].concat())
}

fn records(folder: &Folder) -> Vec<serde_json::Value> {
    folder.read("reviews.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Everything that the release asks for, but for signatures.
fn reviewed() -> Folder {
    let folder = evaluated();
    for (case, dimension) in
        [("refunds/window", "risk"), ("refunds/window", "correctness"), ("refunds/stranger", "correctness")]
    {
        let done = verdict(&folder, case, dimension, "pass");
        assert_eq!(done.code, 0, "{}", done.err);
    }
    folder
}

#[test]
fn keys_are_made_once_and_shown() {
    let folder = evaluated();
    let key = folder.read("jane.key");
    let done = folder.run(&["key", "generate", "jane", "--no-password"]);
    assert_eq!((done.code, folder.read("jane.key")), (2, key), "{}", done.err);
    let shown = folder.run(&["key", "show", "jane.pub", "--holder", "Jane Doe"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("holder = \"Jane Doe\""), "{}", shown.out);
    let json = document(&folder.run(&["key", "show", "jane.pub", "--format", "json"]), "lictor.public-key/v1");
    assert!(shown.out.contains(json["id"].as_str().unwrap()), "{json}");
    for arguments in
        [&["key", "show", "nowhere.pub"][..], &["key", "show", "jane.key"], &["key", "generate", "x"], &["key"]]
    {
        let done = folder.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}\n{}", done.err);
        let secret = folder.read("jane.key");
        assert!(secret.lines().filter(|line| !line.starts_with('-')).all(|line| !done.err.contains(line)));
    }
    assert!(!folder.path().join("x.key").exists());
}

#[test]
fn a_key_under_a_password_opens_with_it_only() {
    let folder = evaluated();
    folder.write("password", "a long enough password\n").write("wrong", "another password\n");
    let made = folder.run(&["key", "generate", "tom", "--password-file", "password"]);
    assert_eq!(made.code, 0, "{}", made.err);
    for (file, code) in [("password", 0), ("wrong", 2), ("nowhere", 2)] {
        assert_eq!(sign(&folder, "good", "tom.key", &["--password-file", file]).code, code, "{file}");
    }
    assert_eq!(sign(&folder, "good", "tom.key", &[]).code, 2);
    assert_eq!(folder.read("sign-offs.jsonl").lines().count(), 1);
}

#[test]
fn what_is_left_to_review_is_listed() {
    let folder = evaluated();
    let list = ["review", "good", "--trust", "trust.toml", "--role", "risk", "--list", "--now", NOW];
    let done = folder.run(&list);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(
        done.out.starts_with("2 cases are left to review\n") && done.out.contains("a wrong window"),
        "{}",
        done.out
    );
    let json = document(&folder.run(&[&list[..], &["--format", "json"]].concat()), "lictor.review-list/v1");
    assert_eq!(json["left"].as_array().unwrap().len(), 2);
    let unknown = folder.run(&[&list[..], &["--case", "refunds/windw"]].concat());
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `refunds/window`?"), "{}", unknown.err);
    assert!(!folder.path().join("reviews.jsonl").exists());
}

#[test]
fn a_walk_can_be_stopped_and_resumed() {
    let folder = evaluated();
    // One verdict, half of another, and the end of the input.
    let done = walk(&folder, "perhaps\np\n1\nit does\nf\n");
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.out.contains("1 of 2") && done.out.contains("another customer's refunds"), "{}", done.out);
    let first = folder.read("reviews.jsonl");
    let said = &records(&folder)[0];
    assert_eq!(records(&folder).len(), 1, "what was half said is no record");
    assert_eq!(
        (&said["criterion"], &said["verdict"], &said["reviewer"]),
        (&"declines".into(), &"pass".into(), &"Jane Doe".into())
    );
    let done = walk(&folder, "p\n1\nread\ns\np\n1\nread\n");
    assert_eq!(done.code, 1, "one was skipped: {}", done.err);
    assert_eq!(records(&folder).len(), 3);
    let done = walk(&folder, "a\nthe window of what\nit names none\n");
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(folder.read("reviews.jsonl").starts_with(&first), "records are only ever added to");
    let said: std::collections::BTreeSet<String> =
        records(&folder).iter().map(|said| format!("{} {}", said["case"], said["dimension"])).collect();
    assert_eq!(said.len(), 4, "{said:?}");
    let done = walk(&folder, "");
    assert_eq!(done.code, 0);
    assert!(done.err.contains("nothing is left to review as risk"), "{}", done.err);
}

#[test]
fn a_review_that_cannot_count_is_refused_and_writes_nothing() {
    let folder = evaluated();
    folder.write("other.jsonl", folder.read("bad.jsonl"));
    let swap = |from: &str, to: &'static str| -> Vec<&'static str> {
        REVIEW.iter().map(|argument| if *argument == from { to } else { argument }).collect()
    };
    for (arguments, says) in [
        (swap("jane.key", "eve.key"), "knows no key"),
        (swap("risk", "domain"), "domain"),
        (swap("jane.key", "nowhere.key"), "nowhere.key"),
        (swap("good.jsonl", "other.jsonl"), "not a file that the run was made of"),
        (swap("set", "nowhere"), "nowhere"),
        ([&REVIEW[..], &["--reviewer", "Eve"]].concat(), "somebody else"),
        ([&REVIEW[..], &["--verdict", "pass"]].concat(), "--criterion"),
        ([&REVIEW[..], &["--verdict", "pass", "--criterion", "c", "--reason", "r"]].concat(), "one case and one"),
    ] {
        let done = folder.pipe(&[&arguments[..], &["--now", NOW]].concat(), b"p\n1\nread\n");
        assert_eq!(done.code, 2, "{arguments:?}\n{}", done.err);
        assert!(done.err.contains(says), "{arguments:?}\n{}", done.err);
    }
    let cases = folder.read("set/cases.jsonl");
    folder.write("set/cases.jsonl", cases.replace("Refund my order.", "Refund it."));
    let done = walk(&folder, "p\n1\nread\n");
    assert_eq!(done.code, 2);
    assert!(done.err.contains("not the set that the run was made with"), "{}", done.err);
    assert!(!folder.path().join("reviews.jsonl").exists());
}

#[test]
fn records_that_were_altered_are_refused() {
    let folder = reviewed();
    let whole = folder.read("reviews.jsonl");
    // The last line was cut.
    folder.write("reviews.jsonl", whole.trim_end());
    let decided = gate(&folder, "good", &[]);
    assert_eq!(decided.code, 1, "{}{}", decided.out, decided.err);
    assert!(decided.out.contains("line 3: the line has no end"), "{}", decided.out);
    folder.write("reviews.jsonl", whole.replacen("\"pass\"", "\"fail\"", 1));
    let done = verdict(&folder, "refunds/stranger", "risk", "pass");
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains("line 1") && done.err.contains("altered"), "{}", done.err);
    let decided = gate(&folder, "good", &[]);
    assert_eq!(decided.code, 1, "{}{}", decided.out, decided.err);
    assert!(decided.out.contains("review-records"), "{}", decided.out);
}

#[test]
fn a_release_needs_everything() {
    let folder = evaluated();
    let done = gate(&folder, "good", &[]);
    assert_eq!(done.code, 4, "{}{}", done.out, done.err);
    assert!(done.out.starts_with("needs review") && done.out.contains("lictor review"), "{}", done.out);
    let folder = reviewed();
    assert_eq!(gate(&folder, "good", &["--base", "good"]).code, 4);
    assert_eq!(sign(&folder, "good", "jane.key", &["--reviews", "reviews.jsonl"]).code, 0);
    folder.write("decision.json", "old");
    let done = gate(&folder, "good", &["--base", "good", "--format", "json", "--output", "decision.json"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert_eq!(document(&done, "lictor.decision/v1")["outcome"], "release");
    assert_eq!(folder.read("decision.json"), done.out);
    let held = gate(&folder, "bad", &["--base", "good"]);
    assert_eq!(held.code, 1, "{}", held.err);
    assert!(held.out.starts_with("hold") && held.out.contains("blockers (correctness)"), "{}", held.out);
    assert!(held.out.contains("cases refunds/window"), "{}", held.out);
}

#[test]
fn a_reviewer_who_says_no_holds_the_release() {
    let folder = reviewed();
    assert_eq!(verdict(&folder, "refunds/window", "correctness", "fail").code, 0);
    assert_eq!(sign(&folder, "good", "jane.key", &[]).code, 0);
    let done = gate(&folder, "good", &[]);
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
}

#[test]
fn a_signature_that_cannot_count_does_not() {
    for (key, run, more, says) in [
        ("eve.key", "good", &[][..], "key"),
        ("jane.key", "good", &["--now", "2026-11-03T10:00:00Z"], "future"),
        ("jane.key", "bad", &[], "over another run"),
    ] {
        let folder = reviewed();
        assert_eq!(sign(&folder, run, key, more).code, 0);
        let done = gate(&folder, "good", &[]);
        assert_ne!(done.code, 0, "{key} {run} {more:?}\n{}", done.out);
        assert!(done.out.contains(says), "{key} {run} {more:?}\n{}", done.out);
    }
    let folder = reviewed();
    assert_eq!(sign(&folder, "good", "jane.key", &["--reviews", "reviews.jsonl"]).code, 0);
    let (kept, _) =
        folder.read("reviews.jsonl").trim_end().rsplit_once('\n').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
    folder.write("reviews.jsonl", kept + "\n");
    let done = gate(&folder, "good", &[]);
    assert_ne!(done.code, 0, "a record was removed after the signature\n{}", done.out);
}

#[test]
fn usage_of_the_gate_is_told_from_what_it_decides() {
    let folder = reviewed();
    folder.write(
        "average.toml",
        folder.read("release.toml") + "\n[[budgets]]\nmeasure = \"accuracy.mean\"\nat_most = 1\n",
    );
    for (arguments, code, says) in [
        (&["check", "average.toml", "--run", "good"][..], 2, "average"),
        (&["check", "nowhere.toml", "--run", "good"], 2, "nowhere.toml"),
        (&["check", "release.toml"], 2, "--run"),
        (&["check", "release.toml", "--run", "good", "--reviews", "reviews.jsonl"], 2, "--trust"),
        (&["check", "release.toml", "--run", "good", "--trust", "nowhere.toml"], 2, "nowhere.toml"),
        (&["check", "release.toml", "--run", "nowhere"], 3, "nowhere"),
        (&["check", "release.toml", "--run", "good", "--trust", "trust.toml", "--reviews", "nowhere"], 3, "nowhere"),
        (&["check", "release.toml", "--run", "good", "--output", "release.toml"], 2, "both read and written"),
        (&["sign", "good", "--role", "risk", "--name", "Jane Doe"], 2, "--key"),
        (&["sign", "good", "--role", "risk", "--name", "", "--key", "jane.key"], 2, "name"),
    ] {
        let done = folder.run(&[&["gate"], arguments, &["--now", NOW]].concat());
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{arguments:?}\n{}", done.err);
        assert!(done.err.contains(says), "{arguments:?}\n{}", done.err);
    }
}
