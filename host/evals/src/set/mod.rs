//! Evaluation sets: cases with the reason for which each exists.

mod add;
mod case;
mod check;
mod coverage;
mod coverage_text;
mod diff;
mod document;
mod fact;
mod header;
mod issue;
mod name;
mod open;
mod shape;
mod validate;

pub use add::{AddError, Added, add};
pub use case::{
    Case, CaseExpectation, CaseFact, CaseInput, Difficulty, FactTolerance, Form, Gate, Origin, OriginKind, Risk,
};
pub use check::{CheckOptions, SecretScan, SetReport};
pub use coverage::{Coverage, CoverageCell, CoverageHole, HoleKind, WorkflowCoverage};
pub use diff::{CaseChange, NamedCase, SetDiff, Weakened, Weakening};
pub(crate) use fact::Near;
pub use header::{SetHeader, WorkflowDecl};
pub use issue::{IssueKind, IssueSeverity, SetError, SetIssue};
pub use name::is_case_id;
pub use open::{MOST_CASES, MOST_FILE_BYTES, MOST_LINE_BYTES, MOST_SET_BYTES, OpenedSet};

use lictor_model::Digest;
use serde_json::json;

use crate::canonical_json;

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
    /// A set of these cases, sorted by id. Nothing is validated: [`Set::open`] does that.
    pub fn new(header: SetHeader, mut cases: Vec<Case>) -> Self {
        cases.sort_by(|one, other| one.id.cmp(&other.id));
        let digest = digest(&json!({ "header": header, "cases": cases }));
        Self { header, cases, digest }
    }

    /// The case of that id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.binary_search_by(|case| case.id.as_str().cmp(id)).ok().map(|index| &self.cases[index])
    }
}

impl Case {
    /// Over the whole case in canonical JSON: the same whatever file it stands in and however it is written there.
    pub fn digest(&self) -> Digest {
        digest(self)
    }
}

/// The digest of something that has a JSON form by its type.
fn digest<T: serde::Serialize>(value: &T) -> Digest {
    #[expect(clippy::expect_used, reason = "headers and cases have string keys and derived forms, which cannot fail")]
    Digest::of(canonical_json(value).expect("a set has a JSON form"))
}
