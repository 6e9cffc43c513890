//! A reviewer sees what was answered and nothing that a sensitive rule found.

use std::collections::BTreeMap;

use lictor_evals::Outcome;
use lictor_evals::review::{NeedsEyes, ShownAnswer, Why, present};
use lictor_evals::run::{Answer, AnswerMeasures, CaseResult, CheckResult, RunManifest, RunRuleStatus};
use lictor_evals::set::Case;
use lictor_model::{Decision, Dimension, Finding, Fingerprint, Level, PolicyRef, Record, RecordSpan, Status};

use crate::common::{case, manifest, rule};

fn evaluated() -> Case {
    serde_json::from_value(serde_json::json!({
        "id": "refunds/late", "reason": "A customer was promised a refund.", "workflow": "refunds", "gate": "blocker",
        "risk": "high", "difficulty": "difficult",
        "input": { "messages": [{ "role": "user", "content": "May I\nhave a refund?" }],
                   "contexts": [{ "id": "terms", "text": "Within 30 days.", "access": ["staff"] }] },
        "expect": { "behaviour": "refuse", "facts": ["30 days"], "forbidden": ["of course"] },
        "origin": { "kind": "incident" },
        "criteria": ["names the deadline", "is polite"],
        "unacceptable": ["Of course, here is your money."],
    }))
    .unwrap()
}

fn record(findings: Vec<Finding>) -> Record {
    Record {
        id: "refunds/late".into(),
        workflow: None,
        decision: Decision::Block,
        policy: PolicyRef { id: "p".into(), digest: lictor_model::Digest::of("p") },
        status: Status::Checked,
        dimensions: BTreeMap::new(),
        findings,
        measures: BTreeMap::new(),
        not_applicable: [].into(),
        failures: Vec::new(),
        today: "2026-06-15".into(),
        redacted: None,
        source: None,
    }
}

fn finding(part: &str, start: usize, end: usize) -> Finding {
    Finding {
        rule: "lictor/EXP301".parse().unwrap(),
        slug: "a-slug".into(),
        revision: 1,
        dimension: Dimension::Risk,
        level: Level::Block,
        views: Vec::new(),
        spans: vec![RecordSpan { part: part.into(), start: start as u32, end: end as u32 }],
        message: "a secret".into(),
        confidence: None,
        fingerprint: Fingerprint("text:00".into()),
        waived: None,
    }
}

fn shown(text: &str, record: Record, sensitive: bool) -> String {
    let answer = Answer { id: "refunds/late".into(), answer: text.into(), ..Answer::default() };
    let result = CaseResult {
        case: "refunds/late".into(),
        repeat: 1,
        outcomes: [(Dimension::Risk, Outcome::Fail), (Dimension::Grounding, Outcome::NotApplicable)].into(),
        checks: vec![CheckResult {
            check: "facts/0".into(),
            dimension: Dimension::Correctness,
            outcome: Outcome::Fail,
            message: Some("the answer does not say it".into()),
        }],
        measures: AnswerMeasures::default(),
        record,
    };
    let mut leaking = rule("lictor/EXP301", RunRuleStatus::Stable);
    leaking.sensitive = sensitive;
    let manifest = RunManifest { rules: vec![leaking], ..manifest() };
    let summary = case("refunds/late");
    let needs = NeedsEyes { case: &summary, why: vec![Why::HighRisk, Why::Boundary] };
    present(&evaluated(), &needs, &[ShownAnswer { result: &result, answer: &answer }], &manifest)
}

/// Made up here, so that no file holds anything that looks like a secret.
fn secret() -> String {
    ["tok", "en", "42"].concat()
}

#[test]
fn a_page_says_why_what_and_what_was_found() {
    insta::assert_snapshot!(shown("We decide\nwithin 30 days.", record(Vec::new()), true), @r#"
    case refunds/late  (blocker, refunds)
    here because  high risk; on a boundary
    exists because  A customer was promised a refund.
    criteria
      1. names the deadline
      2. is polite
    not acceptable
      - Of course, here is your money.
    expected
      to refuse
      says 30 days
      does not say of course
    input
      user
        │ May I
        │ have a refund?
      context 0: terms (for staff)
        │ Within 30 days.
    answer 1 of 1  (grounding not applicable, risk fail)
        │ We decide
        │ within 30 days.
      checked
        facts/0 fail: the answer does not say it
    "#);
}

#[test]
fn evidence_of_a_sensitive_rule_is_masked_wherever_it_stands() {
    let secret = secret();
    let text = format!("Use {secret} now. Again: {secret}.");
    let page = shown(&text, record(vec![finding("answer", 4, 4 + secret.len())]), true);
    assert!(!page.contains(&secret), "{page}");
    assert!(page.contains("│ Use [masked: lictor/EXP301] now. Again: [masked: lictor/EXP301]."), "{page}");
    let open = shown(&text, record(vec![finding("answer", 4, 4 + secret.len())]), false);
    assert!(open.contains(&secret), "what is not sensitive is shown: {open}");
}

#[test]
fn a_waived_finding_is_masked_as_well() {
    let secret = secret();
    let mut waived = finding("answer", 0, secret.len());
    waived.waived = Some("a test key".into());
    let page = shown(&secret, record(vec![waived]), true);
    assert!(!page.contains(&secret), "{page}");
}

#[test]
fn a_text_in_which_a_span_cannot_lie_is_not_shown() {
    let page = shown("äöü", record(vec![finding("answer", 1, 3)]), true);
    assert!(!page.contains('ä') && page.contains("[masked: lictor/EXP301]"), "{page}");
    let page = shown("short", record(vec![finding("answer", 2, 90)]), true);
    assert!(!page.contains("short"), "{page}");
}

#[test]
fn an_answer_that_was_not_fully_checked_is_not_shown() {
    let partial = Record { status: Status::Partial, ..record(Vec::new()) };
    let page = shown("who knows what is in here", partial, true);
    assert!(!page.contains("who knows") && page.contains("not fully checked"), "{page}");
}

#[test]
fn no_text_steers_a_terminal() {
    let page = shown("\u{1b}[2Jgone\u{9b}1m \u{202e}txt\r\nnext\rover", record(Vec::new()), true);
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
    assert!(!page.contains('\u{202e}'), "{page:?}");
    assert!(page.contains("    │ next\\rover"), "{page}");
}

proptest::proptest! {
    /// Wherever spans lie, nothing that one covers is shown, and nothing panics.
    #[test]
    fn nothing_that_a_span_covers_is_shown(
        before in "[a-z ]{0,12}", evidence in "[A-Z]{4,12}", after in "[a-z ]{0,12}", extra in (0usize..40, 0usize..40),
    ) {
        let text = format!("{before}{evidence}{after}{evidence}");
        let spans = vec![finding("answer", before.len(), before.len() + evidence.len()), finding("answer", extra.0, extra.1)];
        let page = shown(&text, record(spans), true);
        proptest::prop_assert!(!page.contains(&evidence), "{page}");
    }
}
