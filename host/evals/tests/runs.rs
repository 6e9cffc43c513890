//! Runs: answers joined with a set, written, verified, read back.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;
use std::path::Path;

use common::{Answered, case, join, now, record, rules, set};
use lictor_evals::Outcome;
use lictor_evals::run::{
    AnswerFormat, CaseResult, Collector, Finished, ProblemKind, RuleState, Run, RunError, parse_meta, promptfoo_results,
};
use lictor_evals::set::Set;
use lictor_model::{Dimension, Level, Sample};
use serde_json::{Value, json};

/// Runs lines over a set; what the engine says of an answer is in its text: `[REF102]` finds something.
fn run(set: &Set, target: &Path, lines: &[String]) -> Result<Finished, RunError> {
    let format = AnswerFormat::default();
    let join = join(set, format);
    let mut collector = Collector::create(set, target)?;
    for (index, line) in lines.iter().enumerate() {
        let source = lictor_model::Source { file: "answers.jsonl".into(), line: index as u64 + 1 };
        for joined in join.line(&source, Ok(line), record) {
            collector.take(joined)?;
        }
    }
    collector.finish(common::facts(), Vec::new(), now())
}

fn line(id: &str, answer: &str) -> String {
    json!({"id": id, "answer": answer}).to_string()
}

fn results(folder: &Path) -> Vec<CaseResult> {
    Run::open(folder, now()).unwrap().results().unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_run_is_written_whole_and_reads_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("first");
    let set = set([case("a", json!({"behaviour": "answer"})), case("b", json!({"forbidden": ["falcon"]}))]);
    let lines = [
        json!({"id": "a", "answer": "It is 30 days.", "latency_ms": 12.5, "cost": 0.25}).to_string(),
        line("a", "[REF102] I can't help with that."),
        line("b", "It is the Falcon project."),
    ];
    let finished = run(&set, &target, &lines).unwrap();
    let run = Run::open(&target, now()).unwrap();
    assert_eq!(run.digest(), finished.digest);
    assert_eq!((run.manifest().name.as_str(), run.manifest().created.as_str()), ("first", "2026-11-25T08:00:00Z"));
    assert_eq!((finished.counts.answers, finished.counts.repeats, finished.counts.missing), (3, 2, 0));

    let read: Vec<CaseResult> = run.results().unwrap().map(Result::unwrap).collect();
    let seen: Vec<(&str, u32)> = read.iter().map(|result| (result.case.as_str(), result.repeat)).collect();
    assert_eq!(seen, [("a", 1), ("a", 2), ("b", 1)]);
    let correct: Vec<Outcome> = read.iter().map(|result| result.outcomes[&Dimension::Correctness]).collect();
    assert_eq!(correct, [Outcome::Pass, Outcome::Fail, Outcome::Fail]);

    let summaries = run.summaries().unwrap();
    assert_eq!(summaries[0].outcome(Dimension::Correctness), Outcome::Fail);
    assert_eq!(summaries[0].dimensions[&Dimension::Correctness].pass, 1);
    assert_eq!(summaries[0].measures.values().flatten().copied().collect::<Vec<f64>>(), [12.5, 0.25]);
    let over_refusal = rules().into_iter().find(|rule| rule.id.code() == "REF102").unwrap();
    assert_eq!(summaries[0].rule_state(&over_refusal), RuleState::Found);
    assert_eq!(summaries[1].rule_state(&over_refusal), RuleState::Clear);
    let all = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(all, 1, "nothing temporary is left");
}

#[test]
fn no_text_of_an_answer_is_in_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"forbidden": ["x"], "facts": ["30 days"], "form": {"exact": "yes"}}))]);
    run(&set, &target, &[line("a", "[EXP301] peculiarword [redact]")]).unwrap();
    for entry in fs::read_dir(&target).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("peculiarword"), "{}", path.display());
    }
}

#[test]
fn what_does_not_fit_is_named_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("refund-late", json!({"behaviour": "answer"})), case("b", json!({"behaviour": "answer"}))]);
    let numbered = |repeat: u32, text: &str| json!({"id": "b", "answer": text, "repeat": repeat}).to_string();
    let lines = [
        line("refund-lat", "Yes."),
        line("b", "One."),
        line("b", "One."),
        numbered(3, "Three."),
        numbered(3, "Again three."),
        "{\"id\": \"b\", \"anwser\": \"?\"}".to_owned(),
        "{".to_owned(),
    ];
    let finished = run(&set, &target, &lines).unwrap();
    let counts = &finished.counts;
    assert_eq!((counts.missing, counts.extra, counts.duplicate, counts.unreadable, counts.answers), (1, 1, 2, 2, 2));
    let run = Run::open(&target, now()).unwrap();
    let problems: Vec<_> = run.problems().unwrap().map(Result::unwrap).collect();
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| {
            let line = problem.source.as_ref().map(|source| source.line);
            let message = problem.message.as_deref().unwrap_or_default();
            format!("{:?} {:?} {line:?} {message}", problem.kind, problem.case)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(problems, finished.problems);
    // A case without an answer passes nowhere.
    let summaries = run.summaries().unwrap();
    let missing = summaries.iter().find(|summary| summary.case.id == "refund-late").unwrap();
    assert!(Dimension::ALL.into_iter().all(|dimension| missing.outcome(dimension) == Outcome::Unchecked));
    assert_eq!(problems.last().unwrap().kind, ProblemKind::Missing);
}

