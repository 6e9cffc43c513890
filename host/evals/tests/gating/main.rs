//! Reviews, sign-offs and release decisions, through what the crate gives to others.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod asking;
mod averages;
mod common;
mod decisions;
#[path = "../common/mod.rs"]
mod engine;
mod folders;
mod hostile;
mod masking;
mod records;
mod releases;
mod selection;
mod sign_offs;
