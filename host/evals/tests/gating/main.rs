//! Reviews, sign-offs and release decisions, through what the crate gives to others.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod averages;
mod common;
mod decisions;
mod masking;
mod records;
mod releases;
mod selection;
mod sign_offs;
