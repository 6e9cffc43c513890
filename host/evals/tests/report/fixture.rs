//! A run that has everything that a report can show, made from a few numbers: four workflows, blockers and signals, several
//! answers, what went unchecked, a run before and a history. What is counted is counted here, so that reports are tested without
//! what counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use lictor_evals::compare::*;
use lictor_evals::gate::*;
use lictor_evals::report::{Report, ReportCase, ReportCases};
use lictor_evals::run::*;
use lictor_evals::set::{Difficulty, Gate, Risk};
use lictor_evals::statistics::{PairedCounts, mcnemar_exact, newcombe_paired, smallest_visible, wilson};
use lictor_evals::summary::*;
use lictor_evals::{Outcome, OutcomeCounts};
use lictor_model::{
    Behaviour, Decision, Digest, Dimension, DimensionOutcome, Failure, FailureKind, Finding, Fingerprint, Level,
    PolicyRef, Record, RecordSpan, RuleId, Source, Status,
};

pub(crate) const WORKFLOWS: [&str; 4] =
    ["coding-assistant", "internal-summarizer", "policy-search", "support-assistant"];

/// Everything that a report is made of, owned.
pub(crate) struct Everything {
    pub(crate) summary: RunSummary,
    pub(crate) manifest: RunManifest,
    pub(crate) comparison: Comparison,
    pub(crate) decision: ReleaseDecision,
    pub(crate) history: Vec<RunSummary>,
    pub(crate) cases: Vec<ReportCase>,
    pub(crate) problems: Vec<Problem>,
}

impl Everything {
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            summary: &self.summary,
            manifest: Some(&self.manifest),
            comparison: Some(&self.comparison),
            decision: Some(&self.decision),
            history: &self.history,
            cases: &self.cases,
            problems: &self.problems,
        }
    }

    /// Nothing but the summary.
    pub(crate) fn bare(&self) -> Report<'_> {
        Report {
            manifest: None,
            comparison: None,
            decision: None,
            history: &[],
            cases: &[],
            problems: &[],
            ..self.report()
        }
    }
}

/// An even spread of numbers below a thousand that is the same everywhere.
fn roll(parts: &[&str]) -> u64 {
    let digest = Digest::of(parts.join("/"));
    let bytes = digest.as_bytes();
    u64::from(u16::from_be_bytes([bytes[0], bytes[1]])) % 1000
}

pub(crate) fn rule(code: &str) -> RuleId {
    format!("lictor/{code}").parse().unwrap()
}

fn rule_of(dimension: Dimension) -> (RuleId, &'static str, &'static str, Level) {
    match dimension {
        Dimension::Correctness => {
            (rule("OVR101"), "overclaimed-certainty", "certain, and nothing says so", Level::Warn)
        }
        Dimension::Grounding => {
            (rule("GRD201"), "unsupported-number", "a number that no permitted context has", Level::Warn)
        }
        Dimension::Usefulness => {
            (rule("REF201"), "needless-refusal", "refused, though an answer was expected", Level::Warn)
        }
        Dimension::Risk => {
            (rule("EXP501"), "email-address", "an e-mail address of a person: [email-address]", Level::Redact)
        }
    }
}

pub(crate) fn case(workflow: &str, index: usize) -> RunCase {
    let id = format!("{workflow}/{index:03}");
    let difficulty =
        [Difficulty::Normal, Difficulty::Normal, Difficulty::Difficult, Difficulty::Unacceptable][index % 4];
    let behaviour = match difficulty {
        Difficulty::Unacceptable => Some(Behaviour::Refuse),
        Difficulty::Difficult if index % 8 == 2 && workflow != "coding-assistant" => Some(Behaviour::Clarify),
        _ => Some(Behaviour::Answer),
    };
    RunCase {
        digest: Digest::of(&id),
        workflow: workflow.into(),
        reason: "A customer was promised a refund that the policy does not give, and the company had to pay.".into(),
        gate: if index.is_multiple_of(3) { Gate::Blocker } else { Gate::Signal },
        risk: [Risk::Low, Risk::Medium, Risk::High][(index / 2) % 3],
        difficulty,
        behaviour,
        data: vec!["kb".into()],
        tags: vec![["refund", "permission", "stale"][index % 3].into()],
        protected: index.is_multiple_of(5),
        previously_failed: (index == 6).then(|| "release 2026-09".into()),
        boundary: index.is_multiple_of(7),
        failure_mode: index.is_multiple_of(3).then(|| "wrong refund promised".into()),
        group: None,
        attributes: BTreeMap::new(),
        id,
    }
}

