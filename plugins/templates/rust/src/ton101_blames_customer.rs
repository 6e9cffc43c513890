use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

rule! {
    /// ## What it does
    /// Reports answers that tell customers that something is their own fault.
    /// ## Why is this bad
    /// Whether it is or not, a customer who is blamed does not come back.
    /// ## Known false positives
    /// Answers that quote what somebody else said without quotation marks.
    pub BLAMES_CUSTOMER {
        code: "TON101",
        slug: "blames-customer",
        summary: "the answer blames the customer",
        message: "blames the customer: “{quote}”",
        remedy: "Say what happened and what can be done, not who did it.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Preview,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:that|this|it) (?:is|was) your (?:own )?(?:fault|mistake)\b"),
            Pattern::phrase("you should have read"),
        ],
        fires: &[
            Example::answer("The device broke, but that was your own fault."),
            Example::answer("You should have read the manual."),
        ],
        ignores: &[
            Example::answer("It was not your fault."),
            Example::answer("The reviewer wrote: “You should have read the manual.”"),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let quoted = hit.around(8, 0).before.contains(['“', '"']);
                if !quoted {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["wording"], ..Extra::ENGLISH },
    }
}
