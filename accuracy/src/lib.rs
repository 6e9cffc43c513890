//! Measures on labelled data how often the rules are right: precision, recall and false alarms beside the targets.
//!
//! It reads a folder of sets, `<set>/*.jsonl.gz`, checks every sample under the default policy and compares what the
//! rules found with what people (or the makers of a set) said. What it shows of a case is its id, never its text.
//! The data stay outside the repository; a set that is not there is named and left out.
#![forbid(unsafe_code)]

mod built;
pub mod checker;
pub mod measure;
pub mod record;
pub mod report;
pub mod rows;
pub mod sets;
pub mod statistics;
pub mod table;
