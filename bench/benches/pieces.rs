//! The pieces that a check is made of, one by one: `cargo bench -p lictor-bench`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot be set up has to stop")]

use std::sync::Arc;

use divan::{Bencher, black_box, counter::BytesCount};
use lictor::{Guard, Record, Sample, SandboxLimits, Scorer};
use lictor_bench::bench::Course;
use lictor_bench::corpus::Corpus;
use lictor_bench::guards;
use lictor_contract::{Attributes, Check, CheckLimits, Matching, Tenant};
use lictor_report::{Context, Format, report};
use lictor_sandbox::{Plugin, Runtime};
use lictor_scan::{PatternLimits, ViewSet, views};

fn main() {
    divan::main();
}

/// An answer of about 1 KiB that wakes nobody.
fn quiet_answer() -> Sample {
    let course = Course::new(Corpus::plain()).unwrap();
    let mut quiet = course.wakes.quiet.iter().map(|index| &course.corpus.samples[*index]);
    quiet
        .find(|sample| sample.answer.as_ref().is_some_and(|answer| (950..1100).contains(&answer.len())))
        .unwrap()
        .clone()
}

fn document_answer() -> Sample {
    Corpus::answers_from_documents().samples.swap_remove(0)
}

fn engine() -> Guard {
    let folder = tempfile::tempdir().unwrap();
    guards::engine(folder.path()).unwrap()
}

#[divan::bench]
fn views_of_ascii(bencher: Bencher<'_, '_>) {
    let sample = quiet_answer();
    let text = sample.answer.unwrap();
    bencher.counter(BytesCount::of_str(&text)).bench(|| drop(black_box(views(black_box(&text), ViewSet::ALL))));
}

#[divan::bench]
fn views_of_curly_quotes(bencher: Bencher<'_, '_>) {
    let text = quiet_answer().answer.unwrap().replacen(' ', " \u{201c}", 3);
    bencher.counter(BytesCount::of_str(&text)).bench(|| drop(black_box(views(black_box(&text), ViewSet::ALL))));
}

#[divan::bench]
fn scan_of_an_answer(bencher: Bencher<'_, '_>) {
    let (sample, matching) = (quiet_answer(), guards::matching().unwrap().0);
    let mut cache = matching.new_cache();
    bencher.bench_local(|| drop(black_box(matching.scan(&sample, &mut cache))));
}

#[divan::bench]
fn scan_of_documents(bencher: Bencher<'_, '_>) {
    let (sample, matching) = (document_answer(), guards::matching().unwrap().0);
    let mut cache = matching.new_cache();
    bencher.bench_local(|| drop(black_box(matching.scan(&sample, &mut cache))));
}

/// A fresh instance, `configure`, and `check` of an answer on which there is little to do.
#[divan::bench(args = ["lictor/data-exposure", "lictor/overconfidence", "lictor/refusal", "lictor/grounding"])]
fn wake(bencher: Bencher<'_, '_>, pack: &str) {
    let runtime = Arc::new(Runtime::new(SandboxLimits::default(), None).unwrap());
    let component = lictor_dist::PACKS.iter().find(|known| known.plugin == pack).unwrap().component;
    let plugin = Plugin::load(runtime, component, "{}").unwrap();
    let manifest = plugin.manifest();
    let enabled = vec![true; manifest.rules.len()];
    let tenant = Tenant { manifest, granted: manifest.inputs(), enabled: &enabled };
    let matching = Matching::new(&[tenant], &PatternLimits::default()).unwrap();
    let sample = quiet_answer();
    let scanned = matching.scan(&sample, &mut matching.new_cache());
    let hits = scanned.hits_of(0);
    let attributes = Attributes { language: "en".into(), today: "2026-01-15".into() };
    let limits = CheckLimits::default();
    bencher.bench_local(|| {
        let granted = manifest.inputs();
        let mut check = Check::new(manifest, granted, &sample, &attributes, &scanned, &hits, &limits);
        plugin.check(&mut check).unwrap();
        drop(black_box(check.outcome()));
    });
}

/// A whole check that wakes nobody: beside the scan, what is left is mostly the record.
#[divan::bench]
fn check_that_wakes_nobody(bencher: Bencher<'_, '_>) {
    let (sample, engine) = (quiet_answer(), engine());
    let mut session = engine.session();
    bencher.bench_local(|| drop(black_box(session.check(&sample))));
}

#[divan::bench]
fn check_of_documents(bencher: Bencher<'_, '_>) {
    let (sample, engine) = (document_answer(), engine());
    let mut session = engine.session();
    bencher.bench_local(|| drop(black_box(session.check(&sample))));
}

#[divan::bench]
fn sample_from_json(bencher: Bencher<'_, '_>) {
    let json = serde_json::to_string(&quiet_answer()).unwrap();
    bencher.counter(BytesCount::of_str(&json)).bench(|| drop(black_box(Sample::from_json(black_box(&json)))));
}

#[divan::bench]
fn sample_with_documents_from_json(bencher: Bencher<'_, '_>) {
    let json = serde_json::to_string(&document_answer()).unwrap();
    bencher.counter(BytesCount::of_str(&json)).bench(|| drop(black_box(Sample::from_json(black_box(&json)))));
}

#[divan::bench(args = ["plain", "rag"])]
fn record_to_json_lines(bencher: Bencher<'_, '_>, shape: &str) {
    let sample = if shape == "rag" { document_answer() } else { quiet_answer() };
    let engine = engine();
    let record: Record = engine.check(&sample);
    let context = Context {
        rules: engine.rules(),
        policy: engine.policy_ref(),
        tool_version: lictor::VERSION,
        today: engine.today(),
        colour: false,
        width: None,
        fail_on: lictor::Level::Off,
    };
    let mut lines = report(Format::Jsonl, Box::new(std::io::sink()), context).unwrap();
    bencher.bench_local(|| lines.record(black_box(&record)).unwrap());
}
