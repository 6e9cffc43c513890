//! What a run counts.

use crate::cases::{finding, record, records, summary};
use lictor_model::{Decision, Dimension, FailureKind, Level};
use lictor_report::Summary;

#[test]
fn every_sample_stands_once_in_every_dimension() {
    let records = records();
    let summary = summary(&records);
    assert_eq!((summary.samples, summary.checked, summary.partial, summary.unchecked), (9, 7, 1, 1));
    for outcomes in summary.dimensions.values() {
        assert_eq!(outcomes.columns().iter().map(|(_, count)| count).sum::<u64>(), 9);
    }
    let risk = summary.dimensions[&Dimension::Risk];
    assert_eq!((risk.clear, risk.redact, risk.block, risk.not_applicable, risk.unchecked), (5, 1, 1, 1, 1));
    assert_eq!(summary.decisions[&Decision::Block], 2);
    assert_eq!(summary.failures[&FailureKind::Fuel], 1);
    let named: u64 = summary.workflows.iter().map(|counts| counts.samples).sum();
    assert_eq!((summary.workflows.len(), named), (4, 9));
    assert_eq!(summary.workflows[0].workflow, None);
}

#[test]
fn waived_findings_are_counted_apart() {
    let mut waived = finding("EXP301", Level::Block, "m");
    waived.waived = Some("why".into());
    let warned = finding("OVR101", Level::Warn, "m");
    let summary = summary(&[record(1, "a", None, vec![waived, warned])]);
    assert_eq!(summary.worst_level(), Some(Level::Warn));
    let counts = summary.rules[&"lictor/EXP301".parse().unwrap()];
    assert_eq!((counts.findings, counts.waived), (0, 1));
    assert!(!summary.has_unchecked());
    assert_eq!(Summary::default().worst_level(), None);
}

#[test]
fn a_file_of_nothing_but_workflows_does_not_fill_the_memory() {
    let mut summary = Summary::default();
    for index in 0..1500 {
        summary.add(&record(index, "a", Some(&format!("w{index}")), vec![]));
    }
    summary.add(&record(1, "a", Some(&"w".repeat(1 << 20)), vec![]));
    summary.add(&record(1, "a", None, vec![]));
    assert_eq!(summary.workflows.len(), 1001);
    assert_eq!(summary.other_workflows.unwrap().samples, 501);
}
