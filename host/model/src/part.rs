use std::fmt;

use crate::Input;

/// Which list of the sample a part comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// [`Sample::answer`](crate::Sample::answer)
    Answer,
    /// [`Sample::messages`](crate::Sample::messages)
    Message,
    /// [`Sample::contexts`](crate::Sample::contexts)
    Context,
    /// [`Sample::tool_calls`](crate::Sample::tool_calls)
    ToolCall,
    /// [`Sample::tool_results`](crate::Sample::tool_results)
    ToolResult,
    /// [`Sample::citations`](crate::Sample::citations)
    Citation,
    /// A required fact of [`Sample::expectation`](crate::Sample::expectation)
    Fact,
    /// A forbidden term of [`Sample::expectation`](crate::Sample::expectation)
    ForbiddenTerm,
}

/// The name of a part: `answer`, `messages/1`, `contexts/0`, …, as records write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId {
    /// The list.
    pub kind: PartKind,
    /// The place in the list, from 0.
    pub index: u32,
}

impl fmt::Display for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = match self.kind {
            PartKind::Answer => return f.write_str("answer"),
            PartKind::Message => "messages",
            PartKind::Context => "contexts",
            PartKind::ToolCall => "tool_calls",
            PartKind::ToolResult => "tool_results",
            PartKind::Citation => "citations",
            PartKind::Fact => "expectation/facts",
            PartKind::ForbiddenTerm => "expectation/forbidden",
        };
        write!(f, "{list}/{}", self.index)
    }
}

/// One text of a sample.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Its name.
    pub id: PartId,
    /// The input that it belongs to, so the grant that opens it.
    pub input: Input,
    /// Its original text.
    pub text: &'a str,
}
