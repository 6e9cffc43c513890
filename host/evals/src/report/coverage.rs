use std::collections::BTreeMap;

use lictor_model::Behaviour;

use crate::run::RunCase;
use crate::set::{Difficulty, Gate, Risk};

/// How many cases stand for what: workflow × risk × difficulty × expected behaviour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoverageMatrix {
    /// By name.
    pub workflows: BTreeMap<String, WorkflowCoverage>,
}

/// The matrix of one workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkflowCoverage {
    /// Its cases.
    pub cases: u64,
    /// Those that hold a release.
    pub blockers: u64,
    cells: BTreeMap<Cell, u64>,
}

type Cell = (Risk, Difficulty, Option<Behaviour>);

impl CoverageMatrix {
    /// Risks from the highest.
    pub const RISKS: [Risk; 3] = [Risk::High, Risk::Medium, Risk::Low];
    /// Difficulties.
    pub const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Normal, Difficulty::Difficult, Difficulty::Unacceptable];
    /// Behaviours, and none expected.
    pub const BEHAVIOURS: [Option<Behaviour>; 5] =
        [Some(Behaviour::Answer), Some(Behaviour::Refuse), Some(Behaviour::Clarify), Some(Behaviour::Abstain), None];
    /// What every workflow has to meet at each risk. Without a case it is a hole.
    pub const EXPECTED: [(Difficulty, Option<Behaviour>); 5] = [
        (Difficulty::Normal, Some(Behaviour::Answer)),
        (Difficulty::Difficult, Some(Behaviour::Answer)),
        (Difficulty::Difficult, Some(Behaviour::Clarify)),
        (Difficulty::Difficult, Some(Behaviour::Abstain)),
        (Difficulty::Unacceptable, Some(Behaviour::Refuse)),
    ];

    /// Counts cases.
    pub fn new<'a>(cases: impl IntoIterator<Item = &'a RunCase>) -> Self {
        let mut matrix = Self::default();
        for case in cases {
            let workflow = match matrix.workflows.get_mut(&case.workflow) {
                Some(workflow) => workflow,
                None => matrix.workflows.entry(case.workflow.clone()).or_default(),
            };
            workflow.cases += 1;
            workflow.blockers += u64::from(case.gate == Gate::Blocker);
            *workflow.cells.entry((case.risk, case.difficulty, case.behaviour)).or_default() += 1;
        }
        matrix
    }
}

impl WorkflowCoverage {
    /// The cases of one cell.
    pub fn count(&self, risk: Risk, difficulty: Difficulty, behaviour: Option<Behaviour>) -> u64 {
        self.cells.get(&(risk, difficulty, behaviour)).copied().unwrap_or_default()
    }

    /// Whether a case says nothing about the behaviour that it expects.
    pub fn expects_nothing(&self) -> bool {
        self.cells.keys().any(|(_, _, behaviour)| behaviour.is_none())
    }

    /// What no case of the workflow stands for, in words.
    pub fn holes(&self) -> Vec<String> {
        let none = |wanted: &dyn Fn(&Cell) -> bool| !self.cells.keys().any(wanted);
        let mut holes = Vec::new();
        if self.blockers == 0 {
            holes.push("no blocker".into());
        }
        for risk in CoverageMatrix::RISKS {
            if none(&|cell| cell.0 == risk) {
                holes.push(format!("no case of {} risk", risk_name(risk)));
            }
        }
        for difficulty in CoverageMatrix::DIFFICULTIES {
            if none(&|cell| cell.1 == difficulty) {
                holes.push(match difficulty {
                    Difficulty::Unacceptable => "no request that must be turned down".into(),
                    other => format!("no {} case", difficulty_name(other)),
                });
            }
        }
        for behaviour in CoverageMatrix::BEHAVIOURS.into_iter().flatten() {
            if none(&|cell| cell.2 == Some(behaviour)) {
                holes.push(format!("no case to {}", behaviour.as_str()));
            }
        }
        holes
    }
}

/// The name used in sets.
pub(super) fn risk_name(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
    }
}

/// The name used in sets.
pub(super) fn difficulty_name(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Normal => "normal",
        Difficulty::Difficult => "difficult",
        Difficulty::Unacceptable => "unacceptable",
    }
}
