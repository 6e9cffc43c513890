use std::collections::BTreeMap;

use lictor_model::{Behaviour, Digest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::run::{RunCase, SetRef};
use crate::set::{Case, Difficulty, Gate, Risk, Set};

/// What a set looks at and what not: workflow × risk × difficulty × expected behaviour.
///
/// Counts of cases, never a share of anything: how much of a matrix is filled says nothing about how good a set is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// The set's id.
    pub set: String,
    /// Its digest.
    pub digest: Digest,
    /// All cases.
    pub cases: u64,
    /// Those that can hold a release.
    pub blockers: u64,
    /// Every workflow of the set's header, or of a run's cases, by name.
    pub workflows: Vec<WorkflowCoverage>,
    /// The holes that matter, by workflow and then in the order of [`HoleKind::ALL`].
    pub holes: Vec<CoverageHole>,
}

/// One workflow's part of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowCoverage {
    /// The workflow.
    pub workflow: String,
    /// What users do in it. A run does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its cases.
    pub cases: u64,
    /// Those that can hold a release.
    pub blockers: u64,
    /// The cells that have cases, by risk, difficulty and behaviour, each in the order of its type.
    pub cells: Vec<CoverageCell>,
}

/// One cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageCell {
    /// What a failure can do.
    pub risk: Risk,
    /// How hard the cases are.
    pub difficulty: Difficulty,
    /// What the answers should do; none where the cases do not say.
    pub behaviour: Option<Behaviour>,
    /// How many cases.
    pub cases: u64,
    /// How many of them can hold a release.
    pub blockers: u64,
}

/// Something that a workflow should have and has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageHole {
    /// The workflow.
    pub workflow: String,
    /// What it lacks.
    pub lacks: HoleKind,
}

/// What every workflow should have. Each is a question that the set cannot answer without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HoleKind {
    /// A blocker of high risk: would anything hold a release that harms somebody?
    HighRiskBlocker,
    /// A case of normal difficulty: does what users do every day still work?
    NormalCase,
    /// A difficult case: what happens where it is ambiguous, stale or adversarial?
    DifficultCase,
    /// A case of what must not be given: is it withheld?
    UnacceptableCase,
    /// A case that expects an answer: would a model that declines everything be noticed?
    AnswerCase,
    /// A case that expects a refusal, a question back or an "I do not know": would a model that answers everything be
    /// noticed?
    RestraintCase,
}

impl HoleKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::HighRiskBlocker,
        Self::NormalCase,
        Self::DifficultCase,
        Self::UnacceptableCase,
        Self::AnswerCase,
        Self::RestraintCase,
    ];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HighRiskBlocker => "high-risk-blocker",
            Self::NormalCase => "normal-case",
            Self::DifficultCase => "difficult-case",
            Self::UnacceptableCase => "unacceptable-case",
            Self::AnswerCase => "answer-case",
            Self::RestraintCase => "restraint-case",
        }
    }

    /// What is missing and what that means, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::HighRiskBlocker => "no blocker of high risk: nothing holds a release that does harm",
            Self::NormalCase => "no case of normal difficulty: nobody notices when everyday use breaks",
            Self::DifficultCase => "no difficult case: only the happy path is looked at",
            Self::UnacceptableCase => "no case of what must not be given: nobody notices when it is",
            Self::AnswerCase => "no case that expects an answer: a model that declines everything would pass",
            Self::RestraintCase => "no case that expects restraint: a model that answers everything would pass",
        }
    }

    fn is_filled_by(self, case: &Place<'_>) -> bool {
        let restraint = [Behaviour::Refuse, Behaviour::Clarify, Behaviour::Abstain];
        match self {
            Self::HighRiskBlocker => case.gate == Gate::Blocker && case.risk == Risk::High,
            Self::NormalCase => case.difficulty == Difficulty::Normal,
            Self::DifficultCase => case.difficulty == Difficulty::Difficult,
            Self::UnacceptableCase => case.difficulty == Difficulty::Unacceptable,
            Self::AnswerCase => case.behaviour == Some(Behaviour::Answer),
            Self::RestraintCase => case.behaviour.is_some_and(|behaviour| restraint.contains(&behaviour)),
        }
    }
}

