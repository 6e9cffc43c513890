//! A few rules, and records with everything that a record can have: made by hand, so that each test says what
//! it is about.

use std::collections::BTreeMap;

use lictor_contract::{RuleDecl, RuleInfo};
use lictor_model::{
    Decision, Digest, Dimension, DimensionOutcome, Failure, FailureKind, Finding, Fingerprint, Level, NotApplicable,
    PolicyRef, Record, RecordSpan, Source, Status,
};
use lictor_report::{Context, Format, Summary, report};
use serde_json::json;

fn rule(code: &str, slug: &str, dimension: &str, level: &str, references: &[&str]) -> RuleInfo {
    let decl: RuleDecl = serde_json::from_value(json!({
        "code": code,
        "slug": slug,
        "summary": format!("The summary of {slug}"),
        "docs": format!("# {slug}\n\nWhat `{slug}` does, in one\nparagraph.\n\n## Why\nBecause."),
        "message": "{kind}",
        "remedy": "Do the right thing.",
        "dimension": dimension,
        "level": level,
        "status": "stable",
        "since": "0.1.0",
        "revision": 2,
        "sensitive": dimension == "risk",
        "tags": [dimension, "example"],
        "references": references,
        "examples": {"fires": [], "ignores": []},
    }))
    .unwrap();
    RuleInfo { id: format!("lictor/{code}").parse().unwrap(), plugin: "lictor/pack".into(), decl }
}

pub(crate) fn rules() -> Vec<RuleInfo> {
    vec![
        rule("EXP301", "cloud-provider-key", "risk", "block", &["CWE-798", "OWASP-LLM02"]),
        rule("EXP501", "email-address", "risk", "redact", &[]),
        rule("OVR101", "overclaimed-certainty", "correctness", "warn", &[]),
        rule("GRD101", "missing-citation", "grounding", "note", &[]),
        rule("USE901", "padding", "usefulness", "off", &[]),
    ]
}

pub(crate) fn policy() -> PolicyRef {
    PolicyRef { id: "default".into(), digest: Digest::of("policy") }
}

pub(crate) fn context(rules: &[RuleInfo]) -> Context<'_> {
    Context {
        rules,
        policy: policy(),
        tool_version: "0.1.0",
        today: "2025-06-30",
        colour: false,
        width: None,
        fail_on: Level::Redact,
    }
}

pub(crate) fn finding(rule: &str, level: Level, message: &str) -> Finding {
    let info = rules().into_iter().find(|info| info.id.code() == rule).unwrap();
    Finding {
        rule: info.id,
        slug: info.decl.slug,
        revision: info.decl.revision,
        dimension: info.decl.dimension,
        level,
        views: vec!["raw".into()],
        spans: vec![RecordSpan { part: "answer".into(), start: 10, end: 30 }],
        message: message.into(),
        confidence: None,
        fingerprint: Fingerprint(format!("k1:{rule}")),
        waived: None,
    }
}

pub(crate) fn record(line: u64, id: &str, workflow: Option<&str>, findings: Vec<Finding>) -> Record {
    let mut dimensions = BTreeMap::from(Dimension::ALL.map(|dimension| (dimension, DimensionOutcome::Clear)));
    dimensions.insert(Dimension::Grounding, DimensionOutcome::NotApplicable);
    let mut decision = Decision::Allow;
    for finding in findings.iter().filter(|finding| finding.waived.is_none()) {
        let outcome = match finding.level {
            Level::Block => DimensionOutcome::Block,
            Level::Redact => DimensionOutcome::Redact,
            Level::Warn => DimensionOutcome::Warn,
            _ => DimensionOutcome::Note,
        };
        dimensions.insert(finding.dimension, outcome);
        decision = match finding.level {
            Level::Block => Decision::Block,
            Level::Redact => decision.max(Decision::Redact),
            _ => decision,
        };
    }
    Record {
        id: id.into(),
        workflow: workflow.map(Into::into),
        decision,
        policy: policy(),
        status: Status::Checked,
        dimensions,
        findings,
        measures: BTreeMap::new(),
        not_applicable: Default::default(),
        failures: Vec::new(),
        today: "2025-06-30".into(),
        redacted: None,
        source: Some(Source { file: "runs/answers 1.jsonl".into(), line }),
    }
}

