//! Tests of reports through the public surface.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

mod browser;
mod fixture;
mod formats;
mod page;
