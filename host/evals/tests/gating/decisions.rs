//! What a decision says, requirement by requirement.

use std::collections::BTreeMap;

use lictor_evals::Outcome::{Fail, NotApplicable, Pass, Unchecked};
use lictor_evals::gate::GateOutcome;
use lictor_evals::review::{ReviewDraft, ReviewVerdict};
use lictor_evals::run::{Measure, ProblemKind, RunRuleStatus};
use lictor_evals::set::{Gate, Risk};
use lictor_model::{Digest, Dimension, Level};

use crate::common::{Desk, case, draft, failing, found, person, reviewed, rule, run, set, with};

#[test]
fn a_run_in_which_everything_holds_is_released() {
    let decision = Desk::new("", vec![case("a"), case("b")]).base(vec![case("a"), case("b")]).decide();
    assert_eq!((decision.outcome, decision.reasons.as_slice()), (GateOutcome::Release, [].as_slice()));
    assert!(decision.held.contains(&"blockers".to_owned()));
    assert_eq!(decision.base.unwrap().name, "base");
    assert_eq!(decision.decided, "2026-06-15T12:00:00Z");
}

#[test]
fn blockers_pass_in_every_repeat_and_every_dimension() {
    let mut desk = Desk::new(
        "",
        vec![
            case("fine"),
            with("once-of-three", |case| {
                set(case, Dimension::Correctness, &[Pass, Fail, Pass]);
            }),
            with("leaks", |case| {
                set(case, Dimension::Risk, &[Fail]);
                case.rules.push(found("lictor/EXP301", Dimension::Risk, Level::Block));
                // A note fails nothing, so it is behind nothing.
                case.rules.push(found("lictor/EXP302", Dimension::Risk, Level::Note));
            }),
            with("half-checked", |case| set(case, Dimension::Grounding, &[Pass, Unchecked])),
            with("silent", |case| set(case, Dimension::Correctness, &[NotApplicable])),
        ],
    );
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    blockers correctness [once-of-three] a blocker has to pass in every repeat, and these fail
    blockers risk lictor/EXP301 [leaks] a blocker has to pass in every repeat, and these fail
    blockers grounding [half-checked] a blocker has to pass in every repeat, and these went unchecked
    blockers [silent] nothing could say anything about these blockers, which is no pass: give them an expectation
    complete.unchecked grounding [half-checked] these could not be checked: the records in the run say why
    "#);
    // Only the dimensions that the file names count, and the rest is not forgotten but listed nowhere as a pass.
    desk.release.blockers.dimensions = vec![Dimension::Correctness];
    let cases: Vec<_> = desk
        .decide()
        .reasons
        .into_iter()
        .filter(|reason| reason.requirement == "blockers")
        .flat_map(|r| r.cases)
        .collect();
    assert_eq!(cases, ["once-of-three", "silent"]);
}

#[test]
fn a_blocker_with_too_few_answers_does_not_pass() {
    let desk =
        Desk::new("blockers.repeats = 3\n", vec![with("a", |case| set(case, Dimension::Correctness, &[Pass, Pass]))]);
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    blockers [a] a blocker is answered 3 times at least, and these have fewer answers: run them again
    "#);
}

#[test]
fn a_run_that_is_not_whole_releases_nothing() {
    let mut desk = Desk::new(
        "",
        vec![
            with("missing", |case| {
                case.case.gate = Gate::Signal;
                case.answers = 0;
                case.dimensions = BTreeMap::new();
            }),
            with("unchecked", |case| {
                case.case.gate = Gate::Signal;
                set(case, Dimension::Risk, &[Unchecked]);
            }),
        ],
    );
    desk.run.problems.insert(ProblemKind::Duplicate, ["twice".to_owned()].into());
    desk.run.problems.insert(ProblemKind::Extra, ["unknown-case".to_owned()].into());
    desk.run.manifest.counts.unreadable = 2;
    desk.run.manifest.counts.extra = 1;
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    complete.missing [missing] these have no answer: answer them, or take them out of the set with a reason
    complete.unchecked risk [unchecked] these could not be checked: the records in the run say why
    complete.duplicate [twice] these were answered twice under one number, and one answer was left out: number the answers
    complete.unreadable [] 2 lines of the answers could not be read: `problems.jsonl` of the run names them
    "#);
    let signals = desk.decide().signals;
    let extra = signals.iter().find(|signal| signal.what == "extra answer").unwrap();
    assert_eq!(extra.cases, ["unknown-case"]);
}

