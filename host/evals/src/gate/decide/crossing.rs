use std::collections::BTreeSet;

use lictor_model::{Dimension, RuleId};

use crate::gate::{DecisionReason, ReasonKind};

/// One requirement that one case, or the run as a whole, does not meet. Waivers look at these; reasons are made of what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crossing {
    pub(super) kind: ReasonKind,
    pub(super) requirement: String,
    pub(super) dimension: Option<Dimension>,
    /// The case; none for a requirement that is about no single one, and then `cases` says what is behind it.
    pub(super) case: Option<String>,
    pub(super) cases: Vec<String>,
    pub(super) rules: Vec<RuleId>,
    /// What is wrong and what mends it. Crossings that say the same are one reason.
    pub(super) what: String,
}

impl Crossing {
    pub(super) fn hold(requirement: &str, what: impl Into<String>) -> Self {
        Self {
            kind: ReasonKind::Hold,
            requirement: requirement.into(),
            dimension: None,
            case: None,
            cases: Vec::new(),
            rules: Vec::new(),
            what: what.into(),
        }
    }

    pub(super) fn needs_review(requirement: &str, what: impl Into<String>) -> Self {
        Self { kind: ReasonKind::NeedsReview, ..Self::hold(requirement, what) }
    }

    pub(super) fn case(mut self, case: &str) -> Self {
        self.case = Some(case.into());
        self
    }

    pub(super) fn dimension(mut self, dimension: Dimension) -> Self {
        self.dimension = Some(dimension);
        self
    }

    pub(super) fn rules(mut self, rules: Vec<RuleId>) -> Self {
        self.rules = rules;
        self
    }

    /// The cases behind a crossing that is about no single one.
    pub(super) fn behind(mut self, cases: Vec<String>) -> Self {
        self.cases = cases;
        self
    }
}

/// Crossings that say the same, as one reason each: first those that hold, then those that ask for a review, and otherwise in the
/// order in which they were found.
pub(super) fn reasons(crossings: Vec<Crossing>) -> Vec<DecisionReason> {
    let mut groups: Vec<(Crossing, BTreeSet<String>, BTreeSet<RuleId>)> = Vec::new();
    for crossing in crossings {
        let same = |(first, ..): &&mut (Crossing, _, _)| {
            first.requirement == crossing.requirement
                && first.kind == crossing.kind
                && first.dimension == crossing.dimension
                && first.what == crossing.what
        };
        let cases = crossing.case.iter().chain(&crossing.cases).cloned();
        match groups.iter_mut().find(same) {
            Some((_, known, rules)) => {
                known.extend(cases);
                rules.extend(crossing.rules.iter().cloned());
            }
            None => {
                let (cases, rules) = (cases.collect(), crossing.rules.iter().cloned().collect());
                groups.push((crossing, cases, rules));
            }
        }
    }
    groups.sort_by_key(|(first, ..)| first.kind);
    let reason = |(first, cases, rules): (Crossing, BTreeSet<String>, BTreeSet<RuleId>)| DecisionReason {
        kind: first.kind,
        requirement: first.requirement,
        message: first.what,
        dimension: first.dimension,
        rules: rules.into_iter().collect(),
        cases: cases.into_iter().collect(),
    };
    groups.into_iter().map(reason).collect()
}
