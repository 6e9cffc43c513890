//! Which cases need eyes, and why.

use lictor_evals::Outcome;
use lictor_evals::review::{ReviewDraft, ReviewFile, ReviewVerdict, select};
use lictor_evals::set::Risk;
use lictor_model::{Digest, Dimension};

use crate::common::{case, draft, failing, person, reviewed, set, with};

fn told(
    head: &[lictor_evals::run::CaseSummary],
    base: Option<&[lictor_evals::run::CaseSummary]>,
    reviews: &ReviewFile,
) -> Vec<String> {
    let told = |needs: lictor_evals::review::NeedsEyes<'_>| {
        let why: Vec<String> = needs.why.iter().map(ToString::to_string).collect();
        format!("{}: {}", needs.case.case.id, why.join("; "))
    };
    select(head, base, reviews).into_iter().map(told).collect()
}

#[test]
fn every_reason_is_given() {
    let head = [
        case("plain"),
        with("risky", |case| case.case.risk = Risk::High),
        with("edge", |case| {
            case.case.boundary = true;
            case.case.failure_mode = Some("a wrong refund is promised".into());
        }),
        with("shaky", |case| set(case, Dimension::Grounding, &[Outcome::Pass, Outcome::Fail, Outcome::Pass])),
    ];
    assert_eq!(
        told(&head, None, &ReviewFile::default()),
        [
            "risky: high risk",
            "edge: on a boundary; a user would see it fail: a wrong refund is promised",
            "shaky: its answers do not agree in grounding",
        ]
    );
}

#[test]
fn what_changed_against_the_base_needs_eyes() {
    let base = [case("same"), case("worse"), failing("better", Dimension::Risk), case("rewritten")];
    let head = [
        case("same"),
        failing("worse", Dimension::Risk),
        with("better", |case| set(case, Dimension::Risk, &[Outcome::Pass])),
        with("rewritten", |case| case.case.digest = Digest::of("another text")),
        case("added"),
    ];
    assert_eq!(
        told(&head, Some(&base), &ReviewFile::default()),
        [
            "worse: risk was not applicable and is fail",
            "better: risk was fail and is pass",
            "rewritten: the base has no such case",
            "added: the base has no such case",
        ]
    );
}

#[test]
fn what_nobody_could_settle_needs_eyes_until_it_is_settled() {
    let jane = person("Jane", &["risk"]);
    let say = |case: &str, run: &str, verdict| {
        (&jane, ReviewDraft { run: Digest::of(run), ..draft(&jane, case, Dimension::Risk, verdict) })
    };
    let reviews = reviewed(
        &[&jane],
        vec![
            say("open", "an earlier run", ReviewVerdict::Ambiguous),
            say("settled", "an earlier run", ReviewVerdict::Ambiguous),
            say("settled", "head", ReviewVerdict::Pass),
        ],
    );
    assert_eq!(told(&[case("open"), case("settled")], None, &reviews), ["open: Jane could not settle risk"]);
}
