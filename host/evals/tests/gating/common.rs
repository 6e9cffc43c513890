//! Runs made by hand, keys, and a trust file for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use lictor_evals::compare::RunRef;
use lictor_evals::gate::{Evidence, GateRun, Release, ReleaseDecision, SignOffFile, decide};
use lictor_evals::review::{ReviewDraft, ReviewFile, ReviewVerdict};
use lictor_evals::run::{
    CaseRule, CaseSummary, EngineVersion, RunCase, RunCounts, RunManifest, RunRule, RunRuleStatus, SetRef,
};
use lictor_evals::set::{Difficulty, Gate, Risk};
use lictor_evals::{Outcome, OutcomeCounts};
use lictor_model::{Digest, Dimension, Level, PolicyRef};
use lictor_signing::{PrivateKey, TrustFile};

pub(crate) const NOW: &str = "2026-06-15T12:00:00Z";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A blocker of low risk that passes in correctness, of which nothing else could say anything.
pub(crate) fn case(id: &str) -> CaseSummary {
    let mut summary = CaseSummary {
        case: RunCase {
            id: id.into(),
            digest: Digest::of(id),
            workflow: "refunds".into(),
            reason: "r".into(),
            gate: Gate::Blocker,
            risk: Risk::Low,
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
        },
        answers: 1,
        dimensions: BTreeMap::new(),
        rules: Vec::new(),
        not_applicable: Arc::new(BTreeSet::new()),
        failed: BTreeSet::new(),
        checks: Vec::new(),
        measures: BTreeMap::new(),
    };
    for dimension in Dimension::ALL {
        set(&mut summary, dimension, &[Outcome::NotApplicable]);
    }
    set(&mut summary, Dimension::Correctness, &[Outcome::Pass]);
    summary
}

/// What the answers come to in a dimension.
pub(crate) fn set(summary: &mut CaseSummary, dimension: Dimension, outcomes: &[Outcome]) {
    let mut counts = OutcomeCounts::default();
    outcomes.iter().for_each(|outcome| counts.add(*outcome));
    summary.answers = outcomes.len() as u64;
    summary.dimensions.insert(dimension, counts);
}

/// The case with something different.
pub(crate) fn with(id: &str, change: impl FnOnce(&mut CaseSummary)) -> CaseSummary {
    let mut case = case(id);
    change(&mut case);
    case
}

/// A case that fails in a dimension.
pub(crate) fn failing(id: &str, dimension: Dimension) -> CaseSummary {
    with(id, |case| set(case, dimension, &[Outcome::Fail]))
}

pub(crate) fn found(rule: &str, dimension: Dimension, level: Level) -> CaseRule {
    CaseRule {
        rule: rule.parse().unwrap(),
        slug: "a-slug".into(),
        dimension,
        revision: 1,
        level,
        answers: 1,
        waived: 0,
    }
}

pub(crate) fn rule(id: &str, status: RunRuleStatus) -> RunRule {
    RunRule {
        id: id.parse().unwrap(),
        slug: "a-slug".into(),
        summary: "s".into(),
        dimension: Dimension::Risk,
        level: Level::Block,
        revision: 1,
        status,
        sensitive: false,
        plugin: "lictor/data-exposure".into(),
        workflows: BTreeMap::new(),
    }
}

pub(crate) fn manifest() -> RunManifest {
    RunManifest {
        schema: "lictor.run/v1".into(),
        name: "head".into(),
        created: "2026-06-15T08:00:00Z".into(),
        set: SetRef { id: "support".into(), version: None, digest: Digest::of("set") },
        policy: PolicyRef { id: "default".into(), digest: Digest::of("policy") },
        packs: Vec::new(),
        engine: EngineVersion { lictor: "0".into(), contract: "0".into(), runtime: "0".into() },
        meta: BTreeMap::new(),
        answers: Vec::new(),
        today: "2026-06-15".into(),
        fail_on: Level::Warn,
        rules: Vec::new(),
        counts: RunCounts::default(),
        files: BTreeMap::new(),
    }
}

