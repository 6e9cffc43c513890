//! `lictor check` as a user meets it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{folder, records, root};

const BAD: &str = r#"{"id": "bad", "answer": "The card is 4539 1488 0343 6467, and no need to see a doctor."}"#;
const GOOD: &str = r#"{"id": "good", "answer": "Open the settings and choose a new name."}"#;

#[test]
fn exit_codes_can_be_trusted() {
    let folder = folder();
    folder.write("bad.jsonl", BAD).write("good.jsonl", GOOD).write("broken.jsonl", format!("{BAD}\n{{\n"));
    for (arguments, code) in [
        (&["check", "good.jsonl"][..], 0),
        (&["check", "bad.jsonl"], 1),
        (&["check", "bad.jsonl", "--exit-zero"], 0),
        (&["check", "bad.jsonl", "--select", "REF"], 0),
        (&["check", "broken.jsonl"], 3),
        (&["check", "broken.jsonl", "--exit-zero"], 3),
        (&["check"], 2),
        (&["check", "good.jsonl", "--fail-on", "sometimes"], 2),
        (&["check", "good.jsonl", "--format", "xml"], 2),
        (&["check", "good.jsonl", "--today", "tomorrow"], 2),
        (&["check", "good.jsonl", "--map", "anwser=/a"], 2),
        (&["check", "good.jsonl", "--select", "EXPP"], 2),
        (&["check", "good.jsonl", "--ignore", "all"], 2),
    ] {
        let done = folder.run(arguments);
        assert_eq!(done.code, code, "{arguments:?}\n{}{}", done.out, done.err);
    }
}

#[test]
fn fail_on_is_the_weakest_level_that_fails() {
    let folder = folder();
    folder.write("note.jsonl", r#"{"answer": "Studies show that it works well for most people in the office."}"#);
    assert_eq!(folder.run(&["check", "note.jsonl"]).code, 0);
    assert_eq!(folder.run(&["check", "note.jsonl", "--fail-on", "note"]).code, 1);
}

#[test]
fn the_same_file_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = folder();
    let answers = std::fs::read_to_string(root().join("examples/answers.jsonl")).unwrap();
    folder.write("answers.jsonl", answers.repeat(20));
    for format in ["text", "json", "jsonl", "sarif", "junit", "github", "csv"] {
        let run = |jobs: &str| {
            folder.run(&["check", "answers.jsonl", "--format", format, "--jobs", jobs, "--today", "2026-01-15"]).out
        };
        let one = run("1");
        assert!(one.len() > 1000, "{format}");
        assert_eq!(one, run("2"), "{format}");
        assert_eq!(one, run("1"), "{format}");
    }
}

#[test]
fn compressed_files_and_standard_input_are_read_like_plain_ones() {
    let folder = folder();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, BAD.as_bytes()).unwrap();
    folder.write("a.jsonl", BAD).write("a.jsonl.gz", gzip.finish().unwrap());
    folder.write("a.jsonl.zst", zstd::encode_all(BAD.as_bytes(), 1).unwrap());
    let findings = |done: &common::Done| records(done)[0]["findings"].to_string();
    let plain = folder.run(&["check", "a.jsonl", "--format", "jsonl"]);
    assert!(findings(&plain).contains("EXP501"), "{}", plain.out);
    let twice =
        [zstd::encode_all(GOOD.as_bytes(), 1).unwrap(), zstd::encode_all(format!("\n{BAD}").as_bytes(), 1).unwrap()];
    folder.write("two.jsonl.zst", twice.concat());
    let two = folder.run(&["check", "two.jsonl.zst", "--format", "jsonl"]);
    assert_eq!((two.code, records(&two).len()), (1, 2), "several frames: {}", two.err);
    for file in ["a.jsonl.gz", "a.jsonl.zst"] {
        assert_eq!(findings(&folder.run(&["check", file, "--format", "jsonl"])), findings(&plain), "{file}");
    }
    let piped = folder.pipe(&["check", "-", "--format", "jsonl"], BAD.as_bytes());
    assert_eq!(findings(&piped), findings(&plain));
    assert_eq!(records(&piped)[0]["source"]["file"], "-");
}

