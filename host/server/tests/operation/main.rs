//! The server in operation: what it answers, whom, and what it does with those who do not behave.
#![allow(clippy::unwrap_used, clippy::expect_used)] // Helpers of tests fail by panicking.

#[path = "../common/mod.rs"]
mod common;

mod access;
mod checking;
mod hostile_clients;
mod http2;
mod locking;
mod openapi;
mod problems;
mod reloading;
mod sharing;
mod stopping;
mod streaming;
mod tls;
