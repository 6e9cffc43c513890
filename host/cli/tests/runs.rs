//! `lictor run` as a user meets it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::evaluation::{document, evaluated, files_of, run, shop};

#[test]
fn exit_codes_can_be_trusted() {
    let folder = evaluated();
    folder.write("extra.jsonl", folder.read("good.jsonl") + "{\"id\":\"refunds/windw\",\"answer\":\"30 days.\"}\n");
    folder.write("few.jsonl", folder.read("good.jsonl").lines().next().unwrap()).write("none.jsonl", "");
    for (answers, output, more, code) in [
        ("good", "a", &[][..], 0),
        ("bad", "b", &[], 0),
        ("extra", "c", &[], 1),
        ("few", "d", &[], 3),
        ("none", "e", &[], 3),
        ("good", "good", &[], 2),
        ("good", "good.jsonl", &[], 2),
        ("good", "nowhere/x", &[], 3),
        ("nowhere", "x", &[], 2),
        ("good", "x", &["--meta", "model"], 2),
        ("good", "x", &["--map", "anwser=/a"], 2),
        ("good", "x", &["--select", "EXPP"], 2),
        ("good", "x", &["--now", "soon"], 2),
    ] {
        let done = run(&folder, answers, output, more);
        assert_eq!(done.code, code, "{answers} to {output} {more:?}\n{}{}", done.out, done.err);
    }
    assert!(!folder.path().join("x").exists());
}

#[test]
fn what_it_comes_to_is_told_to_people_and_to_programs() {
    let folder = shop();
    let done = run(&folder, "bad", "text", &[]);
    let line = |name: &str| {
        let mut of = done.out.split("correctness").nth(1).unwrap_or_default().lines();
        of.find(|line| line.starts_with(name)).map(|line| line.split_whitespace().take(6).collect::<Vec<_>>())
    };
    assert!(done.out.starts_with("text: 3 answers to 3 cases\nsha256:"), "{}", done.out);
    assert_eq!(line("refunds"), Some(vec!["refunds", "2", "1", "0", "0", "66.7"]), "{}", done.out);
    let done = run(&folder, "bad", "json", &["--format", "json"]);
    let report = document(&done, "lictor.run-report/v1");
    assert_eq!((&report["run"], &report["counts"]["answers"]), (&"json".into(), &3.into()));
    assert_eq!(report["workflows"]["refunds"]["correctness"]["fail"], 1);
}

#[test]
fn the_same_answers_give_the_same_run_for_any_number_of_threads() {
    let folder = shop();
    for jobs in ["1", "3"] {
        // The name of the folder is part of the manifest.
        std::fs::create_dir(folder.path().join(jobs)).unwrap();
        let (run_of, today) = (format!("{jobs}/run"), ["--today", "2026-11-02", "--jobs", jobs]);
        assert_eq!(run(&folder, "good", &run_of, &today).code, 0);
    }
    assert_eq!(
        files_of(&folder, "1/run").into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(),
        files_of(&folder, "3/run").into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>()
    );
}

#[test]
fn a_run_is_never_written_over() {
    let folder = evaluated();
    let before = files_of(&folder, "good");
    let done = run(&folder, "bad", "good", &[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("good exists already") && done.err.contains("another folder"), "{}", done.err);
    assert_eq!(files_of(&folder, "good"), before);
}

#[test]
fn what_does_not_fit_is_named_and_counted() {
    let folder = shop();
    folder.write(
        "odd.jsonl",
        "{\"id\":\"refunds/window\",\"answer\":\"For 30 days.\",\"repeat\":1}\n\
         {\"id\":\"refunds/window\",\"answer\":\"For a month.\",\"repeat\":1}\n\
         {\"id\":\"refunds/windw\",\"answer\":\"For 30 days.\"}\n\
         {\"id\":\n\
         {\"id\":\"refunds/which-order\",\"answer\":\"Which order do you mean?\"}\n",
    );
    let arguments = ["run", "--set", "set", "--answers", "odd.jsonl", "--policy", "p.toml", "--no-progress"];
    let done = folder.run(&[&arguments[..], &["--format", "json", "--output", "odd"]].concat());
    assert_eq!(done.code, 3);
    let report = document(&done, "lictor.run-report/v1");
    for kind in ["missing", "extra", "duplicate", "unreadable"] {
        assert_eq!(report["counts"][kind], 1, "{kind}");
        let named = |problem: &&serde_json::Value| problem["kind"] == kind;
        assert_eq!(report["problems"].as_array().unwrap().iter().filter(named).count(), 1, "{kind}");
    }
    for said in [
        "odd.jsonl:2: duplicate `refunds/window`",
        "odd.jsonl:3: extra `refunds/windw`: the set has no such case; did you mean `refunds/window`?",
        "odd.jsonl:4: unreadable",
        "missing `refunds/stranger`",
        "1 case has no answer",
        "1 answer names no case of the set",
        "1 answer came twice",
        "1 line holds no answer",
    ] {
        assert!(done.err.contains(said), "{said}\n{}", done.err);
    }
    assert_eq!(folder.read("odd/problems.jsonl").lines().count(), 4);
}

#[test]
fn compressed_answers_standard_input_and_other_shapes_are_read_like_plain_ones() {
    let folder = shop();
    let plain = folder.read("good.jsonl");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, plain.as_bytes()).unwrap();
    folder.write("good.jsonl.gz", gzip.finish().unwrap());
    folder.write("log.jsonl", plain.replace("\"id\"", "\"case_of\"").replace("\"answer\"", "\"out\""));
    let arguments = ["run", "--quiet", "--set", "set", "--policy", "p.toml"];
    let outcomes = |run: &str| -> Vec<String> {
        let results = folder.read(&format!("{run}/results.jsonl"));
        let results = results.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        results.map(|result| format!("{} {}", result["case"], result["outcomes"])).collect()
    };
    for (name, more) in [
        ("plain", &["--answers", "good.jsonl"][..]),
        ("gz", &["--answers", "good.jsonl.gz"]),
        ("mapped", &["--answers", "log.jsonl", "--map", "id=/case_of,answer=/out,latency-ms=/latency_ms"]),
        ("piped", &["--answers", "-"]),
    ] {
        let done = folder.pipe(&[&arguments[..], &["--output", name], more].concat(), plain.as_bytes());
        assert_eq!(done.code, 0, "{name}: {}", done.err);
        assert_eq!(outcomes(name), outcomes("plain"), "{name}");
    }
    assert_eq!(outcomes("plain").len(), 3);
}

#[test]
fn a_run_holds_no_text_of_an_answer() {
    let folder = evaluated();
    for (name, bytes) in files_of(&folder, "good") {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("30 days after delivery") && !text.contains("open orders"), "{name}");
    }
}

#[test]
fn a_run_can_be_read_as_soon_as_it_is_made() {
    let folder = shop();
    let arguments = ["run", "--quiet", "--set", "set", "--answers", "good.jsonl", "--policy", "p.toml", "--output"];
    // In both halves of a second.
    for name in ["a", "b", "c"] {
        assert_eq!(folder.run(&[&arguments[..], &[name]].concat()).code, 0);
        let done = folder.run(&["compare", name, name]);
        assert_eq!(done.code, 0, "{}", done.err);
        std::thread::sleep(std::time::Duration::from_millis(150));
    }
}
