use lictor_sdk::{Case, Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::ovr301_unsupported_number::report;
use crate::support::Fault;

rule! {
    /// ## What it does
    /// Reports a year from 1900 on, or a day of a month (*12 March*), that none of the sources has: no permitted context,
    /// message, tool result or citation. The current year is always fine, and so is a year that two of the sources' numbers
    /// give where the sentence calculates (*three years later*). Days compare in every way of writing them.
    ///
    /// Where a context says the same with another year or day, GRD107 reports the contradiction with both places, and
    /// this rule says nothing.
    /// ## Why is this bad
    /// Deadlines, ages and rights follow from dates.
    /// ## Known false positives
    /// General knowledge beside what the documents say (*after the Second World War ended in 1945*).
    pub UNSUPPORTED_DATE {
        code: "OVR302",
        slug: "unsupported-date",
        summary: "gives a year or a date that no source has",
        message: "a date without a source: “{quote}”",
        remedy: "Take dates from the documents only, or leave them out.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[
            Pattern::regex(r"\b(?:19|20)[0-9]{2}\b"),
            Pattern::regex(r"(?i)\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? [0-9]{1,2}\b|\b[0-9]{1,2}(?:st|nd|rd|th)? (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"),
        ],
        fires: &[
            Example::json(r#"{"answer": "The choir was founded in 1987 and sings in the town hall.", "contexts": [{"text": "The choir sings at the market."}]}"#),
            Example::json(r#"{"answer": "It’s the town’s rule: the form’s due on “12 March”.", "contexts": [{"text": "Ask at the desk."}]}"#),
            Example::json(r#"{"answer": "Send the form in by 12 March.", "contexts": [{"text": "The form is at the desk."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The choir was founded in 1978.", "contexts": [{"text": "Founded in 1978, the choir sings at the market."}]}"#),
            Example::json(r#"{"answer": "The choir was founded in 1987.", "contexts": [{"text": "The choir was founded in 1978."}]}"#),
            Example::json(r#"{"answer": "Send the form in by March 12th.", "contexts": [{"text": "Deadline: 2024-03-12."}]}"#),
            Example::json(r#"{"answer": "The form is still valid in 2026.", "contexts": [{"text": "The form has no expiry."}]}"#),
        ],
        check: |case: &Case<'_>| report(case, Fault::NoDate),
        extra: Extra { tags: &["number"], references: &["NIST600-1 Confabulation", "LLM09:2025"], ..Extra::ENGLISH },
    }
}
