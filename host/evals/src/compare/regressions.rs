use std::str::FromStr;

use super::{CaseComparison, Change, Comparison};
use crate::Outcome;
use crate::set::Gate;

/// Which cases that got worse make a comparison fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FailOn {
    /// Blockers, protected cases and previously failed ones.
    #[default]
    Blockers,
    /// Any case.
    NewFailures,
    /// None.
    None,
}

/// Not one of the three.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of blockers, new-failures, none")]
pub struct FailOnError;

impl FromStr for FailOn {
    type Err = FailOnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "blockers" => Ok(Self::Blockers),
            "new-failures" => Ok(Self::NewFailures),
            "none" => Ok(Self::None),
            _ => Err(FailOnError),
        }
    }
}

impl CaseComparison {
    /// It fails in a dimension in which it did not fail before: it passed, or the base could not say.
    pub fn fails_now(&self) -> bool {
        self.dimensions.values().any(|change| change.head == Outcome::Fail && change.base != Outcome::Fail)
    }

    /// It passed in a dimension and fails in it now.
    pub fn got_worse(&self) -> bool {
        self.dimensions.values().any(|change| change.change == Change::New)
    }

    /// It failed in a dimension and passes in it now.
    pub fn got_better(&self) -> bool {
        self.dimensions.values().any(|change| change.change == Change::Fixed)
    }

    /// A boundary: its failure holds a release, or it must not get worse, or it failed before.
    pub fn guarded(&self) -> bool {
        self.gate == Gate::Blocker || self.protected || self.previously_failed
    }

    /// It was judged in a dimension, and the head cannot say any more.
    pub fn lost_sight(&self) -> bool {
        let judged = |outcome| matches!(outcome, Outcome::Pass | Outcome::Fail);
        self.dimensions.values().any(|change| judged(change.base) && change.head == Outcome::Unchecked)
    }
}

impl Comparison {
    /// The cases that make the comparison fail. A guarded case that fails now fails it even where the base could not say: a
    /// boundary is not crossed any less for that.
    pub fn regressions(&self, fail_on: FailOn) -> Vec<&CaseComparison> {
        let fails = |case: &&CaseComparison| match fail_on {
            FailOn::None => false,
            FailOn::Blockers => case.guarded() && case.fails_now(),
            FailOn::NewFailures => case.fails_now(),
        };
        self.cases.iter().filter(fails).collect()
    }

    /// The guarded cases of which the base could say something and the head cannot: they went unchecked.
    pub fn unchecked(&self, fail_on: FailOn) -> Vec<&CaseComparison> {
        let lost = |case: &&CaseComparison| match fail_on {
            FailOn::None => false,
            FailOn::Blockers => case.guarded() && case.lost_sight(),
            FailOn::NewFailures => case.lost_sight(),
        };
        self.cases.iter().filter(lost).collect()
    }
}
