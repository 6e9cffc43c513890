//! Input that is broken: each has a message that names place and mend, and costs nothing but itself.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{folder, records};

const GOOD: &str = r#"{"id": "good", "answer": "Open the settings and choose a new name."}"#;

/// A file with one bad line between two good ones: the good ones are checked, the bad one is named.
fn bad_line(line: &[u8], says: &str) {
    let folder = folder();
    let file = [GOOD.as_bytes(), b"\n", line, b"\n", GOOD.as_bytes(), b"\n"].concat();
    folder.write("a.jsonl", file);
    let done = folder.run(&["check", "a.jsonl", "--format", "jsonl", "--max-line-bytes", "1000000"]);
    assert_eq!(done.code, 3, "{}", done.err);
    let records = records(&done);
    let status: Vec<_> = records.iter().map(|record| record["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["checked", "unchecked", "checked"], "{}", done.out);
    let message = records[1]["failures"][0]["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
    assert_eq!(records[1]["source"], serde_json::json!({"file": "a.jsonl", "line": 2}));
    assert!(done.err.contains("1 of 3 samples were not fully checked"), "{}", done.err);
    let text = folder.run(&["check", "a.jsonl", "--max-line-bytes", "1000000"]);
    assert!(text.out.contains("a.jsonl:2") && text.out.contains(says), "{}", text.out);
}

#[test]
fn broken_json() {
    bad_line(br#"{"answer": "x""#, "ends too early");
    bad_line(br#"{"answer": x}"#, "broken JSON, at byte 12");
    bad_line(b"not json", "broken JSON");
}

#[test]
fn a_missing_answer() {
    bad_line(br#"{"id": "7"}"#, "no `answer`");
    bad_line(br#"{"anwser": "x"}"#, "did you mean `answer`?");
}

#[test]
fn wrong_types() {
    bad_line(br#"{"answer": 42}"#, "`answer` has the wrong shape");
    bad_line(br#"["answer"]"#, "not a JSON object");
    bad_line(br#"{"answer": "x", "contexts": "text"}"#, "`contexts` has the wrong shape");
}

#[test]
fn invalid_utf_8() {
    bad_line(b"{\"answer\": \"\xff\"}", "invalid UTF-8 at byte 13");
}

#[test]
fn a_line_of_50_megabytes() {
    let line = format!("{{\"answer\": \"{}\"}}", "x".repeat(50_000_000));
    bad_line(line.as_bytes(), "raise --max-line-bytes");
}

#[test]
fn deeply_nested_json() {
    bad_line(format!("{{\"metadata\": {}", "[".repeat(100_000)).as_bytes(), "JSON");
}

#[test]
fn an_empty_file_holds_no_sample() {
    let folder = folder();
    folder.write("empty.jsonl", "").write("good.jsonl", GOOD);
    let done = folder.run(&["check", "empty.jsonl", "good.jsonl", "--format", "jsonl"]);
    let records = records(&done);
    assert_eq!((done.code, records.len()), (3, 2), "{}", done.out);
    assert!(records[0]["failures"][0]["message"].as_str().unwrap().contains("is empty"));
    assert_eq!(records[1]["status"], "checked");
}

#[test]
fn a_directory_and_a_missing_file() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    folder.write("good.jsonl", GOOD);
    let done = folder.run(&["check", "folder"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("folder is a directory") && done.err.contains("folder/*.jsonl"), "{}", done.err);
    let done = folder.run(&["check", "nowhere.jsonl", "folder", "good.jsonl", "--format", "jsonl"]);
    let records = records(&done);
    assert_eq!((done.code, records.len()), (3, 3), "{}", done.out);
    assert!(records[0]["failures"][0]["message"].as_str().unwrap().contains("no such file"));
    assert_eq!(records[2]["status"], "checked");
}

#[test]
fn a_damaged_gzip_file_gives_what_could_be_read() {
    let folder = folder();
    let mut lines = String::new();
    for index in 0..2000 {
        lines.push_str(&format!("{{\"id\": \"{index}\", \"answer\": \"Answer number {} of many.\"}}\n", index * 7919));
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, lines.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    folder.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
    let done = folder.run(&["check", "cut.jsonl.gz", "--format", "jsonl"]);
    let records = records(&done);
    assert_eq!(done.code, 3);
    assert!(records.len() > 100, "{}", records.len());
    let last = records.last().unwrap();
    assert!(last["failures"][0]["message"].as_str().unwrap().contains("cut short"), "{last}");
}

#[test]
fn a_policy_with_a_typo() {
    let folder = folder();
    folder.write("a.jsonl", GOOD);
    folder.write(
        "p.toml",
        "schema = \"lictor.policy/v1\"\nid = \"p\"\nextends = \"default\"\n[rules]\nselct = [\"EXP\"]\n",
    );
    let done = folder.run(&["check", "a.jsonl", "--policy", "p.toml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("p.toml:5") && done.err.contains("select"), "{}", done.err);
    folder.write(
        "q.toml",
        "schema = \"lictor.policy/v1\"\nid = \"q\"\nextends = \"default\"\n[rules.levels]\nEXP391 = \"warn\"\n",
    );
    let done = folder.run(&["policy", "check", "q.toml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("EXP391") && done.err.contains("EXP301"), "{}", done.err);
    let done = folder.run(&["check", "a.jsonl", "--policy", "defualt"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("did you mean `default`?"), "{}", done.err);
}

/// A policy whose pack is this file.
fn component(bytes: &[u8], says: &str) {
    let folder = folder();
    folder.write("a.jsonl", GOOD).write("pack.wasm", bytes);
    folder.write(
        "p.toml",
        "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\npath = \"pack.wasm\"\ninputs = [\"answer\"]\n",
    );
    let done = folder.run(&["check", "a.jsonl", "--policy", "p.toml"]);
    assert_eq!(done.code, 2);
    let text = done.err.split_whitespace().collect::<Vec<_>>().join(" ").replace(" │ ", " ");
    assert!(text.contains("pack.wasm") && text.contains("p.toml:4") && text.contains(says), "{}", done.err);
}

#[test]
fn components_that_are_none() {
    component(b"hello", "not WebAssembly");
    component(&wat::parse_str("(module)").unwrap(), "a core WebAssembly module");
    let wasi = r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance)))"#;
    component(&wat::parse_str(wasi).unwrap(), "wasi:clocks/wall-clock@0.2.0");
    let whole = lictor_dist::PACKS[0].component;
    component(&whole[..whole.len() / 3], "truncated");
}
