//! Measures what the project promises about speed and memory, on generated or given corpora, beside yardsticks that
//! run in the same process. `docs/benchmarks.md` says how to read the result.
//!
//! What this crate is not: a test. It fails if something cannot be measured, never because it was slow.
#![forbid(unsafe_code)]

pub mod bench;
pub mod corpus;
pub mod figure;
pub mod figures;
pub mod guards;
pub mod load;
pub mod machine;
pub mod report;
pub mod shape;
pub mod table;
pub mod usage;

// How authors measure their packs (`lictor plugin bench`) and how the project measures itself is the same.
pub use lictor_authoring::bench::{clock, race, spread, yardstick};
