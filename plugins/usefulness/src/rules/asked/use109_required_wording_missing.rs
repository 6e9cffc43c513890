use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::asked::{quoted, report};
use crate::words::folded;

rule! {
    /// ## What it does
    /// Reports an answer without a word or phrase that the user's message demands in quotation marks: *include the word “harbour”*. Either
    /// case will do.
    /// ## Why is this bad
    /// The word was the point: a keyword, a name, a condition of a form.
    /// ## Known false positives
    /// Words that may be inflected; only the word as it was quoted counts.
    pub(crate) REQUIRED_WORDING_MISSING {
        code: "USE109",
        slug: "required-wording-missing",
        summary: "a demanded wording is missing",
        message: "the answer lacks what “{quote}” demands",
        remedy: "Let the application check the wording and ask again.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r#"(?i)\b(?:include|use|mention|contain|contains|containing|using|including|mentioning|incorporate) (?:the |this |both |exact |at least once ){0,3}(?:words?|phrases?|terms?|expression|sentence|keywords?) ["'“‘][^"'”’“\n]{2,60}["'”’]"#).on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Write a line about a port and include the word \"harbour\".", "The ships lay still in the evening."),
        ],
        ignores: &[
            Example::asked("Write a line about a port and include the word \"harbour\".", "The Harbour lay still."),
            Example::asked("Do not use the word \"harbour\".", "The ships lay still."),
            Example::asked("Write a line with the word \"harbour\".", "The ships lay still in the evening."),
        ],
        check: |case| report(case, |demand, answer| quoted(&demand.matched).is_some_and(|term| !folded(answer).contains(term))),
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