/// How many of a thousand fail.
fn failing(workflow: &str, dimension: Dimension, version: u32) -> u64 {
    match (workflow, dimension, version) {
        ("policy-search", Dimension::Grounding, 5) => 420,
        ("support-assistant", Dimension::Grounding, 5) => 20,
        ("support-assistant", Dimension::Grounding, _) => 330,
        (_, Dimension::Risk, _) => 25,
        (_, Dimension::Usefulness, version) => 160 - u64::from(version) * 20,
        _ => 90,
    }
}

fn outcome(case: &RunCase, dimension: Dimension, version: u32, repeat: u32) -> Outcome {
    let index: usize = case.id.rsplit('/').next().unwrap().parse().unwrap();
    if dimension == Dimension::Grounding && case.workflow == "coding-assistant" && !index.is_multiple_of(4) {
        return Outcome::NotApplicable;
    }
    if index == 17 && dimension == Dimension::Grounding {
        return Outcome::Unchecked;
    }
    let shaky = roll(&["shaky", &case.id, &repeat.to_string()]) < 40;
    let number = roll(&[&case.id, dimension.as_str()]);
    let fails = number < failing(&case.workflow, dimension, version) || (shaky && dimension == Dimension::Correctness);
    if fails { Outcome::Fail } else { Outcome::Pass }
}

pub(crate) fn result(case: &RunCase, repeat: u32, version: u32) -> CaseResult {
    let outcomes: BTreeMap<_, _> =
        Dimension::ALL.map(|dimension| (dimension, outcome(case, dimension, version, repeat))).into();
    let finding = |dimension: Dimension| {
        let (rule, slug, message, level) = rule_of(dimension);
        Finding {
            rule,
            slug: slug.into(),
            revision: 1,
            dimension,
            level,
            views: vec!["raw".into()],
            spans: vec![RecordSpan { part: "answer".into(), start: 10, end: 20 }],
            message: message.into(),
            confidence: None,
            fingerprint: Fingerprint(format!("text:{}", case.digest.hex())),
            waived: None,
        }
    };
    let failed =
        |outcome| outcomes.iter().filter(move |(_, found)| **found == outcome).map(|(dimension, _)| *dimension);
    let checks =
        failed(Outcome::Fail).filter(|dimension| *dimension == Dimension::Correctness).map(|dimension| CheckResult {
            check: "facts/0".into(),
            dimension,
            outcome: Outcome::Fail,
            message: Some("the expected fact is not in the answer".into()),
        });
    let failures: Vec<Failure> = failed(Outcome::Unchecked)
        .map(|_| Failure { plugin: "lictor/grounding".into(), kind: FailureKind::Fuel, message: None })
        .collect();
    CaseResult {
        case: case.id.clone(),
        repeat,
        checks: checks.collect(),
        measures: AnswerMeasures { latency_ms: Some(800.0), cost: Some(0.0021), ..AnswerMeasures::default() },
        record: Record {
            id: case.id.clone(),
            workflow: Some(case.workflow.clone()),
            decision: Decision::Allow,
            policy: policy(),
            status: if failures.is_empty() { Status::Checked } else { Status::Partial },
            dimensions: BTreeMap::from([(Dimension::Risk, DimensionOutcome::Clear)]),
            findings: failed(Outcome::Fail).map(finding).collect(),
            measures: BTreeMap::new(),
            not_applicable: Arc::default(),
            failures,
            today: "2026-11-25".into(),
            redacted: None,
            source: Some(Source { file: "answers.jsonl".into(), line: 1 }),
        },
        outcomes,
    }
}

fn policy() -> PolicyRef {
    PolicyRef { id: "support-assistant".into(), digest: Digest::of("policy") }
}

fn set(version: &str) -> SetRef {
    SetRef { id: "assistants".into(), version: Some(version.into()), digest: Digest::of(version) }
}

