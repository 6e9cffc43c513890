use serde::{Deserialize, Serialize};

/// What is to be said about one dimension of one answer, or of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something looked, and nothing was wrong.
    Pass,
    /// Something was wrong.
    Fail,
    /// Nothing could say anything. Never a pass.
    NotApplicable,
    /// Checking failed, or there was no answer. Never a pass.
    Unchecked,
}

impl Outcome {
    /// All outcomes, in the order in which tables show them.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::NotApplicable, Self::Unchecked];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "not_applicable",
            Self::Unchecked => "unchecked",
        }
    }
}

/// How often each outcome was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OutcomeCounts {
    /// Passes.
    pub pass: u64,
    /// Failures.
    pub fail: u64,
    /// Nothing could say anything.
    pub not_applicable: u64,
    /// Checking failed.
    pub unchecked: u64,
}

impl OutcomeCounts {
    /// Counts one outcome.
    pub fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Fail => &mut self.fail,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Unchecked => &mut self.unchecked,
        };
        *count += 1;
    }

    /// The passes and failures: what a rate is taken of.
    pub fn judged(&self) -> u64 {
        self.pass + self.fail
    }

    /// What several answers to one case come to: one failure fails the case, and what went unchecked in one of them
    /// cannot pass. `not_applicable` only where it was so for all.
    pub fn case_outcome(&self) -> Outcome {
        if self.fail > 0 {
            Outcome::Fail
        } else if self.unchecked > 0 || (self.pass == 0 && self.not_applicable == 0) {
            Outcome::Unchecked
        } else if self.pass > 0 {
            Outcome::Pass
        } else {
            Outcome::NotApplicable
        }
    }
}
