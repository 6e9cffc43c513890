//! Curated evaluation sets, runs over them, comparisons of runs, and a release decision that no average can make.
//!
//! A [`Set`](set::Set) holds cases: what goes in, what is expected, why the case exists and whether it blocks a release. A
//! [run] joins a set with answers and keeps what the engine said about each, in a folder that nobody edits. A
//! [comparison](compare) tells two runs apart, case by case and slice by slice. A [review] records what people
//! saw, and the [gate] says `release`, `hold` or `needs review`, with the rule and the cases behind each reason.
//!
//! The four dimensions stay apart in every type, and so do the measures beside them: nothing here adds them up.
//!
//! What this crate is not: it loads no plugin and checks no answer. Whoever runs a set passes a function that does.
#![forbid(unsafe_code)]

pub mod aggregate;
pub mod compare;
pub mod gate;
pub mod report;
pub mod review;
pub mod run;
pub mod set;
pub mod statistics;
pub mod summary;

mod canonical;
mod numbers;
mod outcome;
mod signed;
mod text;

pub use canonical::canonical_json;
pub use outcome::{Outcome, OutcomeCounts};
pub use signed::LinesError;