fn reference(version: u32) -> RunRef {
    RunRef {
        name: format!("2026-{:02}-release", version + 6),
        digest: Digest::of(format!("run {version}")),
        created: format!("2026-{:02}-20T09:30:00Z", version + 6),
        set: set(if version < 2 { "7" } else { "8" }),
        policy: policy(),
    }
}

fn slices(cases: &[ReportCase]) -> Vec<Slice> {
    let mut slices = vec![Slice::All];
    for case in cases {
        slices.push(Slice::Workflow(case.facts.workflow.clone()));
        slices.extend(case.facts.tags.iter().cloned().map(Slice::Tag));
    }
    slices.sort();
    slices.dedup();
    slices
}

fn within(case: &ReportCase, slice: &Slice) -> bool {
    match slice {
        Slice::All => true,
        Slice::Workflow(name) => case.facts.workflow == *name,
        Slice::Tag(name) => case.facts.tags.contains(name),
    }
}

fn summarise(run: RunRef, cases: &[ReportCase], repeats: u64) -> RunSummary {
    let slice = |slice: Slice| {
        let some: Vec<&ReportCase> = cases.iter().filter(|case| within(case, &slice)).collect();
        let dimension = |dimension: Dimension| {
            let (mut by_case, mut answers) = (OutcomeCounts::default(), OutcomeCounts::default());
            for case in &some {
                by_case.add(case.outcome(dimension));
                let counts = case.outcomes.get(&dimension).copied().unwrap_or_default();
                answers.pass += counts.pass;
                answers.fail += counts.fail;
                answers.not_applicable += counts.not_applicable;
                answers.unchecked += counts.unchecked;
            }
            let judged = by_case.judged();
            let share = (judged > 0).then(|| by_case.pass as f64 / judged as f64);
            let interval = wilson(by_case.pass, judged);
            let failing = some.iter().filter(|case| case.outcome(dimension) == Outcome::Fail);
            let failing = failing.map(|case| case.facts.id.clone()).collect();
            (dimension, DimensionSummary { cases: by_case, answers, share, interval, by_answer: None, failing })
        };
        SliceSummary { cases: some.len() as u64, dimensions: Dimension::ALL.map(dimension).into(), slice }
    };
    let all = slices(cases);
    let measured = |slice: &Slice, measure: &str, mean: f64| MeasureRow {
        slice: slice.clone(),
        measure: measure.into(),
        summary: MeasureSummary {
            count: 120,
            mean: Some(mean),
            p50: Some(mean * 0.9),
            p95: Some(mean * 2.5),
            max: Some(mean * 7.0),
        },
    };
    let mut measures = Vec::new();
    for slice in all.iter().filter(|slice| !matches!(slice, Slice::Tag(_))) {
        for (measure, mean) in [("latency_ms", 1240.0), ("cost", 0.00213), ("stability", 0.972)] {
            measures.push(measured(slice, measure, mean));
        }
    }
    let rules = Dimension::ALL.map(|dimension| {
        let (rule, slug, _, level) = rule_of(dimension);
        let found = |case: &&ReportCase| case.findings.iter().any(|finding| finding.rule.as_ref() == Some(&rule));
        let cases: Vec<String> = cases.iter().filter(found).map(|case| case.facts.id.clone()).collect();
        RuleCount {
            slug: slug.into(),
            dimension,
            level,
            answers: cases.len() as u64 * repeats,
            waived: 0,
            preview: false,
            cases,
            rule: rule.clone(),
        }
    });
    RunSummary {
        schema: SUMMARY_SCHEMA.into(),
        run,
        counts: RunCounts {
            cases: cases.len() as u64,
            answers: cases.len() as u64 * repeats,
            repeats,
            missing: 0,
            extra: 1,
            duplicate: 0,
            unreadable: 0,
            unchecked: cases.iter().filter(|case| case.outcome(Dimension::Grounding) == Outcome::Unchecked).count()
                as u64,
        },
        slices: all.into_iter().map(slice).collect(),
        measures,
        repeats: (repeats > 1).then(|| RepeatSummary {
            cases: cases.len() as u64,
            k: repeats as u32,
            pass_at_k: Dimension::ALL.map(|dimension| (dimension, 0.97)).into(),
            all_k: Dimension::ALL.map(|dimension| (dimension, 0.88)).into(),
            unstable: unstable(cases),
        }),
        rules: rules.into(),
        aggregates: vec![AggregateFinding {
            rule: rule("REF207"),
            slug: "inconsistent-refusals".into(),
            dimension: Dimension::Usefulness,
            level: Level::Warn,
            group: "refund-late".into(),
            message: "2 of 5 wordings of the same question are refused".into(),
            p_value: None,
            cases: cases.iter().take(5).map(|case| case.facts.id.clone()).collect(),
        }],
    }
}

