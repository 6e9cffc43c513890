use lictor_sdk::{Case, Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::ovr301_unsupported_number::report;
use crate::support::Fault;

rule! {
    /// ## What it does
    /// Reports a number with decimals of which a source has fewer: *23.47 %* where the source says *23 %* or *about a
    /// quarter*. Numbers that are calculated from two of the sources' numbers, in a sentence that calculates, are fine.
    /// ## Why is this bad
    /// The digits that were added are made up, and they are what makes the number look measured.
    /// ## Known false positives
    /// Results of a calculation over more than two numbers.
    pub FALSE_PRECISION {
        code: "OVR303",
        slug: "false-precision",
        summary: "gives more digits than the source has",
        message: "more precise than the source: “{quote}”",
        remedy: "Give numbers with the digits that the source has.",
        dimension: Dimension::Correctness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex(r"[0-9]\.[0-9]")],
        fires: &[
            Example::json(r#"{"answer": "In the survey 23.47% of the tenants agreed.", "contexts": [{"text": "About a quarter of the tenants agreed."}]}"#),
            Example::json(r#"{"answer": "The river is 41.6 km long.", "contexts": [{"text": "The river has a length of 42 km."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "About 23% of the tenants agreed.", "contexts": [{"text": "Of the tenants 23.47% agreed."}]}"#),
            Example::json(r#"{"answer": "The river is 41.6 km long.", "contexts": [{"text": "The river has a length of 41.6 km."}]}"#),
            Example::json(r#"{"answer": "On average they pay 12.50 euros each.", "contexts": [{"text": "Two tenants pay 25 euros together."}]}"#),
        ],
        check: |case: &Case<'_>| report(case, Fault::TooFine),
        extra: Extra { tags: &["number"], references: &["NIST600-1 Confabulation"], ..Extra::ENGLISH },
    }
}