pub(crate) fn run(name: &str, cases: Vec<CaseSummary>) -> GateRun {
    let manifest = RunManifest { name: name.into(), ..manifest() };
    let reference = RunRef {
        name: name.into(),
        digest: Digest::of(name),
        created: manifest.created.clone(),
        set: manifest.set.clone(),
        policy: manifest.policy.clone(),
    };
    GateRun { reference, manifest, cases, problems: BTreeMap::new(), aggregates: Vec::new() }
}

pub(crate) fn release(more: &str) -> Release {
    let text = format!("schema = \"lictor.release/v1\"\nid = \"support\"\n{more}");
    Release::parse("release.toml", &text).unwrap_or_else(|error| panic!("{error}"))
}

/// What a decision rests on, with nothing reviewed and nothing signed unless a test says so.
pub(crate) struct Desk {
    pub(crate) release: Release,
    pub(crate) run: GateRun,
    pub(crate) base: Option<GateRun>,
    pub(crate) reviews: ReviewFile,
    pub(crate) sign_offs: SignOffFile,
}

impl Desk {
    pub(crate) fn new(more: &str, cases: Vec<CaseSummary>) -> Self {
        Self {
            release: release(more),
            run: run("head", cases),
            base: None,
            reviews: ReviewFile::default(),
            sign_offs: SignOffFile::default(),
        }
    }

    pub(crate) fn base(mut self, cases: Vec<CaseSummary>) -> Self {
        self.base = Some(run("base", cases));
        self
    }

    pub(crate) fn decide(&self) -> ReleaseDecision {
        decide(&Evidence {
            release: &self.release,
            release_digest: Digest::of("release.toml"),
            run: &self.run,
            base: self.base.as_ref(),
            reviews: &self.reviews,
            sign_offs: &self.sign_offs,
            now: time(NOW),
        })
    }

    /// Outcome, and of each reason requirement, cases and message in one line.
    pub(crate) fn told(&self) -> String {
        let decision = self.decide();
        let mut told = format!("{:?}\n", decision.outcome);
        for reason in decision.reasons {
            let dimension = reason.dimension.map(|dimension| format!(" {dimension}")).unwrap_or_default();
            let rules = reason.rules.iter().map(|rule| format!(" {rule}")).collect::<String>();
            let cases = reason.cases.join(",");
            told += &format!("{}{dimension}{rules} [{cases}] {}\n", reason.requirement, reason.message);
        }
        told
    }
}

/// Somebody with a key and roles.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) key: PrivateKey,
    pub(crate) roles: &'static [&'static str],
}

pub(crate) fn person(name: &'static str, roles: &'static [&'static str]) -> Person {
    Person { name, key: PrivateKey::generate().unwrap(), roles }
}

/// A trust file for them. `more` is added to every entry.
pub(crate) fn trust(people: &[&Person], more: &str) -> TrustFile {
    let mut text = "schema = \"lictor.trust/v1\"\n".to_owned();
    for Person { name, key, roles } in people {
        let public = key.public();
        text += &format!("[[keys]]\nid = \"{}\"\npublic_key = \"{public}\"\nholder = \"{name}\"\n", public.id());
        text += &format!("roles = {roles:?}\n{more}\n");
    }
    TrustFile::parse("trust.toml", &text).unwrap()
}

pub(crate) fn draft(person: &Person, case: &str, dimension: Dimension, verdict: ReviewVerdict) -> ReviewDraft {
    ReviewDraft {
        run: Digest::of("head"),
        case: case.into(),
        dimension,
        verdict,
        criterion: "names the deadline".into(),
        reason: "it does".into(),
        reviewer: person.name.into(),
        role: person.roles[0].into(),
        at: time("2026-06-15T10:00:00Z"),
    }
}

/// A file of these records, by one person each.
pub(crate) fn reviewed(people: &[&Person], drafts: Vec<(&Person, ReviewDraft)>) -> ReviewFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.jsonl");
    for (person, draft) in drafts {
        ReviewFile::append(&path, draft, &person.key).unwrap();
    }
    ReviewFile::read(&path, &trust(people, ""), time(NOW)).unwrap()
}
