//! What people saw: append-only, signed records of reviewed cases.
//!
//! [`select`] says which cases need eyes and why, [`present`] shows one with its evidence masked, and a [`ReviewFile`] keeps
//! what was said: a chain of signed lines in which an edited, removed or inserted one shows.

mod ask;
mod file;
mod mask;
mod present;
mod record;
mod select;

pub use ask::{Said, ask};
pub use file::{FaultKind, ReviewEntry, ReviewFault, ReviewFile, Reviews};
pub use present::{ShownAnswer, present};
pub use record::{ReviewDraft, ReviewRecord, ReviewVerdict};
pub use select::{NeedsEyes, Why, select};

/// The schema that a review record names.
pub const REVIEW_SCHEMA: &str = "lictor.review/v1";
