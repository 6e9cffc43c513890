//! Ways to a release that must not exist: each is tried by somebody who may write the set, the policy, the run or a review.

use lictor_evals::Outcome::{self, NotApplicable, Pass};
use lictor_evals::gate::{GateOutcome, SignOffFile};
use lictor_evals::review::{ReviewDraft, ReviewFile, ReviewVerdict};
use lictor_evals::run::{CaseSummary, RunRuleStatus};
use lictor_evals::set::{Gate, Risk};
use lictor_model::{Digest, Dimension, Level};

use crate::common::{Desk, case, draft, found, person, rule, set, time, trust, with};

/// A case that the gate looks at in one way.
fn marked(id: &str, mark: impl FnOnce(&mut CaseSummary)) -> CaseSummary {
    with(id, |case| {
        case.case.gate = Gate::Signal;
        mark(case);
    })
}

fn unmarked(id: &str) -> CaseSummary {
    marked(id, |_| ())
}

#[test]
fn a_set_that_asks_less_than_the_base_is_released_by_nobody_unseen() {
    let base = vec![
        case("gone"),
        case("demoted"),
        case("rewritten"),
        marked("risky", |case| case.case.risk = Risk::High),
        marked("edge", |case| case.case.boundary = true),
        marked("visible", |case| case.case.failure_mode = Some("a wrong sum".into())),
        unmarked("free"),
    ];
    let rewritten = with("rewritten", |case| case.case.digest = Digest::of("asks less"));
    let free = marked("free", |case| case.case.digest = Digest::of("other words"));
    let head = vec![unmarked("demoted"), rewritten, unmarked("risky"), unmarked("edge"), unmarked("visible"), free];
    let desk = Desk::new("", head.clone()).base(base.clone());
    insta::assert_snapshot!(desk.told());
    let waiver =
        "[[waivers]]\nrequirement = \"base.cases\"\nowner = \"Risk\"\nreason = \"seen\"\nexpires = 2027-01-01\n";
    let all = "cases = [\"gone\", \"demoted\", \"rewritten\", \"risky\", \"edge\", \"visible\"]\n";
    let decision = Desk::new(&format!("{waiver}{all}"), head.clone()).base(base.clone()).decide();
    assert_eq!(decision.outcome, GateOutcome::Release);
    assert_eq!(decision.waivers[0].cases.len(), 6, "the decision says what was let through");
    let one = Desk::new(&format!("{waiver}cases = [\"gone\"]\n"), head).base(base);
    assert_eq!(one.decide().outcome, GateOutcome::NeedsReview);
}

#[test]
fn a_policy_that_fails_less_than_the_base_is_released_by_nobody_unseen() {
    let strict = |desk: &mut Desk| {
        let base = desk.base.as_mut().unwrap();
        base.manifest.rules = ["EXP301", "GRD101", "GRD102", "GRD103"]
            .map(|code| rule(&format!("lictor/{code}"), RunRuleStatus::Stable))
            .into();
        // What cannot fail anything in the base is no loss.
        base.manifest.rules.push(rule("lictor/EXP900", RunRuleStatus::Preview));
        base.manifest.rules[2].level = Level::Warn;
        desk.run.manifest.rules = base.manifest.rules[..4].to_vec();
    };
    let fresh = || {
        let mut desk = Desk::new("", vec![case("a")]).base(vec![case("a")]);
        strict(&mut desk);
        desk
    };
    assert_eq!(fresh().decide().outcome, GateOutcome::Release);
    let mut desk = fresh();
    desk.run.manifest.rules.remove(0);
    desk.run.manifest.rules[0].workflows.insert("refunds".into(), Level::Off);
    desk.run.manifest.rules[2].status = RunRuleStatus::Preview;
    let mut told = desk.told();
    let mut desk = fresh();
    desk.run.manifest.fail_on = Level::Block;
    told += &desk.told();
    insta::assert_snapshot!(told);
    // In a workflow that the run does not have, a level changes nothing.
    let mut desk = fresh();
    desk.run.manifest.rules[0].workflows.insert("orders".into(), Level::Off);
    assert_eq!(desk.decide().outcome, GateOutcome::Release);
}

