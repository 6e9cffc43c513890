//! The host side of the plugin contract, without WebAssembly: what a [`Manifest`] must say, which
//! patterns are matched for whom ([`Matching`]), and what one plugin may read and report while it checks
//! one sample ([`Check`]).
//!
//! The sandbox puts this behind imported functions; the SDK puts it behind plain calls, so that the same
//! rule meets the same host in a unit test and in a component. Every capability check stands here and
//! nowhere else.
#![forbid(unsafe_code)]

mod check;
mod fixture;
mod manifest;
mod matching;
mod merge;
mod message;
mod scorer;
mod validate;
mod version;
mod words;

pub use check::{
    Attributes, Breach, Check, CheckLimits, Excerpt, PluginFinding, PluginSpan, Refusal, Reported, ReportedFinding,
};
pub use fixture::expand;
pub use manifest::{
    Accuracy, DetailKind, Example, Examples, MANIFEST_SCHEMA, Manifest, MeasureDecl, PatternDecl, RuleDecl, RuleInfo,
    Tombstone, ViewName, WaiverScope, Wake,
};
pub use matching::{Hit, Matching, MatchingCache, MatchingError, Scanned, Tenant, Wanted};
pub use message::{MessageTemplate, TemplateError};
pub use scorer::{CheckFailure, Scorer};
pub use validate::{ManifestError, ManifestLimits, ManifestProblem};
pub use version::{CONTRACT, Served, contract_of, served};
pub use words::tame;

/// The custom section of a component that holds its manifest, readable without running anything.
pub const MANIFEST_SECTION: &str = "lictor:manifest";
