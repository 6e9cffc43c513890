//! Comparisons of two runs: what became better, what became worse, and what nobody can tell.

mod build;
mod case_changes;
mod comparison;
mod manifest;
mod measure_differences;
mod regressions;
mod slice_differences;
pub(crate) mod text;
mod trade_off;

pub use build::{CompareOptions, Side, compare, compare_sides};
pub use comparison::{
    CaseComparison, Change, Choice, ChoiceKind, Comparison, DimensionChange, ManifestChange, MeasureDifference,
    MeasureSummary, RuleChange, RunRef, Slice, SliceDifference, TradeOff, WorkflowEffect,
};
pub use regressions::{FailOn, FailOnError};

/// The schema that a comparison names.
pub const COMPARISON_SCHEMA: &str = "lictor.comparison/v1";
