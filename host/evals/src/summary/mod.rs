//! What one run comes to: counts, shares and intervals, per dimension and slice.

mod build;
pub(crate) mod measures;
mod repeats;
pub(crate) mod slices;
mod text;
mod types;

pub use types::{
    AggregateFinding, DimensionSummary, MeasureRow, RepeatSummary, RuleCount, RunSummary, SliceSummary, UnstableCase,
};

/// The schema that a summary names.
pub const SUMMARY_SCHEMA: &str = "lictor.summary/v1";