fn protected(id: &str, outcome: lictor_evals::Outcome) -> lictor_evals::run::CaseSummary {
    with(id, |case| {
        case.case.gate = Gate::Signal;
        case.case.protected = true;
        set(case, Dimension::Risk, &[outcome]);
    })
}

#[test]
fn protected_behaviour_does_not_get_worse() {
    let base = vec![
        protected("same", Pass),
        protected("worse", Pass),
        protected("still-bad", Fail),
        protected("gone-quiet", Pass),
        protected("unknown-before", Unchecked),
        protected("removed", Pass),
        protected("unmarked", Pass),
        protected("rewritten", Pass),
    ];
    let head = vec![
        protected("same", Pass),
        protected("worse", Fail),
        protected("still-bad", Fail),
        protected("gone-quiet", NotApplicable),
        protected("unknown-before", Fail),
        with("unmarked", |case| case.case.gate = Gate::Signal),
        with("rewritten", |case| {
            *case = protected("rewritten", Fail);
            case.case.digest = Digest::of("another question");
        }),
        protected("new", Fail),
    ];
    let desk = Desk::new("", head).base(base);
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    protected risk [worse] these fail, and did not in the base
    protected risk [gone-quiet] these passed in the base, and nothing can say anything about them now
    protected risk [unknown-before] these fail, and the base cannot say whether they did before
    protected risk [new,rewritten] these fail, and no base has them as they are now: nobody can say that they were no better
    protected [removed] these were in the base's set and are gone from this one: put them back
    protected [unmarked] these were marked so in the base's set and are not any more: mark them again
    base.cases [rewritten] these are not as they were in the base's set, and may ask less: `lictor set diff` tells, and the base's answers can be run again with this set
    "#);
}

#[test]
fn an_earlier_failure_does_not_come_back() {
    let failed_before = |outcome| {
        with("incident-17", |case| {
            case.case.gate = Gate::Signal;
            case.case.previously_failed = Some("release 3".into());
            set(case, Dimension::Risk, &[outcome]);
        })
    };
    let desk = Desk::new("", vec![failed_before(Fail)]).base(vec![failed_before(Pass)]);
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    previously-failed risk [incident-17] these fail, and did not in the base
    "#);
    // Without a base nobody can say that it was no better.
    let desk = Desk::new("", vec![failed_before(Fail)]);
    assert_eq!(desk.decide().outcome, GateOutcome::Hold);
    let desk = Desk::new("", vec![failed_before(Pass)]);
    assert_eq!(desk.decide().outcome, GateOutcome::Release);
}

