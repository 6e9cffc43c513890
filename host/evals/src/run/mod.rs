//! Runs: a set joined with answers, and what the engine said about each. A run is a folder that nobody edits:
//!
//! ```text
//! manifest.json    everything that could have changed, and the digests of the other files
//! cases.jsonl      the cases' facts (no texts), in the order of their ids
//! results.jsonl    one line per answer, in the order of the answers
//! aggregates.jsonl what rules over groups of cases found (REF207, REF208)
//! problems.jsonl   answers that were missing, extra, duplicate or unreadable, each named
//! ```
//!
//! The run's digest is that of `manifest.json`, byte for byte. It is what people sign.

mod answer;
mod case;
mod checks;
mod collect;
mod error;
mod folder;
mod join;
mod manifest;
mod meta;
mod open;
mod promptfoo;
mod result;
mod rules;
mod summarise;
mod summary;

pub use answer::{AnswerFormat, MAX_REPEATS};
pub use case::RunCase;
pub use collect::{Collector, Finished, RunFacts};
pub use error::RunError;
pub use join::{Join, Joined};
pub use manifest::{
    EngineVersion, FileDigest, MetaValue, PackDigest, RunCounts, RunManifest, RunRule, RunRuleStatus, SetRef,
};
pub use meta::parse_meta;
pub use open::{Run, RunLines};
pub use promptfoo::promptfoo_results;
pub use result::{Answer, AnswerMeasures, CaseResult, CheckResult, Problem, ProblemKind};
pub use summary::{CaseCheck, CaseRule, CaseSummary, Measure, RuleState};

/// The schema that a run's manifest names.
pub const RUN_SCHEMA: &str = "lictor.run/v1";
