//! What a comparison says about two runs, and what it refuses to say.
#![allow(missing_docs, clippy::unwrap_used)]

mod made;

use lictor_evals::Outcome;
use lictor_evals::compare::{Change, ChoiceKind, Comparison, FailOn, Slice, SliceDifference};
use lictor_evals::run::{Measure, RunRuleStatus};
use lictor_evals::set::Gate;
use lictor_model::{Digest, Dimension, Level};
use made::{case, check, compared, finding, rule, run, with};
use proptest::prelude::*;

use Outcome::{Fail, NotApplicable, Pass, Unchecked};

fn row<'c>(comparison: &'c Comparison, slice: &Slice, dimension: Dimension) -> &'c SliceDifference {
    comparison.slices.iter().find(|row| row.slice == *slice && row.dimension == dimension).unwrap()
}

fn workflow(name: &str) -> Slice {
    Slice::Workflow(name.into())
}

/// The seeded regression: the head's grounding is worse in one workflow and better in another. The share over everything says
/// that nothing happened.
fn seeded() -> Comparison {
    let rule = rule("lictor/GRD101", 1);
    let cases = |bad: &str| {
        let mut cases = Vec::new();
        for flow in ["orders", "refunds", "returns"] {
            for at in 0..40 {
                let mut case = case(&format!("{flow}/{at:02}"), flow);
                if at == 3 {
                    case.case.gate = Gate::Blocker;
                }
                cases.push(if flow == bad && at < 12 { finding(case, &rule) } else { case });
            }
        }
        cases
    };
    compared(&run("before", cases("orders")), &run("after", cases("refunds")))
}

#[test]
fn a_seeded_regression_hides_in_the_whole_and_shows_in_its_workflow() {
    let comparison = seeded();
    let all = row(&comparison, &Slice::All, Dimension::Grounding);
    assert_eq!((all.base_pass, all.head_pass, all.difference), (108, 108, 0.0));
    assert_eq!((all.p_value, all.significant), (1.0, false));
    let worse = row(&comparison, &workflow("refunds"), Dimension::Grounding);
    assert_eq!((worse.new.len(), worse.fixed.len()), (12, 0));
    assert!(worse.significant && worse.interval[1] < 0.0, "{worse:?}");
    let better = row(&comparison, &workflow("orders"), Dimension::Grounding);
    assert_eq!((better.new.len(), better.fixed.len()), (0, 12));
    assert!(better.significant && better.interval[0] > 0.0, "{better:?}");
    assert!(!row(&comparison, &workflow("returns"), Dimension::Grounding).significant);

    assert_eq!(comparison.trade_off.losses.len(), 1);
    assert_eq!(comparison.trade_off.losses[0].workflow, "refunds");
    assert_eq!(comparison.trade_off.gains[0].workflow, "orders");
    let kinds: Vec<ChoiceKind> = comparison.trade_off.choices.iter().map(|choice| choice.kind).collect();
    assert_eq!(kinds, [ChoiceKind::SplitWorkflow, ChoiceKind::KeepPrevious, ChoiceKind::ChangeInstructions]);
    let split = &comparison.trade_off.choices[0];
    assert!(split.text.contains("orders") && split.text.contains("refunds") && split.text.contains("12"), "{}", split.text);
    assert_eq!(split.cases.len(), 24);

    let held: Vec<&str> = comparison.regressions(FailOn::Blockers).iter().map(|case| case.case.as_str()).collect();
    assert_eq!(held, ["refunds/03"]);
    assert_eq!(comparison.regressions(FailOn::NewFailures).len(), 12);
    assert!(comparison.regressions(FailOn::None).is_empty());
    insta::assert_snapshot!("seeded_regression", comparison.text(false));
}

#[test]
fn the_same_runs_give_the_same_bytes() {
    let json = |comparison: &Comparison| serde_json::to_string(comparison).unwrap();
    assert_eq!(json(&seeded()), json(&seeded()));
    assert!(seeded().text(true).contains('\u{1b}') && !seeded().text(false).contains('\u{1b}'));
    let read: Comparison = serde_json::from_str(&json(&seeded())).unwrap();
    assert_eq!(read.cases, seeded().cases);
}

#[test]
fn only_cases_of_the_same_content_are_compared_and_that_is_said_loudly() {
    let mut altered = with(case("b", "orders"), Dimension::Risk, &[Fail]);
    altered.case.digest = Digest::of("rewritten");
    let base = run("base", vec![case("a", "orders"), case("b", "orders"), case("c", "orders")]);
    let head = run("head", vec![case("a", "orders"), altered, case("d", "orders")]);
    let comparison = compared(&base, &head);
    assert_eq!(comparison.shared, 1);
    assert_eq!(comparison.altered, ["b"]);
    assert_eq!((comparison.only_base, comparison.only_head), (vec!["c".to_owned()], vec!["d".to_owned()]));
    assert!(comparison.cases.is_empty());
    let text = compared(&base, &head).text(false);
    assert!(text.contains("THE SETS DIFFER: only the 1 shared case of the same content"), "{text}");
    assert!(text.contains("1 altered: b"), "{text}");
}

