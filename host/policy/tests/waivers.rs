//! Which findings a waiver excuses, and until when.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::with_head;
use lictor_policy::{Policy, WaiverOutcome};

const WAIVERS: &str = r#"
[[waivers]]
rule = "EXP401"
case = "support-*"
workflow = "support"
owner = "ann"
approver = "bob"
reason = "our own address"
expires = 2026-06-30
revision = 2

[[waivers]]
rule = "lictor/EXP401"
case = "support-1?"
owner = "ann"
approver = "bob"
reason = "a test account"
expires = 2026-12-31
revision = 2

[[waivers]]
rule = "EXP301"
fingerprint = "k1:00ff"
workflow = "support"
owner = "ann"
approver = "bob"
reason = "a key of the test bench"
expires = 2026-12-31
revision = 1
"#;

struct Finding {
    rule: &'static str,
    revision: u32,
    case: &'static str,
    workflow: Option<&'static str>,
    fingerprint: &'static str,
}

const MAIL: Finding =
    Finding { rule: "lictor/EXP401", revision: 2, case: "support-17", workflow: Some("support"), fingerprint: "k1:aa" };

fn asked<'p>(policy: &'p Policy, finding: &Finding, today: &str) -> WaiverOutcome<'p> {
    let Finding { rule, revision, case, workflow, fingerprint } = finding;
    policy.waiver(&rule.parse().unwrap(), *revision, case, *workflow, fingerprint, today)
}

#[test]
fn a_waiver_holds_through_its_last_day() {
    let policy = with_head(WAIVERS).unwrap();
    let far = Finding { case: "support-1000", ..MAIL };
    assert_eq!(asked(&policy, &far, "2026-06-30"), WaiverOutcome::Waived { index: 0, reason: "our own address" });
    assert_eq!(asked(&policy, &far, "2026-07-01"), WaiverOutcome::Expired { index: 0 });
    // Another one that still holds takes over, and the first that has expired is named when none does.
    assert_eq!(asked(&policy, &MAIL, "2026-07-01"), WaiverOutcome::Waived { index: 1, reason: "a test account" });
    assert_eq!(asked(&policy, &MAIL, "2027-01-01"), WaiverOutcome::Expired { index: 0 });
}

#[test]
fn a_waiver_excuses_its_rule_revision_case_and_workflow_only() {
    let policy = with_head(WAIVERS).unwrap();
    for other in [
        Finding { rule: "lictor/EXP402", ..MAIL },
        Finding { revision: 3, ..MAIL },
        Finding { case: "sales-17", ..MAIL },
        Finding { case: "support-1000", workflow: Some("sales"), ..MAIL },
        Finding { case: "support-1000", workflow: None, ..MAIL },
    ] {
        assert_eq!(asked(&policy, &other, "2026-01-01"), WaiverOutcome::None, "{} {}", other.rule, other.case);
    }
}

#[test]
fn a_waiver_by_fingerprint_excuses_one_piece_of_evidence() {
    let policy = with_head(WAIVERS).unwrap();
    let key =
        Finding { rule: "lictor/EXP301", revision: 1, fingerprint: "k1:00ff", case: "any", workflow: Some("support") };
    assert_eq!(
        asked(&policy, &key, "2026-01-01"),
        WaiverOutcome::Waived { index: 2, reason: "a key of the test bench" }
    );
    for other in [Finding { fingerprint: "k1:00fe", ..key }, Finding { workflow: Some("sales"), ..key }] {
        assert_eq!(asked(&policy, &other, "2026-01-01"), WaiverOutcome::None);
    }
    assert_eq!(policy.waivers()[2].expires, "2026-12-31");
}
