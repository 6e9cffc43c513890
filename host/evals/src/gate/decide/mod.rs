//! Holding a run against what a release file says.

mod base;
mod blockers;
mod budgets;
mod complete;
mod crossing;
mod regressions;
mod reviews;
mod sign_offs;
mod signals;
mod waivers;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use lictor_model::{Digest, Dimension, RuleId};

use self::crossing::Crossing;
use super::{DECISION_SCHEMA, GateOutcome, ReasonKind, Release, ReleaseDecision, SignOffFile, requirements};
use crate::compare::RunRef;
use crate::review::ReviewFile;
use crate::run::{CaseSummary, ProblemKind, Run, RunError, RunManifest};
use crate::summary::AggregateFinding;

/// The most cases that are named for one kind of problem with answers: a file of a million strange lines names no more.
const MOST_NAMED: usize = 1000;

/// What a decision takes of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct GateRun {
    /// The run.
    pub reference: RunRef,
    /// Its manifest.
    pub manifest: RunManifest,
    /// What the answers to each case come to.
    pub cases: Vec<CaseSummary>,
    /// Cases that answers named which did not fit, by what was wrong; at most a thousand of each.
    pub problems: BTreeMap<ProblemKind, BTreeSet<String>>,
    /// What rules over groups of cases found.
    pub aggregates: Vec<AggregateFinding>,
}

impl GateRun {
    /// Takes it from a run.
    ///
    /// # Errors
    /// A file of the run cannot be read, or was edited.
    pub fn new(run: &Run) -> Result<Self, RunError> {
        let mut problems: BTreeMap<ProblemKind, BTreeSet<String>> = BTreeMap::new();
        for problem in run.problems()? {
            let problem = problem?;
            let named = problems.entry(problem.kind).or_default();
            if named.len() < MOST_NAMED {
                named.extend(problem.case);
            }
        }
        Ok(Self {
            reference: run.reference(),
            manifest: run.manifest().clone(),
            cases: run.summaries()?,
            problems,
            aggregates: run.aggregates()?,
        })
    }

    /// The rules that hold a case back in a dimension. Preview rules never do.
    fn failing_rules(&self, case: &CaseSummary, dimension: Dimension) -> Vec<RuleId> {
        let counts =
            |id: &RuleId| self.manifest.rules.iter().find(|rule| rule.id == *id).is_none_or(|rule| rule.counts());
        let failing = case.rules.iter().filter(|rule| {
            rule.dimension == dimension && rule.answers > 0 && rule.level >= self.manifest.fail_on && counts(&rule.rule)
        });
        failing.map(|rule| rule.rule.clone()).collect()
    }
}

/// Everything that a decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// What must hold.
    pub release: &'a Release,
    /// The digest of the release file's bytes.
    pub release_digest: Digest,
    /// The run that is decided on.
    pub run: &'a GateRun,
    /// The run before it.
    pub base: Option<&'a GateRun>,
    /// What people saw.
    pub reviews: &'a ReviewFile,
    /// Who signed.
    pub sign_offs: &'a SignOffFile,
    /// The time that counts as now.
    pub now: Timestamp,
}

/// Decides. The same evidence gives the same decision.
pub fn decide(evidence: &Evidence<'_>) -> ReleaseDecision {
    let mut crossings = Vec::new();
    blockers::check(evidence, &mut crossings);
    regressions::check(evidence, &mut crossings);
    complete::check(evidence, &mut crossings);
    base::check(evidence, &mut crossings);
    let mut signals = reviews::check(evidence, &mut crossings);
    budgets::check(evidence, &mut crossings);
    let sign_offs = sign_offs::check(evidence, &mut crossings);
    signals.extend(sign_offs::unnamed_records(evidence));
    signals.extend(signals::list(evidence));

    let (crossings, waivers, about_waivers) = waivers::apply(evidence, crossings);
    signals.extend(about_waivers);
    let reasons = crossing::reasons(crossings);
    let outcome = match reasons.first().map(|reason| reason.kind) {
        None => GateOutcome::Release,
        Some(ReasonKind::NeedsReview) => GateOutcome::NeedsReview,
        Some(ReasonKind::Hold) => GateOutcome::Hold,
    };
    let held = requirements(evidence.release).into_iter().map(|(name, _)| name);
    let held = held.filter(|name| reasons.iter().all(|reason| reason.requirement != *name)).collect();
    ReleaseDecision {
        schema: DECISION_SCHEMA.into(),
        outcome,
        release: evidence.release.id.clone(),
        release_digest: evidence.release_digest,
        run: evidence.run.reference.clone(),
        base: evidence.base.map(|base| base.reference.clone()),
        reasons,
        held,
        waivers,
        sign_offs,
        signals,
        decided: evidence.now.to_string(),
    }
}
