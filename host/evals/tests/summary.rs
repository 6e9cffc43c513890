//! What a run comes to.
#![allow(missing_docs, clippy::unwrap_used)]

mod made;

use lictor_evals::Outcome::{Fail, NotApplicable, Pass, Unchecked};
use lictor_evals::compare::Slice;
use lictor_evals::run::Measure;
use lictor_evals::summary::{DimensionSummary, RunSummary};
use lictor_model::{Dimension, Level};
use made::{MadeRun, case, finding, rule, run, with};

fn summary(made: &MadeRun) -> RunSummary {
    RunSummary::new(made.run.clone(), &made.manifest, &made.cases, Vec::new())
}

fn row<'s>(summary: &'s RunSummary, slice: &Slice, dimension: Dimension) -> &'s DimensionSummary {
    let found = summary.slices.iter().find(|row| row.slice == *slice).unwrap();
    &found.dimensions[&dimension]
}

#[test]
fn slices_stand_in_order_and_a_tag_that_is_there_twice_is_one() {
    let mut tagged = case("a", "orders");
    tagged.case.tags = vec!["vip".into(), "vip".into()];
    let summary = summary(&run("one", vec![tagged, case("b", "refunds")]));
    let slices: Vec<(&Slice, u64)> = summary.slices.iter().map(|row| (&row.slice, row.cases)).collect();
    let workflow = |name: &str| Slice::Workflow(name.into());
    assert_eq!(
        slices,
        [(&Slice::All, 2), (&workflow("orders"), 1), (&workflow("refunds"), 1), (&Slice::Tag("vip".into()), 1)]
    );
}

#[test]
fn what_was_not_judged_is_in_no_share() {
    let outcomes = [Pass, Pass, Pass, Fail, NotApplicable, Unchecked];
    let cases = outcomes.iter().enumerate();
    let cases =
        cases.map(|(at, outcome)| with(case(&format!("{at}"), "orders"), Dimension::Risk, &[*outcome])).collect();
    let summary = summary(&run("one", cases));
    let risk = row(&summary, &Slice::All, Dimension::Risk);
    assert_eq!(risk.share, Some(0.75));
    assert_eq!((risk.cases.not_applicable, risk.cases.unchecked), (1, 1));
    assert_eq!(risk.failing, ["3"]);
    assert!(risk.by_answer.is_none());
    let none = with(case("a", "orders"), Dimension::Risk, &[NotApplicable]);
    let none = self::summary(&run("one", vec![none]));
    let risk = row(&none, &Slice::All, Dimension::Risk);
    assert_eq!((risk.share, risk.interval), (None, None));
}

#[test]
fn repeats_tell_one_of_k_from_all_of_k_and_name_what_is_unstable() {
    let mut cases = vec![
        with(case("a", "orders"), Dimension::Risk, &[Pass, Pass, Fail]),
        with(case("b", "orders"), Dimension::Risk, &[Pass, Pass]),
        case("c", "orders"),
    ];
    for (case, latency) in cases.iter_mut().zip([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) {
        case.measures.insert(Measure::LatencyMs, latency.to_vec());
    }
    let summary = summary(&run("one", cases));
    let repeats = summary.repeats.as_ref().unwrap();
    assert_eq!((repeats.cases, repeats.k), (2, 2));
    // Of 3 answers with 2 passes: some pass among any 2; both pass in 1 of 3 pairs.
    assert!((repeats.pass_at_k[&Dimension::Risk] - 1.0).abs() < 1e-12);
    assert!((repeats.all_k[&Dimension::Risk] - (1.0 / 3.0 + 1.0) / 2.0).abs() < 1e-12);
    assert_eq!(repeats.unstable.len(), 1);
    assert_eq!((repeats.unstable[0].case.as_str(), repeats.unstable[0].dimension), ("a", Dimension::Risk));
    let (share, [low, high]) = row(&summary, &Slice::All, Dimension::Risk).by_answer.unwrap();
    assert!((share - (2.0 / 3.0 + 2.0) / 3.0).abs() < 1e-12 && low <= share && share <= high);
    let stability = summary.measures.iter().find(|row| row.measure == "stability" && row.slice == Slice::All).unwrap();
    assert_eq!((stability.summary.count, stability.summary.mean), (2, Some(0.5)));
    let latency = summary.measures.iter().find(|row| row.measure == "latency_ms" && row.slice == Slice::All).unwrap();
    assert_eq!((latency.summary.count, latency.summary.p50, latency.summary.max), (6, Some(3.5), Some(6.0)));
}

#[test]
fn rules_are_counted_with_their_cases() {
    let rule = rule("lictor/GRD101", 1);
    let mut waived = case("b", "orders");
    waived.rules = finding(case("b", "orders"), &rule).rules;
    (waived.rules[0].answers, waived.rules[0].waived) = (0, 1);
    let summary = summary(&run("one", vec![finding(case("a", "orders"), &rule), waived]));
    let count = &summary.rules[0];
    assert_eq!((count.answers, count.waived, count.level, count.preview), (1, 1, Level::Warn, false));
    assert_eq!(count.cases, ["a", "b"]);
}

#[test]
fn the_table_shows_each_dimension_by_workflow() {
    let rule = rule("lictor/GRD101", 1);
    let cases = vec![
        finding(case("a", "orders"), &rule),
        with(case("b", "orders"), Dimension::Risk, &[Pass, Fail, Unchecked]),
        case("c", "refunds"),
        with(case("d", "re\u{1b}funds"), Dimension::Usefulness, &[NotApplicable]),
    ];
    let text = summary(&run("one", cases)).text(false);
    assert!(!text.contains('\u{1b}'));
    insta::assert_snapshot!("summary", text);
}