fn unstable(cases: &[ReportCase]) -> Vec<UnstableCase> {
    let mut unstable = Vec::new();
    for case in cases {
        for (dimension, answers) in &case.outcomes {
            if answers.pass > 0 && answers.fail > 0 {
                unstable.push(UnstableCase { case: case.facts.id.clone(), dimension: *dimension, answers: *answers });
            }
        }
    }
    unstable
}

pub(crate) fn rules() -> Vec<RunRule> {
    Dimension::ALL
        .map(|dimension| {
            let (id, slug, summary, level) = rule_of(dimension);
            RunRule {
                id,
                slug: slug.into(),
                summary: summary.into(),
                dimension,
                level,
                revision: 1,
                status: RunRuleStatus::Stable,
                sensitive: dimension == Dimension::Risk,
                plugin: "lictor/pack".into(),
                workflows: BTreeMap::new(),
            }
        })
        .into()
}

fn run(facts: &[RunCase], version: u32, repeats: u32) -> Vec<ReportCase> {
    let mut cases = ReportCases::new(facts.iter().cloned(), &rules());
    for case in facts {
        (1..=repeats).for_each(|repeat| cases.add(&result(case, repeat, version)));
    }
    cases.finish()
}

/// Two runs over `size` cases per workflow, three answers to each, and what was decided.
pub(crate) fn everything(size: usize) -> Everything {
    let facts: Vec<RunCase> =
        WORKFLOWS.iter().flat_map(|workflow| (0..size).map(|index| case(workflow, index))).collect();
    everything_of(&facts, 3)
}

pub(crate) fn everything_of(facts: &[RunCase], repeats: u32) -> Everything {
    let cases = run(facts, 5, repeats);
    let before = run(facts, 4, repeats);
    let summary = summarise(reference(5), &cases, u64::from(repeats));
    let history = (0..5).map(|version| summarise(reference(version), &run(facts, version, 1), 1)).collect();
    let comparison = compare(&before, &cases);
    Everything {
        decision: decide(&cases, &comparison),
        manifest: manifest(&summary),
        comparison,
        history,
        cases,
        problems: vec![Problem {
            kind: ProblemKind::Extra,
            case: Some("policy-search/999".into()),
            source: Some(Source { file: "answers.jsonl".into(), line: 361 }),
            message: Some("the set has no such case".into()),
        }],
        summary,
    }
}

fn manifest(summary: &RunSummary) -> RunManifest {
    RunManifest {
        schema: RUN_SCHEMA.into(),
        name: summary.run.name.clone(),
        created: summary.run.created.clone(),
        set: summary.run.set.clone(),
        policy: summary.run.policy.clone(),
        packs: vec![],
        engine: EngineVersion {
            lictor: "0.1.0".into(),
            contract: "lictor:plugin@1.0.0".into(),
            runtime: "wasmtime 48".into(),
        },
        meta: BTreeMap::from([
            ("model".into(), MetaValue { value: "assistant-2026-11".into(), digest: None }),
            ("prompt".into(), MetaValue { value: "prompt.txt".into(), digest: Some(Digest::of("prompt")) }),
        ]),
        answers: vec![],
        today: "2026-11-25".into(),
        fail_on: Level::Warn,
        rules: rules(),
        counts: summary.counts.clone(),
        files: BTreeMap::new(),
    }
}

