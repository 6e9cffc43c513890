//! Evaluation sets: cases with the reason for which each exists.

mod case;
mod header;

pub use case::{
    Case, CaseExpectation, CaseFact, CaseInput, Difficulty, FactTolerance, Form, Gate, Origin, OriginKind, Risk,
};
pub use header::{SetHeader, WorkflowDecl};

use lictor_model::Digest;

/// The schema that a set's header names.
pub const SET_SCHEMA: &str = "lictor.set/v1";

/// A set that was read: its header and its cases, in the order of their ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// What holds for the whole set.
    pub header: SetHeader,
    /// The cases. Ids are unique.
    pub cases: Vec<Case>,
    /// Over header and cases in canonical JSON: the same whatever files they stand in.
    pub digest: Digest,
}

impl Set {
    /// A set of these cases, sorted by id.
    pub fn new(header: SetHeader, mut cases: Vec<Case>) -> Self {
        cases.sort_by(|one, other| one.id.cmp(&other.id));
        let digest = Digest::of(serde_json::to_vec(&(&header, &cases)).unwrap_or_default());
        Self { header, cases, digest }
    }
}

impl Case {
    /// Over the whole case.
    pub fn digest(&self) -> Digest {
        Digest::of(serde_json::to_vec(self).unwrap_or_default())
    }
}