/// As under `--map id=/output`: every answer stands where the case should.
#[test]
fn an_answer_in_the_place_of_its_case_is_in_no_file_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    let lines = [line("a", "Yes."), line("Your key is ghp_16C7e42F292c6912", "Yes."), line("Jane Doe owes 30", "Yes.")];
    let finished = run(&set, &target, &lines).unwrap();
    assert_eq!(finished.counts.extra, 2);
    for (problem, line) in finished.problems.iter().zip([2, 3]) {
        assert_eq!((&problem.case, problem.source.as_ref().map(|source| source.line)), (&None, Some(line)));
    }
    for entry in fs::read_dir(&target).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("ghp_") && !text.contains("Jane"), "{text}");
    }
}

#[test]
fn an_existing_target_is_refused_and_an_abandoned_run_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    drop(Collector::create(&set, &target).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    fs::create_dir(&target).unwrap();
    assert!(matches!(Collector::create(&set, &target), Err(RunError::Exists(_))));
    // One that appears while the run is made is not replaced either.
    let second = folder.path().join("second");
    let collector = Collector::create(&set, &second).unwrap();
    fs::create_dir(&second).unwrap();
    assert!(matches!(collector.finish(common::facts(), Vec::new(), now()), Err(RunError::Exists(_))));
    assert_eq!(fs::read_dir(&second).unwrap().count(), 0);
}

#[test]
fn a_run_that_was_edited_is_refused_and_the_file_is_named() {
    let set = set([case("a", json!({"behaviour": "answer"})), case("b", json!({"behaviour": "answer"}))]);
    for file in ["aggregates.jsonl", "cases.jsonl", "problems.jsonl", "results.jsonl"] {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("run");
        run(&set, &target, &[line("a", "Yes.")]).unwrap();
        let path = target.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
        fs::remove_file(&path).unwrap();
        let missing = Run::open(&target, now()).unwrap_err();
        assert!(missing.to_string().contains(file), "{missing}");
        fs::write(&path, text + "\n").unwrap();
        let error = Run::open(&target, now()).unwrap_err();
        assert!(matches!(&error, RunError::Edited { path, .. } if path.ends_with(file)), "{error}");
        assert!(error.to_string().contains("was edited after the fact"), "{error}");
    }
}

#[test]
fn a_result_that_changes_after_opening_is_noticed_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    run(&set, &target, &[line("a", "Yes.")]).unwrap();
    let opened = Run::open(&target, now()).unwrap();
    let path = target.join("results.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, text.replace("\"pass\"", "\"fail\"")).unwrap();
    let last = opened.results().unwrap().last().unwrap();
    assert!(matches!(last, Err(RunError::Edited { .. })), "{last:?}");
    assert!(opened.summaries().is_err());
}

#[test]
fn manifests_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    run(&set, &target, &[line("a", "Yes.")]).unwrap();
    let path = target.join("manifest.json");
    let manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut changed = manifest.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        let _ = fs::remove_file(&path);
        fs::write(&path, changed.to_string()).unwrap();
        Run::open(&target, now()).unwrap_err().to_string()
    };
    assert!(with("/schema", json!("lictor.run/v9")).contains("lictor.run/v1"));
    assert!(with("/created", json!("2026-11-25T08:00:01Z")).contains("in the future"));
    assert!(with("/created", json!("yesterday")).contains("no time"));
    assert!(with("/files", json!({"../elsewhere": manifest["files"]["cases.jsonl"]})).contains("names other files"));
    assert!(with("/counts", json!("many")).contains("no manifest"));
    let _ = fs::remove_file(&path);
    fs::write(&path, "[").unwrap();
    assert!(matches!(Run::open(&target, now()), Err(RunError::Content { .. })));
    assert!(matches!(Run::open(folder.path(), now()), Err(RunError::Read { .. })));
}

