//! SARIF of a run that is held against an earlier one.

use crate::cases::{context, finding, record, records, rules};
use crate::formats::sarif_schema;
use lictor_model::{Failure, FailureKind, Fingerprint, Level, NotApplicable, Record, RuleId, Status};
use lictor_report::{Baseline, SarifAgainst};
use serde_json::Value;

fn held(base: &[Record], head: &[Record], looks: impl Fn(&RuleId, Option<&str>) -> bool + Send) -> Value {
    let rules = rules();
    let mut baseline = Baseline::new(looks);
    base.iter().for_each(|record| baseline.add(record));
    let mut out = Vec::new();
    let mut log = SarifAgainst::start(Box::new(&mut out), &context(&rules), baseline).unwrap();
    head.iter().for_each(|record| log.record(record).unwrap());
    base.iter().for_each(|record| log.earlier(record).unwrap());
    log.finish().unwrap();
    let log: Value = serde_json::from_slice(&out).unwrap();
    let errors: Vec<_> = sarif_schema().iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

fn states(log: &Value) -> Vec<(String, String, String)> {
    let results = log["runs"][0]["results"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let state = |result: &Value| {
        let case = text(&result["locations"][0]["logicalLocations"][0]["name"]);
        (case, text(&result["ruleId"])[7..].to_owned(), text(&result["baselineState"]))
    };
    results.iter().map(state).collect()
}

fn notes(log: &Value) -> Vec<String> {
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    notes.iter().map(|note| note["message"]["text"].as_str().unwrap().to_owned()).collect()
}

fn one(case: &str, rule: &str, evidence: &str) -> Record {
    let mut found = finding(rule, Level::Warn, "said");
    found.fingerprint = Fingerprint(format!("text:{evidence}"));
    record(1, case, Some("w"), vec![found])
}

fn row(case: &str, rule: &str, state: &str) -> (String, String, String) {
    (case.into(), rule.into(), state.into())
}

#[test]
fn each_finding_is_new_unchanged_updated_or_absent() {
    let mut moved = one("same", "EXP301", "a");
    moved.findings[0].spans[0].start = 3;
    let mut updated = one("updated", "EXP301", "a");
    updated.findings[0].message = "says more".into();
    let base = [one("same", "EXP301", "a"), one("updated", "EXP301", "a"), one("gone", "OVR101", "a")];
    let head = [moved, updated, record(1, "gone", Some("w"), vec![]), one("new", "EXP301", "a")];
    let log = held(&base, &head, |_, _| true);
    assert_eq!(
        states(&log),
        [
            row("same", "EXP301", "unchanged"),
            row("updated", "EXP301", "updated"),
            row("new", "EXP301", "new"),
            row("gone", "OVR101", "absent"),
        ]
    );
    assert!(notes(&log).is_empty());
}

#[test]
fn another_case_rule_or_evidence_is_another_finding() {
    let base = [one("a", "EXP301", "x")];
    for head in [one("b", "EXP301", "x"), one("a", "EXP501", "x"), one("a", "EXP301", "y")] {
        let log = held(&base, &[head], |_, _| true);
        assert_eq!(states(&log)[0].2, "new");
    }
}

#[test]
fn findings_that_are_alike_are_matched_one_by_one() {
    let twice = [one("a", "EXP301", "x"), one("a", "EXP301", "x")];
    let log = held(&twice[..1], &twice, |_, _| true);
    assert_eq!(states(&log), [row("a", "EXP301", "unchanged"), row("a", "EXP301", "new")]);
    let log = held(&twice, &twice[..1], |_, _| true);
    assert_eq!(states(&log), [row("a", "EXP301", "unchanged"), row("a", "EXP301", "absent")]);
    // One that says the same is taken before one that was changed.
    let mut other = one("a", "EXP301", "x");
    other.findings[0].level = Level::Note;
    let log = held(&[other, one("a", "EXP301", "x")], &twice[..1], |_, _| true);
    assert_eq!(states(&log), [row("a", "EXP301", "unchanged"), row("a", "EXP301", "absent")]);
}

#[test]
fn what_nobody_looked_for_is_not_gone() {
    let base = [one("a", "EXP301", "x")];
    let clean = record(1, "a", Some("w"), vec![]);
    let mut partial = clean.clone();
    partial.status = Status::Partial;
    partial.failures = vec![Failure { plugin: "lictor/pack".into(), kind: FailureKind::Fuel, message: None }];
    let mut silent = clean.clone();
    let reason = NotApplicable { rule: "lictor/EXP301".parse().unwrap(), reason: "another language".into() };
    silent.not_applicable = [reason].into();
    let off = |rule: &RuleId, workflow: Option<&str>| !(rule.code() == "EXP301" && workflow == Some("w"));
    let cases = [
        (held(&base, &[], |_, _| true), "this run has no result for the case"),
        (held(&base, &[partial, clean.clone()], |_, _| true), "this run did not check the case in full"),
        (held(&base, &[silent], |_, _| true), "the rule is not applicable to the case in this run"),
        (held(&base, std::slice::from_ref(&clean), off), "the policy of this run does not have the rule on"),
    ];
    for (log, why) in cases {
        assert!(states(&log).is_empty(), "{why}");
        let text = format!("what lictor/EXP301 found before cannot be compared: {why}");
        assert!(notes(&log).contains(&text), "{:?}", notes(&log));
    }
    assert_eq!(states(&held(&base, &[clean], |_, _| true)), [row("a", "EXP301", "absent")]);
}

#[test]
fn a_run_held_against_itself_changes_nothing() {
    let all = records();
    let log = held(&all, &all, |_, _| true);
    let states = states(&log);
    assert_eq!(states.len(), all.iter().map(|record| record.findings.len()).sum::<usize>());
    assert!(states.iter().all(|(_, _, state)| state == "unchanged"), "{states:?}");
    let failed = all.iter().map(|record| record.failures.len()).sum::<usize>();
    assert_eq!(notes(&log).len(), failed);
}