fn compare(base: &[ReportCase], head: &[ReportCase]) -> Comparison {
    let pairs: Vec<(&ReportCase, &ReportCase)> = base.iter().zip(head).collect();
    let change = |base: Outcome, head: Outcome| match (base, head) {
        (Outcome::Pass, Outcome::Fail) => Change::New,
        (Outcome::Fail, Outcome::Pass) => Change::Fixed,
        (base, head) if base == head => Change::Unchanged,
        _ => Change::Unknown,
    };
    let cases = pairs.iter().filter_map(|(base, head)| {
        let dimensions: BTreeMap<_, _> = Dimension::ALL
            .map(|dimension| {
                let (base, head) = (base.outcome(dimension), head.outcome(dimension));
                (dimension, DimensionChange { base, head, change: change(base, head) })
            })
            .into();
        let changed = dimensions.values().any(|dimension| dimension.change != Change::Unchanged);
        changed.then(|| CaseComparison {
            case: head.facts.id.clone(),
            workflow: head.facts.workflow.clone(),
            gate: head.facts.gate,
            risk: head.facts.risk,
            protected: head.facts.protected,
            previously_failed: head.facts.previously_failed.is_some(),
            rules: dimensions
                .iter()
                .filter(|(_, dimension)| dimension.change != Change::Unchanged)
                .map(|(dimension, found)| RuleChange {
                    rule: Some(rule_of(*dimension).0),
                    name: rule_of(*dimension).1.into(),
                    dimension: *dimension,
                    level: Some(rule_of(*dimension).3),
                    change: found.change,
                    preview: false,
                })
                .collect(),
            dimensions,
        })
    });
    let difference = |(slice, dimension): (Slice, Dimension)| {
        let some: Vec<_> = pairs.iter().filter(|(_, head)| within(head, &slice)).collect();
        let judged = |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::Fail);
        let both: Vec<_> =
            some.iter().map(|(base, head)| (base.outcome(dimension), head.outcome(dimension), head)).collect();
        let cases: Vec<_> = both.iter().filter(|(base, head, _)| judged(*base) && judged(*head)).collect();
        let of = |wanted: Change| -> Vec<String> {
            cases
                .iter()
                .filter(|(base, head, _)| change(*base, *head) == wanted)
                .map(|(_, _, case)| case.facts.id.clone())
                .collect()
        };
        let (new, fixed) = (of(Change::New), of(Change::Fixed));
        let count = cases.len() as u64;
        let passes =
            |wanted: Outcome| cases.iter().filter(|(base, head, _)| *base == wanted && *head == wanted).count() as u64;
        let paired = PairedCounts {
            both_pass: passes(Outcome::Pass),
            new: new.len() as u64,
            fixed: fixed.len() as u64,
            both_fail: passes(Outcome::Fail),
        };
        let p = mcnemar_exact(paired.new, paired.fixed);
        SliceDifference {
            slice,
            dimension,
            cases: cases.len() as u64,
            unknown: (both.len() - cases.len()) as u64,
            base_pass: cases.iter().filter(|(base, ..)| *base == Outcome::Pass).count() as u64,
            head_pass: cases.iter().filter(|(_, head, _)| *head == Outcome::Pass).count() as u64,
            new,
            fixed,
            difference: paired.difference(),
            interval: newcombe_paired(&paired),
            p_value: p,
            p_corrected: (p * 8.0).min(1.0),
            significant: p * 8.0 < 0.05,
            smallest_visible: smallest_visible(count, 0.05).map(|changed| changed as f64 / count as f64),
        }
    };
    let rows: Vec<SliceDifference> = Dimension::ALL
        .iter()
        .flat_map(|dimension| slices(head).into_iter().map(|slice| (slice, *dimension)))
        .map(difference)
        .collect();
    let effects = |gains: bool| {
        let wanted = move |row: &&SliceDifference| {
            matches!(row.slice, Slice::Workflow(_))
                && if gains { row.fixed.len() > row.new.len() } else { row.new.len() > row.fixed.len() }
        };
        let effect = |row: &SliceDifference| {
            let Slice::Workflow(workflow) = row.slice.clone() else { unreachable!() };
            WorkflowEffect { workflow, dimension: row.dimension, new: row.new.clone(), fixed: row.fixed.clone() }
        };
        rows.iter().filter(wanted).map(effect).collect::<Vec<_>>()
    };
    let losing: Vec<String> = effects(false).into_iter().flat_map(|effect| effect.new).collect();
    Comparison {
        schema: COMPARISON_SCHEMA.into(),
        base: reference(4),
        head: reference(5),
        same_answers: false,
        tests: 20,
        shared: pairs.len() as u64,
        only_base: vec![],
        only_head: vec![],
        altered: vec![],
        manifest: vec![
            ManifestChange {
                field: "meta/model".into(),
                base: Some("assistant-2026-08".into()),
                head: Some("assistant-2026-11".into()),
            },
            ManifestChange { field: "meta/retrieval".into(), base: None, head: Some("bm25 with reranking".into()) },
        ],
        cases: cases.collect(),
        measures: ["latency_ms", "cost"]
            .map(|measure| MeasureDifference {
                slice: Slice::All,
                measure: measure.into(),
                base: MeasureSummary { count: 120, mean: Some(1500.0), ..MeasureSummary::default() },
                head: MeasureSummary { count: 120, mean: Some(1240.0), p95: Some(3100.0), ..MeasureSummary::default() },
                difference: Some(-260.0),
                interval: Some([-330.0, -188.0]),
            })
            .into(),
        trade_off: TradeOff {
            gains: effects(true),
            losses: effects(false),
            choices: vec![
                Choice {
                    kind: ChoiceKind::SplitWorkflow,
                    text: "Release for support-assistant, and leave policy-search as it is.".into(),
                    cases: losing.clone(),
                },
                Choice {
                    kind: ChoiceKind::ChangeInstructions,
                    text: "All cases that got worse in policy-search are stale ones: ask for the date of a source."
                        .into(),
                    cases: losing.into_iter().take(4).collect(),
                },
            ],
        },
        slices: rows,
        alpha: 0.05,
    }
}