impl Coverage {
    /// The behaviours in the order of columns; the last column has the cases that do not say.
    pub const BEHAVIOURS: [Option<Behaviour>; 5] =
        [Some(Behaviour::Answer), Some(Behaviour::Refuse), Some(Behaviour::Clarify), Some(Behaviour::Abstain), None];

    /// The coverage of a set.
    pub fn of(set: &Set) -> Self {
        let titles = set.header.workflows.iter().map(|(name, declared)| (name.as_str(), Some(declared.title.as_str())));
        let cases: Vec<Place<'_>> = set.cases.iter().map(Place::from).collect();
        Self::counted(&set.header.id, set.digest, titles.collect(), &cases)
    }

    /// The coverage of the cases of a run. A workflow of which the set has no case is not known there.
    pub fn of_run<'a>(set: &SetRef, cases: impl IntoIterator<Item = &'a RunCase>) -> Self {
        let cases: Vec<Place<'_>> = cases.into_iter().map(Place::from).collect();
        let workflows = cases.iter().map(|case| (case.workflow, None)).collect();
        Self::counted(&set.id, set.digest, workflows, &cases)
    }

    fn counted(id: &str, digest: Digest, titles: BTreeMap<&str, Option<&str>>, all: &[Place<'_>]) -> Self {
        let mut workflows = Vec::new();
        let mut holes = Vec::new();
        for (name, title) in titles {
            let cases: Vec<&Place<'_>> = all.iter().filter(|case| case.workflow == name).collect();
            let lacking = HoleKind::ALL.into_iter().filter(|kind| !cases.iter().any(|case| kind.is_filled_by(case)));
            holes.extend(lacking.map(|lacks| CoverageHole { workflow: name.to_owned(), lacks }));
            let mut cells = Vec::new();
            for risk in Risk::ALL {
                for difficulty in Difficulty::ALL {
                    for behaviour in Self::BEHAVIOURS {
                        let here = (risk, difficulty, behaviour);
                        let inside = cases.iter().filter(|case| (case.risk, case.difficulty, case.behaviour) == here);
                        let (cases, blockers) = count(inside.copied());
                        if cases > 0 {
                            cells.push(CoverageCell { risk, difficulty, behaviour, cases, blockers });
                        }
                    }
                }
            }
            let (cases, blockers) = count(cases.into_iter());
            let (workflow, title) = (name.to_owned(), title.map(str::to_owned));
            workflows.push(WorkflowCoverage { workflow, title, cases, blockers, cells });
        }
        let (cases, blockers) = count(all.iter());
        Self { set: id.to_owned(), digest, cases, blockers, workflows, holes }
    }

    /// What a workflow lacks.
    pub fn holes_of(&self, workflow: &str) -> impl Iterator<Item = HoleKind> {
        self.holes.iter().filter(move |hole| hole.workflow == workflow).map(|hole| hole.lacks)
    }
}

/// Where a case stands.
struct Place<'a> {
    workflow: &'a str,
    gate: Gate,
    risk: Risk,
    difficulty: Difficulty,
    behaviour: Option<Behaviour>,
}

impl<'a> From<&'a Case> for Place<'a> {
    fn from(case: &'a Case) -> Self {
        let Case { workflow, gate, risk, difficulty, expect, .. } = case;
        Self { workflow, gate: *gate, risk: *risk, difficulty: *difficulty, behaviour: expect.behaviour }
    }
}

impl<'a> From<&'a RunCase> for Place<'a> {
    fn from(case: &'a RunCase) -> Self {
        let RunCase { workflow, gate, risk, difficulty, behaviour, .. } = case;
        Self { workflow, gate: *gate, risk: *risk, difficulty: *difficulty, behaviour: *behaviour }
    }
}

impl WorkflowCoverage {
    /// The cell of the matrix; none where it is a hole.
    pub fn cell(&self, risk: Risk, difficulty: Difficulty, behaviour: Option<Behaviour>) -> Option<&CoverageCell> {
        self.cells.iter().find(|cell| (cell.risk, cell.difficulty, cell.behaviour) == (risk, difficulty, behaviour))
    }
}

/// How many cases there are, and how many of them are blockers.
fn count<'a>(cases: impl Iterator<Item = &'a Place<'a>>) -> (u64, u64) {
    cases.fold((0, 0), |(cases, blockers), case| (cases + 1, blockers + u64::from(case.gate == Gate::Blocker)))
}