/// Everything that could upset a terminal, an XML reader, a spreadsheet or a log.
pub(crate) const HOSTILE: &str =
    "=HYPERLINK(\"http://x\",'a')\n::error::own,line: 100%\r\u{1b}[31m\u{202e}]]>&<b>\u{0}\u{9b}[x](http://y) {0}";

pub(crate) fn records() -> Vec<Record> {
    let clean = record(1, "support-001", Some("support-assistant"), vec![]);

    let mut key = finding("EXP301", Level::Block, "an AWS access key, checksum valid");
    key.views = vec!["raw".into(), "base64".into()];
    key.spans.push(RecordSpan { part: "answer".into(), start: 40, end: 61 });
    key.confidence = Some(0.9);
    let certainty = finding("OVR101", Level::Warn, "\"definitely\" with no source");
    let blocked = record(2, "support-002", Some("support-assistant"), vec![certainty, key]);

    let email = finding("EXP501", Level::Redact, "an e-mail address of a person");
    let mut redacted = record(3, "code-001", Some("coding-assistant"), vec![email]);
    redacted.redacted = Some("write to [email-address]".into());

    let mut note = finding("GRD101", Level::Note, "a statement without a citation");
    note.spans.clear();
    note.views.clear();
    let noted = record(4, "code-002", Some("coding-assistant"), vec![note]);

    let mut waived = finding("EXP301", Level::Block, "an AWS access key, checksum valid");
    waived.waived = Some("documentation example, owner: docs team, until 2025-12-31".into());
    let waived = record(5, "code-003", Some("coding-assistant"), vec![waived]);

    let mut nothing_applies = record(6, "runs/answers 1.jsonl:6", None, vec![]);
    nothing_applies.dimensions.values_mut().for_each(|outcome| *outcome = DimensionOutcome::NotApplicable);
    nothing_applies.not_applicable =
        [NotApplicable { rule: "lictor/GRD101".parse().unwrap(), reason: "no permitted contexts".into() }].into();

    let mut partial = record(7, "support-003", Some("support-assistant"), vec![]);
    partial.status = Status::Partial;
    partial.dimensions.insert(Dimension::Grounding, DimensionOutcome::Unchecked);
    partial.failures = vec![Failure {
        plugin: "lictor/grounding".into(),
        kind: FailureKind::Fuel,
        message: Some("used more than 50000000 instructions".into()),
    }];

    let mut broken = record(8, "runs/answers 1.jsonl:8", None, vec![]);
    broken.status = Status::Unchecked;
    broken.decision = Decision::Block;
    broken.dimensions.clear();
    broken.failures = vec![Failure {
        plugin: "input".into(),
        kind: FailureKind::Input,
        message: Some("the JSON ends too early, at byte 12".into()),
    }];

    let mut hostile = finding("OVR101", Level::Warn, HOSTILE);
    hostile.fingerprint = Fingerprint("position:00".into());
    let mut hostile = record(9, HOSTILE, Some("@SUM(1),\"w\"\n\u{1b}]0;x\u{7}"), vec![hostile]);
    hostile.source = Some(Source { file: "-".into(), line: 9 });

    vec![clean, blocked, redacted, noted, waived, nothing_applies, partial, broken, hostile]
}

pub(crate) fn summary(records: &[Record]) -> Summary {
    let mut summary = Summary::default();
    records.iter().for_each(|record| summary.add(record));
    summary
}

pub(crate) fn write(format: Format, context: Context<'_>, records: &[Record]) -> String {
    let mut out = Vec::new();
    let mut writer = report(format, Box::new(&mut out), context).unwrap();
    for record in records {
        writer.record(record).unwrap();
    }
    writer.finish(&summary(records)).unwrap();
    drop(writer);
    String::from_utf8(out).unwrap()
}
