//! From the folder of a run to a decision, as the command line goes.

use std::path::{Path, PathBuf};

use lictor_evals::gate::{Evidence, GateOutcome, GateRun, SignOffDraft, SignOffFile, decide};
use lictor_evals::review::{ReviewDraft, ReviewFile, ReviewVerdict, select};
use lictor_evals::run::{AnswerFormat, Collector, Run, RunError};
use lictor_model::{Digest, Dimension, Source};
use serde_json::json;

use crate::common::{draft, person, release, trust};
use crate::engine;

/// A run of two cases of high risk, with these answers.
fn made(folder: &Path, name: &str, answers: [&str; 2]) -> PathBuf {
    let expect = json!({ "behaviour": "answer", "facts": ["30 days"] });
    let set = engine::set([engine::case("a", expect.clone()), engine::case("b", expect)]);
    let join = engine::join(&set, AnswerFormat::default());
    let target = folder.join(name);
    let mut collector = Collector::create(&set, &target).unwrap();
    for (index, (case, answer)) in ["a", "b"].into_iter().zip(answers).enumerate() {
        let line = json!({ "id": case, "answer": answer }).to_string();
        let source = Source { file: "answers.jsonl".into(), line: index as u64 + 1 };
        for joined in join.line(&source, Ok(&line), engine::record) {
            collector.take(joined).unwrap();
        }
    }
    collector.finish(engine::facts(), Vec::new(), engine::now()).unwrap();
    target
}

fn opened(path: &Path) -> Run {
    Run::open(path, engine::now()).unwrap()
}

#[test]
fn a_run_is_reviewed_signed_and_released() {
    let folder = tempfile::tempdir().unwrap();
    let run = opened(&made(folder.path(), "head", ["30 days", "within 30 days"]));
    let gate_run = GateRun::new(&run).unwrap();
    let release =
        release("sign_offs = [\"risk\"]\n[review.high-risk]\nroles = [\"risk\"]\ndimensions = [\"correctness\"]\n");
    let jane = person("Jane", &["risk"]);
    let trust = trust(&[&jane], "");
    let (reviews, signed) = (folder.path().join("reviews.jsonl"), folder.path().join("signed.jsonl"));
    let outcome = |reviews: &ReviewFile, sign_offs: &SignOffFile| {
        let evidence = Evidence {
            release: &release,
            release_digest: Digest::of("r"),
            run: &gate_run,
            base: None,
            reviews,
            sign_offs,
            now: engine::now(),
        };
        decide(&evidence).outcome
    };
    assert_eq!(outcome(&ReviewFile::default(), &SignOffFile::default()), GateOutcome::NeedsReview);
    let summaries = run.summaries().unwrap();
    for needs in select(&summaries, None, &ReviewFile::default()) {
        let draft = ReviewDraft {
            run: run.digest(),
            at: engine::now(),
            ..draft(&jane, &needs.case.case.id, Dimension::Correctness, ReviewVerdict::Pass)
        };
        ReviewFile::append(&reviews, draft, &jane.key).unwrap();
    }
    let sign_off = SignOffDraft {
        run: run.digest(),
        role: "risk".into(),
        name: "Jane".into(),
        at: engine::now(),
        reviews: ReviewFile::last_line(&reviews).unwrap(),
    };
    SignOffFile::append(&signed, sign_off, &jane.key).unwrap();
    let reviews = ReviewFile::read(&reviews, &trust, engine::now()).unwrap();
    let sign_offs = SignOffFile::read(&signed, &trust, engine::now()).unwrap();
    assert_eq!(outcome(&reviews, &sign_offs), GateOutcome::Release);
}

#[test]
fn a_leak_holds_with_the_rule_and_the_case_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let base = GateRun::new(&opened(&made(folder.path(), "base", ["30 days", "30 days"]))).unwrap();
    let head = GateRun::new(&opened(&made(folder.path(), "head", ["30 days", "30 days [EXP301]"]))).unwrap();
    let decision = decide(&Evidence {
        release: &release(""),
        release_digest: Digest::of("r"),
        run: &head,
        base: Some(&base),
        reviews: &ReviewFile::default(),
        sign_offs: &SignOffFile::default(),
        now: engine::now(),
    });
    assert_eq!(decision.outcome, GateOutcome::Hold);
    let reason = &decision.reasons[0];
    assert_eq!((reason.requirement.as_str(), reason.dimension), ("blockers", Some(Dimension::Risk)));
    assert_eq!((reason.cases.as_slice(), reason.rules[0].as_str()), (["b".to_owned()].as_slice(), "lictor/EXP301"));
}

#[test]
fn a_run_that_was_edited_or_comes_from_the_future_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), "head", ["30 days", "30 days [EXP301]"]);
    let early = "2026-11-25T07:00:00Z".parse().unwrap();
    assert!(matches!(Run::open(&path, early), Err(RunError::Future { .. })));
    let results = path.join("results.jsonl");
    let text = std::fs::read_to_string(&results).unwrap();
    std::fs::write(&results, text.replace("\"fail\"", "\"pass\"")).unwrap();
    assert!(matches!(Run::open(&path, engine::now()), Err(RunError::Edited { .. })));
}

/// Whoever edits the manifest as well has another run, which nobody has signed.
#[test]
fn a_manifest_that_was_edited_is_another_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), "head", ["30 days", "30 days"]);
    let before = opened(&path).digest();
    let manifest = path.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"tests\"", "\"other\"")).unwrap();
    assert_ne!(opened(&path).digest(), before);
}
