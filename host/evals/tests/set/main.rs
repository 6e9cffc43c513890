//! Sets as people meet them: read, validated, checked, compared, extended.
#![allow(missing_docs, clippy::unwrap_used)]

mod add;
mod check;
mod common;
mod coverage;
mod diff;
mod hostile;
mod open;
mod schema;
