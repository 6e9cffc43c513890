//! Reports made from the folders of runs.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::path::Path;

use common::{case, join, now, record, set};
use lictor_evals::report::{DecisionError, Material, html, junit, markdown, read_decision};
use lictor_evals::run::{AnswerFormat, Collector, Run};
use lictor_evals::set::Set;
use serde_json::json;

fn run(set: &Set, target: &Path, answers: &[(&str, String)]) -> Run {
    let join = join(set, AnswerFormat::default());
    let mut collector = Collector::create(set, target).unwrap();
    for (index, (id, answer)) in answers.iter().enumerate() {
        let source = lictor_model::Source { file: "answers.jsonl".into(), line: index as u64 + 1 };
        let line = json!({"id": id, "answer": answer}).to_string();
        for joined in join.line(&source, Ok(&line), record) {
            collector.take(joined).unwrap();
        }
    }
    collector.finish(common::facts(), Vec::new(), now()).unwrap();
    Run::open(target, now()).unwrap()
}

#[test]
fn a_report_of_two_runs_shows_what_changed_and_no_text_of_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    // Made here, so that no file holds anything like it.
    let secret = format!("{}{}", "AK", "IA".repeat(9));
    let set = set([
        case("a", json!({"behaviour": "answer"})),
        case("b", json!({"behaviour": "answer"})),
        case("c", json!({"forbidden": ["falcon"]})),
    ]);
    let fine = |text: &str| format!("{text} {secret}");
    let base = run(&set, &folder.path().join("base"), &[("a", fine("Yes.")), ("b", fine("Yes."))]);
    let head = [("a", fine("[REF102] No.")), ("b", fine("Yes.")), ("nobody", fine("Yes."))];
    let head = run(&set, &folder.path().join("head"), &head);
    let material = Material::read(&head, Some(&base), std::slice::from_ref(&base), None).unwrap();
    let report = material.report();
    report.check().unwrap();
    assert_eq!((report.cases.len(), report.problems.len(), report.history.len()), (3, 2, 1));
    assert_eq!(report.comparison.unwrap().cases.len(), 1);
    for text in [html(&report), markdown(&report), junit(&report).unwrap()] {
        assert!(!text.contains(&secret));
        assert!(text.contains("REF102"));
    }
    assert!(markdown(&report).contains("| usefulness | all |"));
}

#[test]
fn a_file_that_is_no_decision_is_refused_without_quoting_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decision.json");
    assert!(matches!(read_decision(&path), Err(DecisionError::Read { .. })));
    for text in [
        "",
        "[]",
        "{\"schema\": \"lictor.decision/v9\"}",
        "{\"schema\": \"lictor.decision/v1\", \"outcome\": \"hush\"}",
    ] {
        std::fs::write(&path, text).unwrap();
        let error = read_decision(&path).unwrap_err();
        assert!(matches!(error, DecisionError::Content { .. }));
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