#[test]
fn previews_waivers_and_failures_of_plugins_decide_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    let lines: Vec<String> = ["[EXP103] one", "[EXP301 waived] two", "[EXP301] three", "[failed] four", "[n/a] five"]
        .iter()
        .map(|text| line("a", text))
        .collect();
    run(&set, &target, &lines).unwrap();
    let risk: Vec<Outcome> = results(&target).iter().map(|result| result.outcomes[&Dimension::Risk]).collect();
    assert_eq!(risk, [Outcome::Pass, Outcome::Pass, Outcome::Fail, Outcome::Unchecked, Outcome::NotApplicable]);
    let summary = Run::open(&target, now()).unwrap().summaries().unwrap().remove(0);
    let found: Vec<(&str, u64, u64)> =
        summary.rules.iter().map(|rule| (rule.rule.code(), rule.answers, rule.waived)).collect();
    assert!(found.contains(&("EXP301", 1, 1)), "{found:?}");
    assert_eq!(summary.outcome(Dimension::Risk), Outcome::Fail);
}

#[test]
fn an_answer_brings_its_own_contexts_and_never_a_caller() {
    let mut with =
        case("a", json!({"behaviour": "answer", "facts": ["x", {"text": "5 %", "tolerance": {"absolute": 1}}]}));
    with["input"]["caller"] = json!({"labels": ["staff"]});
    with["input"]["contexts"] = json!([{"id": "old", "text": "old"}]);
    let set = set([with]);
    let join = join(&set, AnswerFormat::default());
    let source = lictor_model::Source { file: "a".into(), line: 1 };
    let seen = |line: Value| {
        let mut seen: Vec<Sample> = Vec::new();
        let joined = join.line(&source, Ok(&line.to_string()), |sample| {
            seen.push(sample.clone());
            record(sample)
        });
        assert_eq!(joined.len(), 1);
        seen.pop()
    };
    let own = seen(json!({"id": "a", "answer": "x", "contexts": [{"id": "new", "text": "new"}]})).unwrap();
    assert_eq!(own.contexts.unwrap()[0].id.as_deref(), Some("new"));
    assert_eq!(own.caller.unwrap().labels, ["staff"]);
    let expectation = own.expectation.unwrap();
    assert_eq!(expectation.facts.iter().map(|fact| fact.text.as_str()).collect::<Vec<_>>(), ["x"]);
    let plain = seen(json!({"case": "a", "answer": "x"})).unwrap();
    assert_eq!(plain.contexts.unwrap()[0].id.as_deref(), Some("old"));
    assert!(seen(json!({"id": "a", "answer": "x", "caller": {"labels": ["root"]}})).is_none());
}

