//! Comparisons of two runs: what became better, what became worse, and what nobody can tell.

mod comparison;

pub use comparison::{
    CaseComparison, Change, Choice, ChoiceKind, Comparison, DimensionChange, ManifestChange, MeasureDifference,
    MeasureSummary, RuleChange, RunRef, Slice, SliceDifference, TradeOff, WorkflowEffect,
};

/// The schema that a comparison names.
pub const COMPARISON_SCHEMA: &str = "lictor.comparison/v1";