#[test]
fn what_one_run_cannot_say_is_unknown_and_in_no_share() {
    let made = |outcome| run("one", vec![case("a", "orders"), with(case("b", "orders"), Dimension::Risk, &[outcome])]);
    let become_ = |before, after| {
        let comparison = compared(&made(before), &made(after));
        let change = comparison.cases.first().map(|case| case.dimensions[&Dimension::Risk].change);
        let row = row(&comparison, &Slice::All, Dimension::Risk);
        (change, row.cases, row.unknown)
    };
    assert_eq!(become_(Pass, Fail), (Some(Change::New), 2, 0));
    assert_eq!(become_(Fail, Pass), (Some(Change::Fixed), 2, 0));
    assert_eq!(become_(Fail, Fail), (None, 2, 0));
    for silent in [Unchecked, NotApplicable] {
        assert_eq!(become_(silent, Fail), (Some(Change::Unknown), 1, 1));
        assert_eq!(become_(Pass, silent), (Some(Change::Unknown), 1, 1));
        assert_eq!(become_(silent, silent), (None, 1, 1));
    }
}

#[test]
fn a_boundary_that_fails_now_is_a_regression_even_where_the_base_cannot_say() {
    let guarded = |outcomes: &[Outcome]| {
        let mut case = with(case("a", "orders"), Dimension::Risk, outcomes);
        case.case.protected = true;
        case
    };
    let regressions = |base: &[Outcome], head: &[Outcome]| {
        let comparison = compared(&run("base", vec![guarded(base)]), &run("head", vec![guarded(head)]));
        (comparison.regressions(FailOn::Blockers).len(), comparison.unchecked(FailOn::Blockers).len())
    };
    assert_eq!(regressions(&[Pass], &[Fail]), (1, 0));
    assert_eq!(regressions(&[Unchecked], &[Fail]), (1, 0));
    assert_eq!(regressions(&[Pass], &[Pass, Pass, Fail]), (1, 0));
    assert_eq!(regressions(&[Fail], &[Fail]), (0, 0));
    assert_eq!(regressions(&[Pass], &[Unchecked]), (0, 1));
}

#[test]
fn a_rule_is_compared_only_where_both_runs_have_it_in_the_same_revision() {
    let (old, new) = (rule("lictor/GRD101", 1), rule("lictor/GRD101", 2));
    let fails = || vec![finding(case("a", "orders"), &old)];
    let change_of = |comparison: Comparison| comparison.cases[0].rules[0].change;
    let base = run("base", vec![case("a", "orders")]);
    assert_eq!(change_of(compared(&base, &run("head", fails()))), Change::New);
    assert_eq!(change_of(compared(&run("head", fails()), &base)), Change::Fixed);

    let mut revised = run("head", fails());
    revised.manifest.rules[0] = new;
    let comparison = compared(&base, &revised);
    assert!(comparison.manifest.iter().any(|change| change.field == "rules/lictor/GRD101"));
    assert_eq!(change_of(comparison), Change::Unknown);

    let mut without = run("base", vec![case("a", "orders")]);
    without.manifest.rules.remove(0);
    assert_eq!(change_of(compared(&without, &run("head", fails()))), Change::Unknown);

    let mut failed = case("a", "orders");
    failed.failed.insert("lictor/grounding".into());
    assert_eq!(change_of(compared(&run("base", vec![failed]), &run("head", fails()))), Change::Unknown);
}

#[test]
fn a_preview_rule_is_listed_and_fails_nothing() {
    let mut preview = rule("lictor/GRD102", 1);
    preview.status = RunRuleStatus::Preview;
    let found = with(finding(case("a", "orders"), &preview), Dimension::Grounding, &[Pass]);
    let (mut base, mut head) = (run("base", vec![case("a", "orders")]), run("head", vec![found]));
    base.manifest.rules[1] = preview.clone();
    head.manifest.rules[1] = preview;
    let comparison = compared(&base, &head);
    assert!(comparison.cases[0].rules[0].preview);
    assert!(comparison.regressions(FailOn::NewFailures).is_empty());
    assert!(comparison.text(false).contains("preview: counts for nothing"));
}

#[test]
fn an_expectation_is_compared_by_its_name() {
    let base = run("base", vec![check(case("a", "orders"), "facts/0", Pass)]);
    let head = run("head", vec![check(case("a", "orders"), "facts/0", Fail)]);
    let comparison = compared(&base, &head);
    let change = &comparison.cases[0].rules[0];
    assert_eq!((change.rule.as_ref(), change.name.as_str(), change.change), (None, "facts/0", Change::New));
}