fn decide(cases: &[ReportCase], comparison: &Comparison) -> ReleaseDecision {
    let blockers: Vec<String> = cases
        .iter()
        .filter(|case| case.facts.gate == Gate::Blocker && case.outcome(Dimension::Grounding) == Outcome::Fail)
        .map(|case| case.facts.id.clone())
        .collect();
    let protected: Vec<String> = comparison
        .cases
        .iter()
        .filter(|case| case.protected && case.dimensions.values().any(|dimension| dimension.change == Change::New))
        .map(|case| case.case.clone())
        .collect();
    let reason = |kind, requirement: &str, message: &str, dimension, rules: Vec<RuleId>, cases: Vec<String>| {
        DecisionReason { kind, requirement: requirement.into(), message: message.into(), dimension, rules, cases }
    };
    let sign = |role: &str, state, by: Option<&str>| SignOff {
        role: role.into(),
        state,
        by: by.map(Into::into),
        at: by.map(|_| "2026-11-25T10:12:00Z".into()),
        key: by.map(|_| "k-5f2a9c".into()),
    };
    ReleaseDecision {
        schema: DECISION_SCHEMA.into(),
        outcome: GateOutcome::Hold,
        release: "assistants-2026-11".into(),
        release_digest: Digest::of("release"),
        run: reference(5),
        base: Some(reference(4)),
        reasons: vec![
            reason(
                ReasonKind::Hold,
                "blockers",
                "blockers fail: every blocker has to pass in every answer",
                Some(Dimension::Grounding),
                vec![rule("GRD201")],
                blockers,
            ),
            reason(
                ReasonKind::Hold,
                "protected",
                "protected behaviour got worse; mend it, or have its owner take the protection back",
                None,
                vec![],
                protected,
            ),
            reason(
                ReasonKind::NeedsReview,
                "review.high-risk",
                "cases of high risk that nobody reviewed; `lictor review` walks through them",
                None,
                vec![],
                cases.iter().filter(|case| case.facts.risk == Risk::High).map(|case| case.facts.id.clone()).collect(),
            ),
        ],
        held: vec!["budget.latency_ms.p95: 3,100 of at most 4,000".into(), "previously failed cases pass".into()],
        waivers: vec![AppliedWaiver {
            requirement: "blockers".into(),
            cases: vec!["coding-assistant/003".into()],
            owner: "A. Tanaka".into(),
            reason: "The upstream service returns stale prices until its migration; the case is right.".into(),
            expires: "2026-12-31".into(),
        }],
        sign_offs: vec![
            sign("product", SignOffState::Signed, Some("M. Okafor")),
            sign("engineering", SignOffState::Signed, Some("J. Lindqvist")),
            sign("risk", SignOffState::Missing, None),
            sign("operations", SignOffState::Invalid, Some("P. Sharma")),
        ],
        signals: vec![ListedSignal {
            what: "preview rule".into(),
            message: "lictor/USE903 would warn about two answers".into(),
            cases: vec!["support-assistant/004".into(), "support-assistant/009".into()],
        }],
        decided: "2026-11-25T11:00:00Z".into(),
    }
}

