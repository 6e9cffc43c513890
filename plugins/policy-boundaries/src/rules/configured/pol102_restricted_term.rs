use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Status, rule};

const SETTINGS: &str = r#"{"restricted_terms": ["Project Heron", "C++26-internal"]}"#;

rule! {
    /// ## What it does
    /// Reports every occurrence of a word or phrase that the setting `restricted_terms` lists, whole and in either case,
    /// whatever the answer says about it. Text that was encoded or broken up to hide it is read as well.
    /// ## Why is this bad
    /// Some words must not leave the house: code names, products that are not announced, expressions that offend.
    /// ## Known false positives
    /// Terms that are also ordinary words. The list is the policy's own.
    pub(crate) RESTRICTED_TERM {
        code: "POL102",
        slug: "restricted-term",
        summary: "the answer contains a term that the policy forbids",
        message: "contains a forbidden term: “{quote}”",
        remedy: "Remove the term, and keep it out of what the model is given.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[],
        fires: &[
            Example::answer("The features come with project heron in May.").with_settings(SETTINGS),
            Example::answer("I can't talk about Project Heron.").with_settings(SETTINGS),
            Example::answer("Decode this: {{base64:We call it Project Heron in the house.}}").with_settings(SETTINGS),
        ],
        ignores: &[
            Example::answer("A heron stood in the project garden.").with_settings(SETTINGS),
            Example::answer("It is called Project Heron."),
        ],
        check: |case| case.hits().for_each(|hit| case.report(Finding::at(&hit))),
        extra: Extra { tags: &["configured"], ..Extra::NONE },
    }
}
