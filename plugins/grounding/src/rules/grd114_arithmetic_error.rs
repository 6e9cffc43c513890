use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, Values, rule};

use crate::arithmetic::wrong;
use crate::index::MAX_FINDINGS;

rule! {
    /// ## What it does
    /// Reports a computation whose stated result is wrong: sums, differences, products and quotients written
    /// with signs (`12 × 4 = 48`) and percentages of a number (`17% of 200 is 34`). A result may be rounded to
    /// the digits that it shows.
    /// ## Why is this bad
    /// A computation that is shown is believed.
    /// ## Known false positives
    /// Notations that are not plain arithmetic, such as integer division. Computations with brackets, powers,
    /// units or words in them are not read, and neither is code.
    pub ARITHMETIC_ERROR {
        code: "GRD114",
        slug: "arithmetic-error",
        summary: "a stated computation is wrong",
        message: "“{quote}” is wrong: the result is {result}",
        remedy: "Let the application compute, and the model only tell the result.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Preview,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"[0-9%] {0,2}= {0,2}-?[$€£]?[0-9]").label("equation"),
            Pattern::regex(r"(?:%| per ?cent) of (?:the )?[$€£]?[0-9][0-9.,]* (?:is|=|equals|would be|comes to|amounts to) ").label("percentage"),
        ],
        fires: &[
            Example::answer("17% of 200 is 38."),
            Example::answer("You pay 12 × 4 = 46 euros."),
            Example::answer("Together: $1,200 + $350 = $1,650."),
        ],
        ignores: &[
            Example::answer("17% of 200 is 34."),
            Example::answer("A third: 10 / 3 = 3.33, and 2 + 3 × 4 = 14."),
            Example::answer("Scores of 10-20 = 3 points; in code `1 + 1 = 3`."),
            Example::answer("(2 + 3) × 4 = 20 and 2^3 + 1 = 9."),
        ],
        check: |case: &Case<'_>| {
            let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
            for found in wrong(case.answer()).into_iter().take(MAX_FINDINGS) {
                let span = Span { part, start: found.at.start as u32, end: found.at.end as u32 };
                // Two decimals are what a person wants to read.
                let result = (found.right * 100.0).round() / 100.0;
                case.report(Finding::span(span).detail("result", format!("{result}")));
            }
        },
        extra: Extra {
            tags: &["number"],
            references: &["NIST600-1 Confabulation"],
            detail: &[Detail { key: "result", values: Values::Number }],
            ..Extra::NONE
        },
    }
}
