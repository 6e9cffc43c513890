/// How a plugin broke the contract by a call. The call traps and the plugin has failed for this sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A part that does not exist.
    #[error("asked for a part that does not exist")]
    NoSuchPart,
    /// A hit that does not exist.
    #[error("asked for a hit that does not exist")]
    NoSuchHit,
    /// A view that no hit names.
    #[error("asked for a view that does not exist")]
    NoSuchView,
    /// A reversed range, or one beyond the text.
    #[error("asked for a range outside the text")]
    BadRange,
    /// A call outside `check`.
    #[error("asked for the sample while nothing was being checked")]
    NoSample,
    /// Too many calls or too much text read.
    #[error("made too many calls")]
    OverBudget,
}

/// Why the host refused a report. The plugin has failed for this sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A rule that the manifest does not declare.
    #[error("the manifest declares no such rule")]
    UndeclaredRule,
    /// A span outside its part, reversed, or inside a character.
    #[error("a span is outside its part, reversed or inside a character")]
    BadSpan,
    /// A hit that does not exist.
    #[error("a hit does not exist")]
    BadHit,
    /// A detail that is not declared, or a value that is not allowed for it.
    #[error("a detail is not declared, or its value is not one of those declared")]
    BadDetail,
    /// A confidence outside 0 to 1.
    #[error("the confidence is not between 0 and 1")]
    BadConfidence,
    /// A reason that the rule does not declare.
    #[error("the rule declares no such reason")]
    UndeclaredReason,
    /// A measure that is not declared, reported twice or not finite.
    #[error("the measure is not declared, not finite or reported twice")]
    BadMeasure,
    /// More reports than allowed.
    #[error("too many reports for one sample")]
    OverBudget,
}