#[test]
fn one_set_of_answers_under_two_policies_says_so() {
    let stricter = rule("lictor/GRD101", 1);
    let base = run("base", vec![case("a", "orders")]);
    let mut head = run("head", vec![finding(case("a", "orders"), &stricter)]);
    head.manifest.answers = base.manifest.answers.clone();
    head.manifest.policy.digest = Digest::of("another");
    head.run.policy = head.manifest.policy.clone();
    head.manifest.rules[0].level = Level::Block;
    let comparison = compared(&base, &head);
    assert!(comparison.same_answers);
    let fields: Vec<&str> = comparison.manifest.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["meta/model", "policy", "rules/lictor/GRD101"]);
    assert!(comparison.text(false).contains("The answers are the same; what differs is the policy."));
    assert!(!compared(&base, &run("head", vec![case("a", "orders")])).same_answers);
}

#[test]
fn a_measure_is_compared_on_the_cases_that_both_runs_measured() {
    let timed = |id: &str, latency: &[f64]| {
        let mut case = case(id, "orders");
        case.measures.insert(Measure::LatencyMs, latency.to_vec());
        case
    };
    let base = run("base", vec![timed("a", &[100.0, 300.0]), timed("b", &[100.0]), timed("c", &[900.0])]);
    let head = run("head", vec![timed("a", &[300.0]), timed("b", &[100.0]), timed("c", &[])]);
    let comparison = compared(&base, &head);
    let row = comparison.measures.iter().find(|row| row.measure == "latency_ms" && row.slice == Slice::All).unwrap();
    assert_eq!((row.base.count, row.base.max, row.head.count), (4, Some(900.0), 2));
    assert_eq!(row.difference, Some(50.0));
    assert_eq!(row.interval, Some([0.0, 100.0]));
}

#[test]
fn a_name_does_not_steer_a_terminal() {
    let flow = "orders\u{1b}[2J\u{202e}";
    let base = run("ba\u{7}se", vec![case("a", flow)]);
    let head = run("head", vec![with(case("a", flow), Dimension::Risk, &[Fail])]);
    let text = compared(&base, &head).text(false);
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text}");
}

#[test]
fn choices_follow_from_what_changed() {
    let kinds = |changes: &[(&str, Outcome, Outcome)]| -> Vec<ChoiceKind> {
        let cases = |of: fn(&(&str, Outcome, Outcome)) -> Outcome| {
            let made = |(at, change): (usize, &(&str, Outcome, Outcome))| {
                with(case(&format!("{}/{at}", change.0), change.0), Dimension::Risk, &[of(change)])
            };
            changes.iter().enumerate().map(made).collect::<Vec<_>>()
        };
        let comparison = compared(&run("base", cases(|change| change.1)), &run("head", cases(|change| change.2)));
        comparison.trade_off.choices.iter().map(|choice| choice.kind).collect()
    };
    assert_eq!(kinds(&[("orders", Pass, Pass)]), []);
    assert_eq!(kinds(&[("orders", Fail, Pass)]), [ChoiceKind::Accept, ChoiceKind::AddCases]);
    assert_eq!(
        kinds(&[("orders", Pass, Fail)]),
        [ChoiceKind::Reject, ChoiceKind::ChangeInstructions, ChoiceKind::AddCases]
    );
    assert_eq!(
        kinds(&[("orders", Pass, Fail), ("orders", Fail, Pass)]),
        [ChoiceKind::Route, ChoiceKind::ChangeInstructions, ChoiceKind::AddCases]
    );
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(Outcome::ALL.to_vec())
}

proptest! {
    #[test]
    fn swapping_the_runs_mirrors_every_row(changes in prop::collection::vec((0..3_usize, outcome(), outcome()), 0..40)) {
        let cases = |of: fn(&(usize, Outcome, Outcome)) -> Outcome| {
            let made = |(at, change): (usize, &(usize, Outcome, Outcome))| {
                with(case(&format!("{at:02}"), ["a", "b", "c"][change.0]), Dimension::Risk, &[of(change)])
            };
            changes.iter().enumerate().map(made).collect::<Vec<_>>()
        };
        let (base, head) = (run("base", cases(|change| change.1)), run("head", cases(|change| change.2)));
        let (there, back) = (compared(&base, &head), compared(&head, &base));
        prop_assert_eq!(there.slices.len(), back.slices.len());
        for (row, mirrored) in there.slices.iter().zip(&back.slices) {
            prop_assert_eq!(row.cases + row.unknown, mirrored.cases + mirrored.unknown);
            prop_assert_eq!(&row.new, &mirrored.fixed);
            prop_assert_eq!((row.p_value, row.p_corrected), (mirrored.p_value, mirrored.p_corrected));
            prop_assert_eq!(row.difference, -mirrored.difference);
            prop_assert!((row.interval[0] + mirrored.interval[1]).abs() < 1e-12);
            prop_assert!(row.p_value <= row.p_corrected && row.p_corrected <= 1.0);
            prop_assert!(row.base_pass.max(row.head_pass) <= row.cases);
        }
        prop_assert_eq!(there.cases.len(), back.cases.len());
        there.text(true);
    }
}
