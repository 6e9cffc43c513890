//! The types that every part of Lictor shares: what a rule is called, what a sample holds, what a
//! finding and a record say. Types only: no sandbox, no files, no policy.
//!
//! A [`Sample`] goes in, a [`Record`] comes out. Everything that has a published JSON form (sample,
//! record) derives its JSON Schema here, so that the schema cannot drift from the code.
#![forbid(unsafe_code)]

mod digest;
mod input;
mod map;
mod part;
mod record;
mod rule;
mod sample;
mod suggest;
mod visible;

pub use digest::{Digest, Digester};
pub use input::{Input, InputSet, InputState};
pub use map::Map;
pub use part::{Part, PartId, PartKind};
pub use record::{
    Decision, DimensionOutcome, Failure, FailureKind, Finding, Fingerprint, Mode, NotApplicable, PolicyRef, Record,
    RecordSpan, Source, Status,
};
pub use rule::{Dimension, Level, RuleCode, RuleId, RuleIdError, RuleStatus};
pub use sample::{
    Behaviour, Caller, Citation, Context, Expectation, Fact, Message, Role, Sample, SampleError, Stage, ToolCall,
    ToolResult,
};
pub use suggest::closest;
pub use visible::visible;

/// A range of bytes in the original UTF-8 text of one part, on character boundaries, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index into [`Sample::parts`].
    pub part: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Whether the two ranges share at least one byte of the same part.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.part == other.part && self.start < other.end && other.start < self.end
    }
}
