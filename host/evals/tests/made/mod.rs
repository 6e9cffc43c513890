//! Runs that tests make up, without a folder.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::collections::BTreeMap;

use lictor_evals::compare::{CompareOptions, Comparison, RunRef, Side, compare_sides};
use lictor_evals::run::{
    CaseCheck, CaseRule, CaseSummary, EngineVersion, FileDigest, Measure, MetaValue, RunCase, RunCounts, RunManifest, RunRule,
    RunRuleStatus, SetRef,
};
use lictor_evals::set::{Difficulty, Gate, Risk};
use lictor_evals::{Outcome, OutcomeCounts};
use lictor_model::{Digest, Dimension, Level, PolicyRef};

pub struct MadeRun {
    pub run: RunRef,
    pub manifest: RunManifest,
    pub cases: Vec<CaseSummary>,
}

/// A run of some cases. Whatever is not its name is the same in all.
pub fn run(name: &str, mut cases: Vec<CaseSummary>) -> MadeRun {
    cases.sort_by(|one, other| one.case.id.cmp(&other.case.id));
    let set = SetRef { id: "support".into(), version: Some("3".into()), digest: Digest::of("set") };
    let policy = PolicyRef { id: "support-assistant".into(), digest: Digest::of("policy") };
    let created = "2026-11-25T08:00:00Z".to_owned();
    let manifest = RunManifest {
        schema: "lictor.run/v1".into(),
        name: name.into(),
        created: created.clone(),
        set: set.clone(),
        policy: policy.clone(),
        packs: Vec::new(),
        engine: EngineVersion { lictor: "0.1.0".into(), contract: "0.1.0".into(), runtime: "wasmtime 48".into() },
        meta: BTreeMap::from([("model".into(), MetaValue { value: format!("model-{name}"), digest: None })]),
        answers: vec![FileDigest { file: "answers.jsonl".into(), digest: Digest::of(name), lines: 1 }],
        today: "2026-11-25".into(),
        fail_on: Level::Warn,
        rules: vec![rule("lictor/GRD101", 1), rule("lictor/GRD102", 1)],
        counts: RunCounts { cases: cases.len() as u64, ..RunCounts::default() },
        files: BTreeMap::new(),
    };
    let run = RunRef { name: name.into(), digest: Digest::of(format!("run {name}")), created, set, policy };
    MadeRun { run, manifest, cases }
}

pub fn compared(base: &MadeRun, head: &MadeRun) -> Comparison {
    fn side(made: &MadeRun) -> Side<'_> {
        Side { run: &made.run, manifest: &made.manifest, cases: &made.cases }
    }
    compare_sides(side(base), side(head), &CompareOptions::default())
}

pub fn rule(id: &str, revision: u32) -> RunRule {
    RunRule {
        id: id.parse().unwrap(),
        slug: format!("slug-of-{}", id.to_lowercase().replace('/', "-")),
        summary: "Finds something.".into(),
        dimension: Dimension::Grounding,
        level: Level::Warn,
        revision,
        status: RunRuleStatus::Stable,
        sensitive: false,
        plugin: "lictor/grounding".into(),
        workflows: BTreeMap::new(),
    }
}

/// A case with one answer that passes in every dimension.
pub fn case(id: &str, workflow: &str) -> CaseSummary {
    let case = RunCase {
        id: id.into(),
        digest: Digest::of(id),
        workflow: workflow.into(),
        reason: "A customer asked.".into(),
        gate: Gate::Signal,
        risk: Risk::Medium,
        difficulty: Difficulty::Normal,
        behaviour: None,
        data: Vec::new(),
        tags: Vec::new(),
        protected: false,
        previously_failed: None,
        boundary: false,
        failure_mode: None,
        group: None,
        attributes: BTreeMap::new(),
    };
    let pass = OutcomeCounts { pass: 1, ..OutcomeCounts::default() };
    CaseSummary {
        case,
        answers: 1,
        dimensions: Dimension::ALL.map(|dimension| (dimension, pass)).into(),
        rules: Vec::new(),
        not_applicable: Default::default(),
        failed: Default::default(),
        checks: Vec::new(),
        measures: BTreeMap::from([(Measure::LatencyMs, vec![100.0])]),
    }
}

/// The case with other outcomes of its answers in one dimension.
pub fn with(mut case: CaseSummary, dimension: Dimension, outcomes: &[Outcome]) -> CaseSummary {
    let mut counts = OutcomeCounts::default();
    outcomes.iter().for_each(|outcome| counts.add(*outcome));
    case.dimensions.insert(dimension, counts);
    case.answers = outcomes.len() as u64;
    case
}

/// The case with a finding of a rule.
pub fn finding(mut case: CaseSummary, rule: &RunRule) -> CaseSummary {
    case.rules.push(CaseRule {
        rule: rule.id.clone(),
        slug: rule.slug.clone(),
        dimension: rule.dimension,
        revision: rule.revision,
        level: rule.level,
        answers: 1,
        waived: 0,
    });
    with(case, rule.dimension, &[Outcome::Fail])
}

pub fn check(mut case: CaseSummary, name: &str, outcome: Outcome) -> CaseSummary {
    let mut outcomes = OutcomeCounts::default();
    outcomes.add(outcome);
    case.checks.push(CaseCheck { check: name.into(), dimension: Dimension::Correctness, outcomes });
    with(case, Dimension::Correctness, &[outcome])
}