#[test]
fn a_day_that_the_run_chose_for_itself_revives_no_waiver_unseen() {
    let outcome = |today: &str, created: &str| {
        let mut desk = Desk::new("", vec![case("a")]);
        desk.run.manifest.today = today.into();
        desk.run.manifest.created = created.into();
        desk.decide().reasons.into_iter().map(|reason| reason.requirement).collect::<Vec<_>>()
    };
    for (today, created) in [
        ("2026-06-15", "2026-06-15T23:59:59Z"),
        ("2026-06-14", "2026-06-15T00:00:01Z"),
        ("2026-07-01", "2026-06-30T09:00:00Z"),
    ] {
        assert!(outcome(today, created).is_empty(), "{today} {created}");
    }
    for (today, created) in [
        ("2026-06-13", "2026-06-15T00:00:00Z"),
        ("2026-05-15", "2026-06-15T00:00:00Z"),
        ("2025-06-15", "2026-06-15T00:00:00Z"),
        ("2027-06-15", "2026-06-15T00:00:00Z"),
        ("never", "2026-06-15T00:00:00Z"),
    ] {
        assert_eq!(outcome(today, created), ["complete.today"], "{today} {created}");
    }
}

#[test]
fn a_run_without_cases_is_no_release_and_no_waiver_makes_it_one() {
    let decision = Desk::new("", Vec::new()).decide();
    assert_eq!((decision.outcome, decision.reasons[0].requirement.as_str()), (GateOutcome::Hold, "complete.empty"));
}

#[test]
fn a_blocker_that_nothing_can_judge_any_more_holds() {
    let judged = with("a", |case| set(case, Dimension::Grounding, &[Pass]));
    let told = |head: CaseSummary| Desk::new("", vec![head]).base(vec![judged.clone()]).told();
    insta::assert_snapshot!(told(case("a")), @"
    Hold
    blockers grounding [a] these blockers were judged in the base, and nothing can say anything about them now
    ");
    assert_eq!(told(judged.clone()), "Release\n");
    let blind: &[Outcome] = &[NotApplicable, Pass];
    assert_eq!(told(with("a", |case| set(case, Dimension::Grounding, blind))), "Release\n", "one answer was judged");
}

#[test]
fn what_the_policy_waives_is_listed() {
    let mut waived = found("lictor/EXP301", Dimension::Risk, Level::Block);
    (waived.answers, waived.waived) = (0, 2);
    let decision = Desk::new("", vec![with("a", |case| case.rules.push(waived))]).decide();
    let said: Vec<_> = decision.signals.iter().filter(|signal| signal.what == "waived finding").collect();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].message, "the policy waives what lictor/EXP301 a-slug found in 2 answers");
    assert_eq!(said[0].cases, ["a"]);
}

#[test]
fn a_record_that_is_dated_ahead_silences_no_failure_after_it() {
    let (jane, tomas) = (person("Jane", &["risk"]), person("Tomas", &["domain"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.jsonl");
    let at = |draft: ReviewDraft, at: &str| ReviewDraft { at: time(at), ..draft };
    let say = |person, verdict| draft(person, "a", Dimension::Risk, verdict);
    ReviewFile::append(&path, at(say(&jane, ReviewVerdict::Pass), "2026-06-15T08:00:00Z"), &jane.key).unwrap();
    // Tomas writes tomorrow's date, and Jane finds the leak today.
    ReviewFile::append(&path, at(say(&tomas, ReviewVerdict::Pass), "2026-06-16T08:00:00Z"), &tomas.key).unwrap();
    ReviewFile::append(&path, at(say(&jane, ReviewVerdict::Fail), "2026-06-15T10:00:00Z"), &jane.key).unwrap();
    let mut desk = Desk::new("", vec![with("a", |case| case.case.boundary = true)]);
    desk.reviews = ReviewFile::read(&path, &trust(&[&jane, &tomas], ""), time("2026-06-17T08:00:00Z")).unwrap();
    assert_eq!(desk.decide().outcome, GateOutcome::Hold);
}

#[test]
fn a_file_of_nothing_but_line_feeds_is_not_read_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.jsonl");
    std::fs::write(&path, "\n".repeat(1_000_001)).unwrap();
    let error = SignOffFile::read(&path, &trust(&[], ""), time("2026-06-17T08:00:00Z")).unwrap_err();
    assert!(error.to_string().contains("1000000 lines"), "{error}");
}

/// A release file of a megabyte and a set of 100,000 cases.
#[test]
fn many_waived_cases_take_no_quadratic_time() {
    let ids: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let cases: Vec<CaseSummary> = ids.iter().map(|id| with(id, |case| case.answers = 0)).collect();
    let names: Vec<String> = ids.iter().rev().take(90_000).map(|id| format!("{id:?}")).collect();
    let waiver = "[[waivers]]\nrequirement = \"blockers\"\nowner = \"o\"\nreason = \"r\"\nexpires = 2027-01-01\n";
    let desk = Desk::new(&format!("{waiver}cases = [{}]\n", names.join(",")), cases);
    let begun = std::time::Instant::now();
    assert_eq!(desk.decide().outcome, GateOutcome::Hold);
    assert!(begun.elapsed().as_secs() < 20, "took {:?}", begun.elapsed());
}
