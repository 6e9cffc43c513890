//! The release decision: what must hold, what held, and who says so.

mod decision;

pub use decision::{
    AppliedWaiver, DecisionReason, GateOutcome, ListedSignal, ReasonKind, ReleaseDecision, SignOff, SignOffState,
};

/// The schema that a release file (`release.toml`) names.
pub const RELEASE_SCHEMA: &str = "lictor.release/v1";

/// The schema that a decision names.
pub const DECISION_SCHEMA: &str = "lictor.decision/v1";
