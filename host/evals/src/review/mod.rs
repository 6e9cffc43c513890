//! What people saw: append-only, signed records of reviewed cases.

mod record;

pub use record::{ReviewRecord, ReviewVerdict};

/// The schema that a review record names.
pub const REVIEW_SCHEMA: &str = "lictor.review/v1";
