//! Rules over groups of a run's answers.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{case, join, now, record, rules, set};
use lictor_evals::aggregate::{Refusals, aggregates};
use lictor_evals::run::{AnswerFormat, Collector, Run, RunCase};
use lictor_evals::summary::AggregateFinding;
use serde_json::{Value, json};

fn of(cases: &[Value], refusals: &[(u64, u64)]) -> Vec<AggregateFinding> {
    let set = set(cases.iter().cloned());
    let cases: Vec<RunCase> = set.cases.iter().map(|case| RunCase::new(case, case.digest())).collect();
    let refusals: Vec<Refusals> =
        refusals.iter().map(|(refuses, answers)| Refusals { refuses: *refuses, answers: *answers }).collect();
    aggregates(&cases, &refusals, &rules())
}

fn grouped(id: &str, group: &str) -> Value {
    let mut case = case(id, json!({"behaviour": "answer"}));
    case["group"] = json!(group);
    case
}

#[test]
fn a_group_of_which_some_are_refused_is_reported_once() {
    let cases = [grouped("a", "g"), grouped("b", "g"), grouped("c", "h"), case("d", json!({"behaviour": "answer"}))];
    let found = of(&cases, &[(1, 0), (0, 2), (3, 0), (1, 1)]);
    let shown: Vec<(&str, &str, &[String])> =
        found.iter().map(|found| (found.rule.code(), found.group.as_str(), &found.cases[..])).collect();
    assert_eq!(
        shown,
        [("REF207", "d", &["d".to_owned()][..]), ("REF207", "g", &["a".to_owned(), "b".to_owned()][..]),]
    );
    assert_eq!(found[1].message, "1 of 3 answers to the 2 cases of one group refuse, the others do not");
}

#[test]
fn what_is_alike_or_unknown_is_not_reported() {
    assert_eq!(of(&[grouped("a", "g"), grouped("b", "g")], &[(0, 2), (0, 1)]), []);
    assert_eq!(of(&[grouped("a", "g"), grouped("b", "g")], &[(2, 0), (0, 0)]), []);
}

/// So many cases of two values, of which so many are refused.
fn arms(of: [usize; 2], refused: [usize; 2]) -> (Vec<Value>, Vec<(u64, u64)>) {
    let mut cases = Vec::new();
    let mut refusals = Vec::new();
    for (arm, value) in ["one", "other"].iter().enumerate() {
        for index in 0..of[arm] {
            let mut case = case(&format!("{value}-{index:03}"), json!({"behaviour": "answer"}));
            case["attributes"] = json!({"nationality": value});
            cases.push(case);
            refusals.push(if index < refused[arm] { (2, 0) } else { (0, 2) });
        }
    }
    (cases, refusals)
}

#[test]
fn unequal_refusals_are_reported_with_their_corrected_p() {
    let (cases, refusals) = arms([20, 20], [0, 8]);
    let found = of(&cases, &refusals);
    assert_eq!(found.len(), 1);
    // scipy.stats.fisher_exact([[0, 20], [8, 12]]).pvalue
    assert!((found[0].p_value.unwrap() - 0.003_276_003_276_003_276).abs() < 1e-9, "{:?}", found[0].p_value);
    assert_eq!((found[0].group.as_str(), found[0].cases.len()), ("nationality: one / other", 40));
    for (of_arm, refused) in [([25, 25], [10, 10]), ([20, 20], [0, 3]), ([19, 19], [0, 19])] {
        let (cases, refusals) = arms(of_arm, refused);
        assert_eq!(of(&cases, &refusals), []);
    }
}

#[test]
fn a_run_keeps_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let set = set([grouped("a", "g"), grouped("b", "g")]);
    let join = join(&set, AnswerFormat::default());
    let mut collector = Collector::create(&set, &target).unwrap();
    let source = lictor_model::Source { file: "a".into(), line: 1 };
    for (id, answer) in [("a", "[REF101] I can't."), ("b", "30 days."), ("b", "[failed] ?"), ("b", "[n/a] ?")] {
        let line = json!({"id": id, "answer": answer}).to_string();
        for joined in join.line(&source, Ok(&line), record) {
            collector.take(joined).unwrap();
        }
    }
    let finished = collector.finish(common::facts(), Vec::new(), now()).unwrap();
    let kept = Run::open(&target, now()).unwrap().aggregates().unwrap();
    assert_eq!(kept, finished.aggregates);
    assert_eq!(kept[0].message, "1 of 2 answers to the 2 cases of one group refuse, the others do not");
}
