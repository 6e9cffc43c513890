//! A set, rules and an engine for tests. What the engine says of an answer is written in the answer: `[EXP301]` finds something,
//! `[EXP301 waived]` something that a waiver excuses, `[failed]` has the packs fail, `[n/a]` has no rule look.
#![allow(dead_code, clippy::unwrap_used, clippy::missing_panics_doc)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use lictor_evals::run::{Answer, AnswerFormat, EngineVersion, Join, RunFacts, RunRule, RunRuleStatus};
use lictor_evals::set::{Case, Set, SetHeader};
use lictor_model::{
    Decision, Digest, Dimension, DimensionOutcome, Failure, FailureKind, Finding, Fingerprint, Level, NotApplicable,
    PolicyRef, Record, RecordSpan, Sample, Status,
};
use serde_json::{Value, json};

pub struct Answered;

impl Answered {
    pub fn of(line: &str) -> Result<Answer, String> {
        Answer::from_json(line)
    }
}

pub fn now() -> Timestamp {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

/// A case that expects something.
pub fn case(id: &str, expect: Value) -> Value {
    json!({
        "id": id, "reason": "because", "workflow": "support", "gate": "blocker", "risk": "high", "difficulty": "normal",
        "input": {"messages": [{"role": "user", "content": "How long?"}]}, "expect": expect,
        "origin": {"kind": "design"},
    })
}

pub fn set(cases: impl IntoIterator<Item = Value>) -> Set {
    let header: SetHeader = serde_json::from_value(json!({
        "schema": "lictor.set/v1", "id": "tests", "title": "Tests", "owner": "us", "workflows": {"support": {"title": "s"}},
    }))
    .unwrap();
    let cases: Vec<Case> = cases.into_iter().map(|case| serde_json::from_value(case).unwrap()).collect();
    Set::new(header, cases)
}

pub fn rules() -> Vec<RunRule> {
    let rule = |code: &str, dimension, level, status| RunRule {
        id: format!("lictor/{code}").parse().unwrap(),
        slug: code.to_lowercase(),
        summary: code.into(),
        dimension,
        level,
        revision: 1,
        status,
        sensitive: false,
        plugin: match code {
            "REF207" | "REF208" => "lictor/evals".into(),
            _ if code.starts_with("GRD") => "lictor/grounding".into(),
            _ if code.starts_with("EXP") => "lictor/data-exposure".into(),
            _ => "lictor/refusal".into(),
        },
        workflows: BTreeMap::new(),
    };
    use Dimension::{Correctness, Risk, Usefulness};
    use RunRuleStatus::{Preview, Stable};
    vec![
        rule("EXP103", Risk, Level::Block, Preview),
        rule("EXP301", Risk, Level::Block, Stable),
        rule("GRD117", Correctness, Level::Block, Stable),
        rule("REF101", Usefulness, Level::Note, Stable),
        rule("REF102", Usefulness, Level::Block, Stable),
        rule("REF103", Risk, Level::Block, Stable),
        rule("REF105", Usefulness, Level::Note, Preview),
        rule("REF106", Risk, Level::Block, Preview),
        rule("REF107", Usefulness, Level::Note, Stable),
        rule("REF109", Correctness, Level::Block, Stable),
        rule("REF111", Correctness, Level::Warn, Stable),
        rule("REF206", Usefulness, Level::Note, Stable),
        rule("REF207", Usefulness, Level::Warn, Stable),
        rule("REF208", Usefulness, Level::Warn, Stable),
        rule("REF301", Usefulness, Level::Block, Stable),
    ]
}

pub fn join(set: &Set, format: AnswerFormat) -> Join<'_> {
    Join::new(set, &rules(), Level::Warn, format).unwrap()
}

pub fn facts() -> RunFacts {
    RunFacts {
        policy: policy(),
        packs: Vec::new(),
        engine: EngineVersion { lictor: "0.1.0".into(), contract: "c".into(), runtime: "r".into() },
        meta: BTreeMap::new(),
        today: "2026-11-25".into(),
        fail_on: Level::Warn,
        rules: rules(),
    }
}

fn policy() -> PolicyRef {
    PolicyRef { id: "tests".into(), digest: Digest::of("policy") }
}

/// What the answer says that the engine says.
pub fn record(sample: &Sample) -> Record {
    let answer = sample.answer.as_deref().unwrap_or_default();
    let marks: Vec<&str> =
        answer.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(mark, _)| mark).collect();
    let rules = rules();
    let findings: Vec<Finding> = marks
        .iter()
        .filter_map(|mark| {
            let (code, rest) = mark.split_once(' ').unwrap_or((mark, ""));
            let rule = rules.iter().find(|rule| rule.id.code() == code)?;
            let part = rest.strip_prefix("at ").map(str::to_owned);
            Some(Finding {
                rule: rule.id.clone(),
                slug: rule.slug.clone(),
                revision: rule.revision,
                dimension: rule.dimension,
                level: rule.level,
                views: Vec::new(),
                spans: part.map(|part| RecordSpan { part, start: 0, end: 1 }).into_iter().collect(),
                message: "found".into(),
                confidence: None,
                fingerprint: Fingerprint("text:0".into()),
                waived: (rest == "waived").then(|| "known".into()),
            })
        })
        .collect();
    let silent = marks.contains(&"n/a");
    let failed = marks.contains(&"failed");
    let said = |dimension| {
        let strongest = findings
            .iter()
            .filter(|finding| finding.dimension == dimension && finding.waived.is_none())
            .map(|finding| finding.level)
            .max();
        match strongest {
            _ if silent => DimensionOutcome::NotApplicable,
            _ if failed => DimensionOutcome::Unchecked,
            None => DimensionOutcome::Clear,
            Some(Level::Note | Level::Off) => DimensionOutcome::Note,
            Some(Level::Warn) => DimensionOutcome::Warn,
            Some(Level::Redact) => DimensionOutcome::Redact,
            Some(Level::Block) => DimensionOutcome::Block,
        }
    };
    let not_applicable: Vec<NotApplicable> = rules
        .iter()
        .filter(|_| silent)
        .map(|rule| NotApplicable { rule: rule.id.clone(), reason: "not here".into() })
        .collect();
    let failures = ["lictor/refusal", "lictor/grounding", "lictor/data-exposure"]
        .into_iter()
        .filter(|_| failed)
        .map(|plugin| Failure { plugin: plugin.into(), kind: FailureKind::Trap, message: None });
    Record {
        id: sample.id.clone().unwrap(),
        workflow: sample.workflow.clone(),
        decision: Decision::Allow,
        policy: policy(),
        status: if failed { Status::Unchecked } else { Status::Checked },
        dimensions: Dimension::ALL.map(|dimension| (dimension, said(dimension))).into(),
        not_applicable: not_applicable.into(),
        failures: failures.collect(),
        measures: BTreeMap::new(),
        today: "2026-11-25".into(),
        redacted: marks.contains(&"redact").then(|| answer.to_owned()),
        source: None,
        findings,
    }
}