#[test]
fn cases_that_need_eyes_are_reviewed_one_by_one() {
    let cases = || {
        vec![
            with("risky", |case| case.case.risk = Risk::High),
            with("edge", |case| case.case.boundary = true),
            with("seen", |case| case.case.failure_mode = Some("a wrong refund".into())),
            case("plain"),
        ]
    };
    let more = "[review.high-risk]\nroles = [\"risk\", \"domain\"]\ndimensions = [\"risk\"]\n\
        [review.boundary]\ndimensions = [\"risk\"]\n[review.failure-mode]\ndimensions = [\"correctness\"]\n";
    let mut desk = Desk::new(more, cases());
    insta::assert_snapshot!(desk.told(), @r#"
    NeedsReview
    review.high-risk risk [risky] nobody has looked at these as risk: `lictor review --role risk`
    review.high-risk risk [risky] nobody has looked at these as domain: `lictor review --role domain`
    review.boundary risk [edge] nobody has looked at these: `lictor review`
    review.failure-mode correctness [seen] nobody has looked at these: `lictor review`
    "#);
    let (jane, tom) = (person("Jane", &["risk"]), person("Tom", &["domain"]));
    let people = [&jane, &tom];
    let say = |who, case: &str, dimension, verdict| (who, draft(who, case, dimension, verdict));
    desk.reviews = reviewed(
        &people,
        vec![
            say(&jane, "risky", Dimension::Risk, ReviewVerdict::Pass),
            say(&jane, "edge", Dimension::Risk, ReviewVerdict::Ambiguous),
            say(&tom, "seen", Dimension::Correctness, ReviewVerdict::Fail),
        ],
    );
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    review.failure-mode correctness [seen] a reviewer found these not acceptable
    review.high-risk risk [risky] nobody has looked at these as domain: `lictor review --role domain`
    review.boundary risk [edge] a reviewer could not settle these: sharpen the criterion and look again
    "#);
    desk.reviews = reviewed(
        &people,
        vec![
            say(&jane, "risky", Dimension::Risk, ReviewVerdict::Pass),
            say(&tom, "risky", Dimension::Risk, ReviewVerdict::Pass),
            say(&jane, "edge", Dimension::Risk, ReviewVerdict::Pass),
            say(&tom, "seen", Dimension::Correctness, ReviewVerdict::Pass),
        ],
    );
    assert_eq!(desk.decide().outcome, GateOutcome::Release);
}

#[test]
fn one_reviewer_does_not_outvote_another() {
    let mut desk = Desk::new("", vec![with("risky", |case| case.case.risk = Risk::High)]);
    desk.release.review.high_risk.dimensions = vec![Dimension::Risk];
    let (jane, tom) = (person("Jane", &["risk"]), person("Tom", &["risk"]));
    let say = |who, verdict| (who, draft(who, "risky", Dimension::Risk, verdict));
    let people = [&jane, &tom];
    desk.reviews = reviewed(&people, vec![say(&jane, ReviewVerdict::Fail), say(&tom, ReviewVerdict::Pass)]);
    assert_eq!(desk.decide().outcome, GateOutcome::Hold);
    // Jane herself may think again.
    desk.reviews = reviewed(&people, vec![say(&jane, ReviewVerdict::Fail), say(&jane, ReviewVerdict::Pass)]);
    assert_eq!(desk.decide().outcome, GateOutcome::Release);
}

#[test]
fn a_review_of_another_run_does_not_count() {
    let mut desk = Desk::new("", vec![with("risky", |case| case.case.risk = Risk::High)]);
    desk.release.review.high_risk.dimensions = vec![Dimension::Risk];
    let jane = person("Jane", &["risk"]);
    let other = ReviewDraft { run: Digest::of("base"), ..draft(&jane, "risky", Dimension::Risk, ReviewVerdict::Pass) };
    desk.reviews = reviewed(&[&jane], vec![(&jane, other)]);
    let decision = desk.decide();
    assert_eq!(decision.outcome, GateOutcome::NeedsReview);
    let told = decision.signals.iter().find(|signal| signal.what == "review record").unwrap();
    assert_eq!(told.message, "1 records are about other runs and do not count here");
}

#[test]
fn a_verdict_that_nobody_asked_for_holds_a_blocker_and_no_signal() {
    let mut desk = Desk::new("", vec![case("blocker"), with("signal", |case| case.case.gate = Gate::Signal)]);
    let jane = person("Jane", &["risk"]);
    let say = |case: &str| (&jane, draft(&jane, case, Dimension::Risk, ReviewVerdict::Fail));
    desk.reviews = reviewed(&[&jane], vec![say("blocker"), say("signal"), say("nowhere")]);
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    review.verdicts risk [blocker] a reviewer found these not acceptable
    "#);
    let signals = desk.decide().signals;
    assert!(signals.iter().any(|signal| signal.what == "signal case" && signal.cases == ["signal"]), "{signals:?}");
}

#[test]
fn review_records_that_were_altered_hold_the_release() {
    let jane = person("Jane", &["risk"]);
    let mut desk = Desk::new("", vec![case("a")]);
    let say = |case: &str| (&jane, draft(&jane, case, Dimension::Risk, ReviewVerdict::Pass));
    desk.reviews = reviewed(&[&jane], vec![say("a"), say("a")]);
    assert_eq!(desk.decide().outcome, GateOutcome::Release);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.jsonl");
    for (who, draft) in [say("a"), say("a"), say("a")] {
        lictor_evals::review::ReviewFile::append(&path, draft, &who.key).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let without_second: Vec<&str> =
        text.lines().enumerate().filter(|(index, _)| *index != 1).map(|(_, line)| line).collect();
    std::fs::write(&path, without_second.join("\n") + "\n").unwrap();
    let trust = crate::common::trust(&[&jane], "");
    desk.reviews =
        lictor_evals::review::ReviewFile::read(&path, &trust, crate::common::time(crate::common::NOW)).unwrap();
    insta::assert_snapshot!(desk.told(), @r#"
    Hold
    review-records [] the review records were altered, line 2: this record was written after another line than the one before it: a line was removed, replaced or inserted; restore the file
    "#);
}

fn timed(id: &str, latencies: &[f64]) -> lictor_evals::run::CaseSummary {
    with(id, |case| {
        set(case, Dimension::Correctness, &vec![Pass; latencies.len()]);
        case.measures.insert(Measure::LatencyMs, latencies.to_vec());
    })
}

#[test]
fn budgets_are_kept_per_measure_and_workflow() {
    let budget = "[[budgets]]\nmeasure = \"latency_ms.max\"\nat_most = 2000\n";
    let desk = |more: &str, cases| Desk::new(more, cases);
    assert_eq!(desk(budget, vec![timed("a", &[1000.0, 2000.0])]).decide().outcome, GateOutcome::Release);
    insta::assert_snapshot!(desk(budget, vec![timed("fast", &[100.0]), timed("slow", &[2500.0, 90.0])]).told(), @r#"
    Hold
    budget.latency_ms.max [slow] latency_ms.max is 2500, and may be 2000 at most
    "#);
    insta::assert_snapshot!(desk(budget, vec![timed("fast", &[100.0]), case("unmeasured")]).told(), @r#"
    Hold
    budget.latency_ms.max [unmeasured] 1 of 2 answers have no `latency_ms`, so nobody knows what it comes to
    "#);
    insta::assert_snapshot!(desk("[[budgets]]\nmeasure = \"cost.mean\"\nat_most = 1\n", vec![case("a")]).told(), @r#"
    Hold
    budget.cost.mean [] no answer has `cost`, so nobody knows what it comes to
    "#);
    let orders = format!("{budget}workflow = \"orders\"\n");
    let elsewhere = desk(
        &orders,
        vec![
            timed("slow", &[2500.0]),
            with("o", |case| {
                *case = timed("o", &[1.0]);
                case.case.workflow = "orders".into();
            }),
        ],
    );
    assert_eq!(elsewhere.decide().outcome, GateOutcome::Release);
    let p95 = "[[budgets]]\nmeasure = \"latency_ms.p95\"\nat_most = 100\n";
    let mut latencies = vec![50.0; 99];
    latencies.push(9000.0);
    assert_eq!(desk(p95, vec![timed("a", &latencies)]).decide().outcome, GateOutcome::Release, "one in a hundred");
}

const WAIVER: &str =
    "[[waivers]]\nrequirement = \"blockers\"\ncases = [\"a\"]\nowner = \"Jane\"\nreason = \"ticket 17\"\n";

#[test]
fn a_waiver_excuses_its_cases_until_its_day() {
    let cases = || vec![failing("a", Dimension::Risk), failing("b", Dimension::Risk)];
    let valid = Desk::new(&format!("{WAIVER}expires = 2026-06-15\n"), cases());
    insta::assert_snapshot!(valid.told(), @r#"
    Hold
    blockers risk [b] a blocker has to pass in every repeat, and these fail
    "#);
    let applied = valid.decide().waivers;
    assert_eq!((applied[0].cases.as_slice(), applied[0].owner.as_str()), (["a".to_owned()].as_slice(), "Jane"));
    let expired = Desk::new(&format!("{WAIVER}expires = 2026-06-14\n"), cases());
    insta::assert_snapshot!(expired.told(), @r#"
    Hold
    blockers risk [a] a blocker has to pass in every repeat, and these fail (the waiver of Jane ran out on 2026-06-14)
    blockers risk [b] a blocker has to pass in every repeat, and these fail
    "#);
    assert_eq!(expired.decide().waivers, []);
}

#[test]
fn a_waiver_that_excuses_nothing_is_named() {
    let decision = Desk::new(&format!("{WAIVER}expires = 2027-01-01\n"), vec![case("a")]).decide();
    assert_eq!(decision.outcome, GateOutcome::Release);
    let unused = decision.signals.iter().find(|signal| signal.what == "unused waiver").unwrap();
    assert_eq!(unused.message, "the waiver of Jane for `blockers` excuses nothing: take it out");
}

#[test]
fn a_waiver_of_one_requirement_excuses_no_other() {
    let mut case = failing("a", Dimension::Risk);
    case.case.protected = true;
    let decision = Desk::new(&format!("{WAIVER}expires = 2027-01-01\n"), vec![case]).decide();
    let requirements: Vec<&str> = decision.reasons.iter().map(|reason| reason.requirement.as_str()).collect();
    assert_eq!(requirements, ["protected"]);
    let no_case = "sign_offs = [\"risk\"]\n[[waivers]]\nrequirement = \"sign-off.risk\"\nowner = \"o\"\nreason = \"r\"\nexpires = 2027-01-01\n";
    assert_eq!(Desk::new(no_case, vec![crate::common::case("a")]).decide().outcome, GateOutcome::Release);
}

#[test]
fn preview_rules_notes_and_signal_cases_are_listed_and_hold_nothing() {
    let mut desk = Desk::new(
        "",
        vec![
            with("a", |case| {
                case.rules.push(found("lictor/EXP900", Dimension::Risk, Level::Block));
                case.rules.push(found("lictor/REF101", Dimension::Usefulness, Level::Note));
            }),
            with("learn", |case| {
                case.case.gate = Gate::Signal;
                set(case, Dimension::Usefulness, &[Fail]);
            }),
        ],
    );
    desk.run.manifest.rules.push(rule("lictor/EXP900", RunRuleStatus::Preview));
    let decision = desk.decide();
    assert_eq!((decision.outcome, decision.reasons.as_slice()), (GateOutcome::Release, [].as_slice()));
    let told: Vec<String> = decision
        .signals
        .iter()
        .map(|signal| format!("{}: {} [{}]", signal.what, signal.message, signal.cases.join(",")))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    no base: no base was given: what failed before and what did not is not known []
    signal case: signal cases fail in usefulness [learn]
    note: lictor/REF101 a-slug found something in 1 answers [a]
    preview rule: lictor/EXP900 a-slug found something in 1 answers [a]
    "#);
}

#[test]
fn a_preview_rule_is_behind_no_reason() {
    let mut leaking = failing("a", Dimension::Risk);
    leaking.rules.push(found("lictor/EXP900", Dimension::Risk, Level::Block));
    leaking.rules.push(found("lictor/EXP301", Dimension::Risk, Level::Block));
    let mut desk = Desk::new("", vec![leaking]);
    desk.run.manifest.rules.push(rule("lictor/EXP900", RunRuleStatus::Preview));
    let rules = &desk.decide().reasons[0].rules;
    assert_eq!(rules.iter().map(ToString::to_string).collect::<Vec<_>>(), ["lictor/EXP301"]);
}

#[test]
fn a_base_of_another_set_or_policy_and_the_run_itself_are_said() {
    let mut base = run("base", vec![case("a")]);
    base.reference.set.digest = Digest::of("an older set");
    base.reference.policy.digest = Digest::of("an older policy");
    let mut desk = Desk::new("", vec![case("a")]);
    desk.base = Some(base);
    let said = |desk: &Desk| desk.decide().signals.into_iter().map(|signal| signal.what).collect::<Vec<_>>();
    assert_eq!(said(&desk), ["another set", "another policy"]);
    desk.base = Some(desk.run.clone());
    assert_eq!(said(&desk), ["same run"]);
    desk.base = None;
    assert_eq!(said(&desk), ["no base"]);
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let desk =
        Desk::new("sign_offs = [\"risk\"]\n", vec![failing("b", Dimension::Risk), failing("a", Dimension::Risk)]);
    let bytes = || serde_json::to_string(&desk.decide()).unwrap();
    assert_eq!(bytes(), bytes());
    let again: lictor_evals::gate::ReleaseDecision = serde_json::from_str(&bytes()).unwrap();
    assert_eq!(again, desk.decide(), "the record can be read again");
}