#[test]
fn what_a_line_lacks_is_said_without_its_values() {
    let answered = |line: &str| Answered::of(line);
    for (line, says) in [
        (r#"{"id": "a", "answer": "s3cret", "context": []}"#, "unknown key `context`; did you mean `contexts`?"),
        (r#"{"id": "a"}"#, "no `answer`"),
        (r#"{"answer": "s3cret"}"#, "no `id`"),
        (r#"{"id": "a", "answer": ["s3cret"]}"#, "`answer` has the wrong shape"),
        (r#"{"id": "a", "case": "a", "answer": "s3cret"}"#, "both name the case"),
        (r#"{"id": "a", "answer": "x", "latency_ms": -1}"#, "`latency_ms` is a number from 0"),
        (r#"{"id": "a", "answer": "x", "feedback": 2}"#, "`feedback` is a number from 0 (bad) to 1 (good)"),
        (r#"{"id": "a", "answer": "x", "repeat": 0}"#, "`repeat` counts"),
        (r#"["a", "s3cret"]"#, "not a JSON object"),
        (r#"{"id": "a", "answer": "s3cret"#, "ends too early"),
    ] {
        let message = answered(line).unwrap_err();
        assert!(message.contains(says), "{line}: {message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn promptfoo_is_read_line_by_line_and_as_a_document() {
    let result = |index: u64, output: Value| {
        json!({
            "promptIdx": index, "testIdx": 0, "success": false, "latencyMs": 840, "cost": 0.002,
            "vars": {"question": "How long?"}, "testCase": {"metadata": {"case": "a"}},
            "response": {"output": output, "finishReason": "stop", "tokenUsage": {"prompt": 12, "completion": 5}},
        })
    };
    let lines = [result(0, "30 days".into()), result(0, json!({"days": 30})), result(1, "other".into()), {
        let mut failed = result(0, Value::Null);
        failed["error"] = json!("401");
        failed
    }];
    let document = json!({"evalId": "e", "results": {"version": 3, "prompts": [{}], "results": lines, "stats": {}}});
    let mut parts = Vec::new();
    let whole = promptfoo_results(document.to_string().as_bytes(), 10_000, &mut |number, line| {
        parts.push((number, line.unwrap()));
        true
    });
    assert!(whole);
    assert_eq!(parts.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3, 4]);

    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    let lines: Vec<String> = parts.into_iter().map(|(_, line)| line).collect();
    let finished = run(&set, &target, &lines).unwrap();
    assert_eq!((finished.counts.answers, finished.counts.extra, finished.counts.unreadable), (2, 1, 1));
    let measures = &results(&target)[0].measures;
    assert_eq!((measures.latency_ms, measures.input_tokens, measures.output_tokens), (Some(840.0), Some(12), Some(5)));
    let named: Vec<Option<&str>> = finished.problems.iter().map(|problem| problem.case.as_deref()).collect();
    assert_eq!(named, [Some("a"), Some("a")]);
}

#[test]
fn a_document_that_is_none_is_an_error_and_a_large_result_is_not_held() {
    let first = |text: &str, max: usize| {
        let mut first = None;
        promptfoo_results(text.as_bytes(), max, &mut |_, line| {
            first.get_or_insert(line);
            true
        });
        first
    };
    let large = format!("{{\"results\": [{{\"x\": \"{}\"}}]}}", "y".repeat(5_000));
    assert!(first(&large, 1_000).unwrap().unwrap_err().contains("--max-line-bytes"));
    assert!(first(&large, 10_000).unwrap().is_ok());
    assert!(first("{\"id\": 1}", 1_000).unwrap().unwrap_err().contains("no `results`"));
    assert!(first("{\"results\": [", 1_000).unwrap().unwrap_err().contains("ends too early"));
    assert!(first("{}\n{}", 1_000).unwrap().unwrap_err().contains("JSON Lines are named .jsonl"));
}

#[test]
fn other_lines_are_read_through_a_map() {
    let set = set([case("7", json!({"behaviour": "answer"}))]);
    let map = "answer=/out,id=/case,latency-ms=/ms,repeat=/n".parse().unwrap();
    let join = join(&set, AnswerFormat { map: Some(map), prompt_index: 0 });
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let mut collector = Collector::create(&set, &target).unwrap();
    let source = lictor_model::Source { file: "log".into(), line: 1 };
    for line in
        [json!({"case": 7, "out": "A", "ms": 3, "n": 2}), json!({"out": "B"}), json!({"case": 7, "out": "C", "n": 0.5})]
    {
        for joined in join.line(&source, Ok(&line.to_string()), record) {
            collector.take(joined).unwrap();
        }
    }
    let finished = collector.finish(common::facts(), Vec::new(), now()).unwrap();
    assert_eq!((finished.counts.answers, finished.counts.unreadable), (1, 2));
    assert_eq!(results(&target)[0].repeat, 2);
    let messages: Vec<_> = finished.problems.iter().filter_map(|problem| problem.message.as_deref()).collect();
    assert_eq!(messages, ["no case: add id=/… to --map", "`repeat` is a whole number from 0"]);
}

#[test]
fn meta_takes_values_and_digests_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let prompt = folder.path().join("prompt.txt");
    fs::write(&prompt, "You help.").unwrap();
    let text = format!("model=acme-1,prompt=@{}", prompt.display());
    let meta = parse_meta([text.as_str(), "retrieval=kb-41"]).unwrap();
    assert_eq!(meta["model"].value, "acme-1");
    assert_eq!(meta["prompt"].digest, Some(lictor_model::Digest::of("You help.")));
    assert_eq!(meta.len(), 3);
    for (pair, says) in [
        ("model", "key=value"),
        ("Model=a", "lower-case"),
        ("model=a,model=b", "twice"),
        ("prompt=@/nowhere/at/all", "No such file"),
        ("model=", "1 to 1024"),
    ] {
        let error = parse_meta([pair]).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_level_decides_what_fails() {
    let set = set([case("a", json!({"behaviour": "answer"}))]);
    let outcome = |fail_on: Level| {
        let join = lictor_evals::run::Join::new(&set, &rules(), fail_on, AnswerFormat::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut collector = Collector::create(&set, &folder.path().join("run")).unwrap();
        let source = lictor_model::Source { file: "a".into(), line: 1 };
        for joined in join.line(&source, Ok(&line("a", "[REF206] As an AI, yes.")), record) {
            collector.take(joined).unwrap();
        }
        let finished = collector.finish(common::facts(), Vec::new(), now()).unwrap();
        finished.workflows["support"][&Dimension::Usefulness].case_outcome()
    };
    assert_eq!((outcome(Level::Warn), outcome(Level::Note)), (Outcome::Pass, Outcome::Fail));
}