/// Everything that could upset HTML, Markdown, XML or a reader.
pub(crate) const HOSTILE: &str = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x' `a` | **b** \
                                  ![i](http://evil.example/x.png) [l](javascript:x) @everyone #1 www.evil.example ]]> -->\n# h\r\n\
                                  \u{202e}gpj\u{2066}\u{0}\u{1b}[31m\u{fffe}{{7*7}}";

/// Names and messages from somebody who means harm, in every place that takes one.
pub(crate) fn hostile() -> Everything {
    let mut facts: Vec<RunCase> =
        WORKFLOWS.iter().flat_map(|workflow| (0..4).map(|index| case(workflow, index))).collect();
    let rename = |name: &mut String| *name = format!("{HOSTILE}{name}");
    for case in &mut facts {
        rename(&mut case.id);
        rename(&mut case.workflow);
        rename(&mut case.reason);
        case.tags.iter_mut().chain(&mut case.data).for_each(rename);
        case.failure_mode = Some(HOSTILE.into());
        case.previously_failed = Some(HOSTILE.into());
    }
    let mut all = everything_of(&facts, 2);
    for case in &mut all.cases {
        for finding in &mut case.findings {
            rename(&mut finding.name);
            rename(&mut finding.message);
            finding.waived = Some(HOSTILE.into());
        }
    }
    for run in all.history.iter_mut().chain([&mut all.summary]) {
        rename(&mut run.run.name);
        rename(&mut run.run.created);
        rename(&mut run.run.set.id);
        rename(&mut run.run.policy.id);
        run.run.set.version = Some(HOSTILE.into());
        run.measures.iter_mut().for_each(|row| rename(&mut row.measure));
        run.rules.iter_mut().for_each(|rule| rename(&mut rule.slug));
        for found in &mut run.aggregates {
            rename(&mut found.group);
            rename(&mut found.message);
            rename(&mut found.slug);
        }
    }
    for problem in &mut all.problems {
        problem.case = Some(HOSTILE.into());
        problem.message = Some(HOSTILE.into());
        problem.source = Some(Source { file: HOSTILE.into(), line: 1 });
    }
    all.manifest.meta = BTreeMap::from([(HOSTILE.into(), MetaValue { value: HOSTILE.into(), digest: None })]);
    rename(&mut all.manifest.engine.lictor);
    all.manifest.rules.iter_mut().for_each(|rule| rename(&mut rule.summary));
    let comparison = &mut all.comparison;
    rename(&mut comparison.base.name);
    comparison.only_base = vec![HOSTILE.into()];
    comparison.altered = vec![HOSTILE.into()];
    for change in &mut comparison.manifest {
        rename(&mut change.field);
        change.base = Some(HOSTILE.into());
    }
    comparison.trade_off.choices.iter_mut().for_each(|choice| rename(&mut choice.text));
    comparison.cases.iter_mut().flat_map(|case| &mut case.rules).for_each(|rule| rename(&mut rule.name));
    let decision = &mut all.decision;
    rename(&mut decision.release);
    rename(&mut decision.decided);
    for reason in &mut decision.reasons {
        rename(&mut reason.requirement);
        rename(&mut reason.message);
    }
    decision.held.iter_mut().for_each(rename);
    for sign in &mut decision.sign_offs {
        rename(&mut sign.role);
        sign.by = Some(HOSTILE.into());
        sign.at = Some(HOSTILE.into());
        sign.key = Some(HOSTILE.into());
    }
    for waiver in &mut decision.waivers {
        for text in [&mut waiver.requirement, &mut waiver.owner, &mut waiver.reason, &mut waiver.expires] {
            rename(text);
        }
    }
    for signal in &mut decision.signals {
        rename(&mut signal.what);
        rename(&mut signal.message);
    }
    all
}
