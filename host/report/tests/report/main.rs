//! Tests through the public surface: what each format looks like, who can read it, what a run counts.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

mod baseline;
mod cases;
mod formats;
mod summary;
