//! Components that attack the host, and the outcome that each must give.
//!
//! A [`Case`] is one attack: which function or section it comes through, what it does, and the exact
//! [`Outcome`]. [`run`] loads it beside honest packs and compares what those find with a run without it.
//! `cargo test -p lictor-hostile -- --nocapture` prints the table that `docs/security.md` shows.
#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)] // Helpers for tests: failing is their way of reporting.

mod case;
mod cases;
mod guest;
mod honest;
mod run;
mod table;

pub use case::{Case, Fault, Outcome};
pub use cases::cases;
pub use guest::{Guest, manifest};
pub use honest::{Honest, policy};
pub use run::{guard, outcome_of, run};
pub use table::{DOCS, table};