#[test]
fn a_report_in_a_file_is_whole_and_replaces_the_old_one() {
    let folder = folder();
    folder.write("a.jsonl", BAD).write("report.json", "old");
    let done = folder.run(&["check", "a.jsonl", "--format", "json", "--output", "report.json"]);
    assert_eq!((done.code, done.out.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["records"].as_array().unwrap().len(), 1);
    let done = folder.run(&["check", "a.jsonl", "--output", "nowhere/report.json"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("nowhere/report.json"), "{}", done.err);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    let done = folder.run(&["check", "a.jsonl", "--output", "a.jsonl"]);
    assert_eq!((done.code, folder.read("a.jsonl").as_str()), (2, BAD));
    assert_eq!(folder.run(&["check", "a.jsonl", "--output", "/dev/null"]).code, 1);
}

#[test]
fn other_shapes_are_mapped() {
    let folder = folder();
    folder.write("a.jsonl", r#"{"case": 1, "out": "The card is 4539 1488 0343 6467.", "docs": ["x"], "in": "Card?"}"#);
    let map = "answer=/out,prompt=/in,contexts=/docs,id=/case";
    let done = folder.run(&["check", "a.jsonl", "--map", map, "--format", "jsonl"]);
    let record = &records(&done)[0];
    assert_eq!((record["id"].as_str(), done.code), (Some("1"), 1), "{}", done.out);
    let log = r#"{"request": {"messages": [{"role": "user", "content": "Card?"}]}, "response": {"id": "r1", "choices":
        [{"finish_reason": "stop", "message": {"role": "assistant", "content": "The card is 4539 1488 0343 6467."}}]}}"#;
    folder.write("log.jsonl", log.replace('\n', " "));
    let done = folder.run(&["check", "log.jsonl", "--map", "openai", "--format", "jsonl"]);
    assert_eq!((records(&done)[0]["id"].as_str(), done.code), (Some("r1"), 1), "{}", done.out);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let folder = folder();
    folder.write("a.jsonl", format!("{BAD}\n").repeat(20_000));
    let mut child = folder
        .command(&["check", "a.jsonl", "--format", "jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

#[test]
fn rules_can_be_read_in_the_terminal() {
    let folder = folder();
    let list = folder.run(&["rules", "list"]);
    assert!(list.out.lines().count() >= 49, "{}", list.out);
    let page = folder.run(&["rules", "explain", "EXP501"]);
    assert!(page.out.contains("## What it does") && page.out.contains("It does not fire on"), "{}", page.out);
    let json = folder.run(&["rules", "explain", "lictor/EXP501", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["slug"], "payment-card");
    let missing = folder.run(&["rules", "explain", "EXP591"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("did you mean"), "{}", missing.err);
}

#[test]
fn a_retired_code_is_explained() {
    let folder = folder();
    let mut manifest = lictor_hostile::manifest();
    manifest["tombstones"] = serde_json::json!([
        {"code": "EVL900", "replaced_by": "EVL001", "reason": "It was too narrow."},
        {"code": "EVL901", "reason": "It could not be made to work."},
    ]);
    let guest = lictor_hostile::Guest { manifest: manifest.to_string(), ..Default::default() };
    folder.write("guest.wasm", guest.build());
    folder.write(
        "p.toml",
        "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\npath = \"guest.wasm\"\ninputs = [\"answer\"]\n",
    );
    let explain =
        |code: &str, format: &str| folder.run(&["rules", "explain", code, "--policy", "p.toml", "--format", format]);
    let page = explain("EVL900", "text");
    assert_eq!(page.code, 0, "{}", page.err);
    assert!(page.out.contains("retired") && page.out.contains("It was too narrow."), "{}", page.out);
    assert!(page.out.contains("Use `EVL001` instead."), "{}", page.out);
    assert!(explain("evil/EVL901", "text").out.contains("Nothing takes its place."));
    let json: serde_json::Value = serde_json::from_str(&explain("EVL900", "json").out).unwrap();
    assert_eq!((&json["status"], &json["replaced_by"]), (&"removed".into(), &"EVL001".into()));
}

#[test]
fn a_corpus_shows_what_rules_cost() {
    let folder = folder();
    folder.write("a.jsonl", "{\"answer\": \"Write to p.okafor@orange.fr or to x.\"}\n{\"answer\": \"Nothing.\"}\n");
    let done = folder.run(&["rules", "profile", "--format", "json", "a.jsonl"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let json: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(json["samples"], 2);
    let rules = json["rules"].as_array().unwrap();
    let mail = rules.iter().find(|rule| rule["rule"] == "lictor/EXP401").unwrap();
    assert_eq!((&mail["wakes"], &mail["findings"]), (&1.into(), &1.into()));
    assert!(mail["hits"].as_u64().unwrap() >= 1 && mail["time_us"].as_f64().unwrap() > 0.0, "{mail}");
    let times: Vec<f64> = rules.iter().map(|rule| rule["time_us"].as_f64().unwrap()).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    let text = folder.run(&["rules", "profile", "a.jsonl"]);
    assert!(text.out.contains("2 samples in") && text.out.contains("lictor/EXP401"), "{}", text.out);
    folder.write("b.jsonl", "{\n");
    assert_eq!(folder.run(&["rules", "profile", "a.jsonl", "b.jsonl"]).code, 3);
}

#[test]
fn policies_and_schemas_can_be_shown() {
    let folder = folder();
    for (name, _) in lictor_policy::EMBEDDED {
        let done = folder.run(&["policy", "check", name]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{name}");
        assert!(folder.run(&["policy", "show", name]).out.contains("lictor/EXP501"), "{name}");
    }
    let schema = folder.run(&["policy", "schema"]);
    assert_eq!(schema.out, folder.run(&["schema", "policy"]).out);
    for name in ["sample", "record", "manifest", "policy"] {
        let schema: serde_json::Value = serde_json::from_str(&folder.run(&["schema", name]).out).unwrap();
        assert!(schema["$id"].is_string(), "{name}");
    }
    assert!(folder.run(&["completions", "bash"]).out.contains("lictor"));
    let version = folder.run(&["--version"]);
    assert!(version.out.contains("contract lictor:plugin@1.0.0") && version.out.contains("engine wasmtime"));
}

#[test]
fn a_fingerprint_secret_names_the_same_evidence_alike_and_waives_it() {
    let folder = folder();
    folder.write("a.jsonl", BAD).write("b.jsonl", BAD.replace("\"bad\"", "\"other\""));
    let fingerprint = |file: &str, secret: &str| {
        let mut command = folder.command(&["check", file, "--format", "jsonl", "--select", "EXP501"]);
        let output = command.env("LICTOR_FINGERPRINT_SECRET", secret).output().unwrap();
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        record["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
    };
    let secret = "a secret that is long enough";
    let print = fingerprint("a.jsonl", secret);
    assert_eq!(print, fingerprint("b.jsonl", secret));
    assert_ne!(print, fingerprint("a.jsonl", "another secret that is long"));
    folder.write(
        "p.toml",
        format!(
            "schema = \"lictor.policy/v1\"\nid = \"p\"\nextends = \"default\"\n[[waivers]]\nrule = \"lictor/EXP501\"\n\
             fingerprint = \"{print}\"\nworkflow = \"w\"\nowner = \"o\"\napprover = \"a\"\nreason = \"a test card\"\n\
             expires = 2026-06-30\nrevision = 1\n"
        ),
    );
    let run = |today: &str| {
        let arguments =
            ["check", "a.jsonl", "--policy", "p.toml", "--workflow", "w", "--today", today, "--format", "jsonl"];
        let output = folder.command(&arguments).env("LICTOR_FINGERPRINT_SECRET", secret).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["findings"].to_string()
    };
    assert!(run("2026-06-30").contains("\"waived\":\"a test card\""));
    let expired = run("2026-07-01");
    assert!(!expired.contains("waived") && expired.contains("LIC201"), "{expired}");
}
