//! What a plugin makes the host do is counted, call by call.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor_contract::{
    Attributes, Breach, Check, CheckLimits, Manifest, ManifestLimits, Matching, PluginFinding, PluginSpan, Refusal,
    Tenant,
};
use lictor_model::{Input, InputSet, Sample};
use lictor_scan::PatternLimits;
use serde_json::{Value, json};

fn manifest(pattern: Value) -> Manifest {
    let manifest = json!({
        "schema": "lictor.manifest/v1", "publisher": "test", "pack": "pack", "version": "0.1.0", "summary": "x",
        "inputs": ["answer", "expectation"], "settings": {}, "patterns": [pattern], "rules": [{
            "code": "TST001", "slug": "test", "summary": "x", "docs": "x", "message": "{n} {m}", "dimension": "risk",
            "level": "warn", "status": "stable", "since": "0.1.0", "revision": 1, "sensitive": false,
            "detail": {"n": "number", "m": "number"},
            "examples": {"fires": [{"sample": {"answer": "x"}}], "ignores": [{"sample": {"answer": "y"}}]}
        }]
    });
    Manifest::from_json(&manifest.to_string(), &ManifestLimits::default()).unwrap()
}

fn needle() -> Manifest {
    manifest(json!({"literal": "needle", "inputs": ["answer"], "views": ["raw", "normalised"], "rules": ["TST001"]}))
}

fn granted() -> InputSet {
    [Input::Answer, Input::Expectation].into_iter().collect()
}

