use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::mood::Mood;
use crate::passage::Passage;
use crate::scene::Scene;

const SETTINGS: &str = r#"{"promises": ["free returns for life", "next-day delivery"]}"#;

rule! {
    /// ## What it does
    /// Reports promises in the organisation's name: the phrases that the setting `promises` lists, and some forms that hardly any
    /// organisation wants a machine to use: *we guarantee that*, *you have our word*, *satisfaction guaranteed*, *no
    /// questions asked*, *lifetime guarantee*, *risk-free*. Not reported are denials, questions, quotations, and what
    /// somebody else promises; and texts that the user asked to have written.
    ///
    /// Commitments to a refund, a price or an approval belong to OVR206, promised work to OVR402, guaranteed returns to
    /// OVR201.
    /// ## Why is this bad
    /// Customers hold the organisation to what its assistant promised.
    /// ## Known false positives
    /// Promises that the organisation does make in its terms.
    pub(crate) PROHIBITED_PROMISE {
        code: "POL104",
        slug: "prohibited-promise",
        summary: "the answer makes a promise that the policy forbids",
        message: "promises: “{quote}”",
        remedy: "Point to the terms that apply instead of promising.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\bwe (?:can |fully |absolutely |hereby |personally ){0,2}(?:guarantee|promise)(?: you)? (?:that|you|your|it|the|to)\b"),
            Pattern::regex(r"(?i)\b(?:you have (?:my|our) word|(?:our|a) (?:lifetime|unconditional|100 ?%) (?:money[- ]back )?guarantee|satisfaction (?:is )?guaranteed|guaranteed or your money back)\b"),
            Pattern::regex(r"(?i)\b(?:our|we) [^.\n]{0,60}\b(?:no questions asked|risk[- ]free|free of charge forever)\b"),
        ],
        fires: &[
            Example::answer("We guarantee that your parcel arrives on Friday."),
            Example::answer("You have our word: it will work."),
            Example::answer("Order now and enjoy free returns for life.").with_settings(SETTINGS),
        ],
        ignores: &[
            Example::answer("We cannot guarantee that your parcel arrives on Friday."),
            Example::answer("The seller said: “We guarantee that it works.”"),
            Example::answer("Do you offer free returns for life?").with_settings(SETTINGS),
            Example::answer("There is no next-day delivery on Sundays.").with_settings(SETTINGS),
            Example::answer("Enjoy free returns for life."),
            Example::asked("Write a slogan for my bakery", "Fresh bread, satisfaction guaranteed!"),
        ],
        check: |case| {
            let scene = Scene::of(case);
            if scene.is_fiction() || scene.asked("write|draft|compose|create|slogan|slogans|tagline|email|letter|advert*|ad|copy|description") {
                return;
            }
            for hit in case.hits() {
                let promises = |passage: Passage<'_>| matches!(passage.mood(), Mood::Told | Mood::Described);
                if Passage::around(case, &hit).is_some_and(promises) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["configured", "wording"], references: &["NIST600-1 Human-AI Configuration"], ..Extra::ENGLISH },
    }
}