/// Runs a check of one sample under some limits.
fn check<T>(limits: &CheckLimits, sample: &Value, run: impl FnOnce(&mut Check<'_>) -> T) -> T {
    let manifest = needle();
    let sample = Sample::from_json(&sample.to_string()).unwrap();
    let tenant = Tenant { manifest: &manifest, granted: granted(), enabled: &[true] };
    let matching = Matching::new(&[tenant], &PatternLimits::default()).unwrap();
    let scanned = matching.scan(&sample, &mut matching.new_cache());
    let (hits, attributes) = (scanned.hits_of(0), Attributes::default());
    run(&mut Check::new(&manifest, granted(), &sample, &attributes, &scanned, &hits, limits))
}

fn answer(text: &str) -> Value {
    json!({"answer": text})
}

/// How often a call is answered before the budget is gone.
fn times(mut call: impl FnMut() -> Result<(), Breach>) -> usize {
    for count in 0..10_000 {
        match call() {
            Ok(()) => {}
            Err(breach) => {
                assert_eq!(breach, Breach::OverBudget);
                return count;
            }
        }
    }
    panic!("no end of it")
}

#[test]
fn names_that_a_plugin_asks_under_are_output() {
    let limits = CheckLimits { output_bytes: 1_000, ..CheckLimits::default() };
    let name = "x".repeat(100);
    check(&limits, &answer("a"), |c| assert_eq!(times(|| c.property(0, &name).map(drop)), 10));
    check(&limits, &answer("a"), |c| assert_eq!(times(|| c.attribute(&name).map(drop)), 10));
    check(&limits, &answer("a"), |c| assert_eq!(times(|| c.input_state(&name).map(drop)), 10));
    check(&limits, &answer("a"), |c| {
        let finding = || PluginFinding {
            rule: "TST001".into(),
            spans: vec![PluginSpan { part: 0, start: 0, end: 1 }; 8],
            ..PluginFinding::default()
        };
        let reported = (0..100).take_while(|_| c.report(finding()).is_ok()).count();
        assert_eq!(reported, 1_000 / (6 + 8 * 12));
        assert_eq!(c.report(finding()), Err(Refusal::OverBudget));
    });
}

#[test]
fn everything_that_a_plugin_is_given_is_counted() {
    let limits = CheckLimits { text_bytes: 1_000, ..CheckLimits::default() };
    let sample = json!({"answer": "needle ".repeat(10), "workflow": "w".repeat(100), "finish_reason": "f".repeat(100),
        "expectation": {"facts": [{"text": "t".repeat(80), "aliases": ["u".repeat(80)]}]}});
    check(&limits, &sample, |c| assert!(times(|| c.hits().map(drop)) < 10));
    check(&limits, &sample, |c| assert!(times(|| c.expectation().map(drop)) < 10));
    check(&limits, &sample, |c| assert!(times(|| c.attribute("workflow").map(drop)) <= 10));
    check(&limits, &sample, |c| assert!(times(|| c.property(1, "aliases").map(drop)) < 20));
}

#[test]
fn evidence_is_bounded_however_often_it_is_pointed_at() {
    let limits = CheckLimits { evidence_bytes: 1_000, ..CheckLimits::default() };
    let spans = |count| PluginFinding {
        rule: "TST001".into(),
        spans: vec![PluginSpan { part: 0, start: 0, end: 100 }; count],
        ..PluginFinding::default()
    };
    check(&limits, &answer(&"x".repeat(100)), |c| {
        assert_eq!(c.report(spans(10)), Ok(()));
        assert_eq!(c.report(spans(1)), Err(Refusal::OverBudget));
    });
    // What a view showed is kept as a copy for each hit.
    let hits = |count| PluginFinding { rule: "TST001".into(), hits: vec![0; count], ..PluginFinding::default() };
    check(&limits, &answer("nee\u{200b}dle"), |c| {
        let view = c.hits().unwrap()[0].1;
        assert_eq!((c.view(view), c.view(0), c.view(9)), (Ok("normalised"), Ok("raw"), Err(Breach::NoSuchView)));
        assert_eq!(c.report(hits(166)), Ok(()));
        assert_eq!(c.report(hits(1)), Err(Refusal::OverBudget));
    });
}

#[test]
fn a_detail_counts_once() {
    let detail = |keys: [&str; 2]| PluginFinding {
        rule: "TST001".into(),
        detail: keys.map(|key| (key.to_owned(), "7".to_owned())).into(),
        ..PluginFinding::default()
    };
    check(&CheckLimits::default(), &answer("a"), |c| {
        assert_eq!(c.report(detail(["n", "m"])), Ok(()));
        assert_eq!(c.report(detail(["n", "n"])), Err(Refusal::BadDetail));
    });
}

#[test]
fn too_many_matches_are_the_affair_of_the_plugin_whose_pattern_it_is() {
    let greedy = manifest(json!({"regex": "[a-z]", "inputs": ["answer"], "views": ["raw"], "rules": ["TST001"]}));
    let honest = needle();
    let tenant = |manifest| Tenant { manifest, granted: granted(), enabled: &[true] };
    let text = format!("needle {}", "x".repeat(2_000));
    let sample = Sample { answer: Some(text), ..Sample::default() };
    let together = Matching::new(&[tenant(&greedy), tenant(&honest)], &PatternLimits::default()).unwrap();
    let alone = Matching::new(&[tenant(&honest)], &PatternLimits::default()).unwrap();
    let (mut cache, mut own) = (together.new_cache(), alone.new_cache());
    for _ in 0..2 {
        let (scanned, alone) = (together.scan(&sample, &mut cache), alone.scan(&sample, &mut own));
        assert_eq!((scanned.complete(), scanned.cut(0), scanned.cut(1)), (true, true, false));
        assert_eq!(scanned.hits_of(1), alone.hits_of(0));
    }
    // All of one plugin's patterns together, too.
    let few = PatternLimits { hits: 5, ..PatternLimits::default() };
    let together = Matching::new(&[tenant(&greedy), tenant(&honest)], &few).unwrap();
    let sample = Sample { answer: Some("a needle".into()), ..Sample::default() };
    let scanned = together.scan(&sample, &mut together.new_cache());
    assert_eq!((scanned.cut(0), scanned.cut(1), scanned.hits_of(0).len()), (true, false, 5));
}
