use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Status, rule};

use crate::declines::declines;
use crate::settings::{Settings, has};
use crate::words::folded;

const SETTINGS: &str = r#"{"disclaimers": [{
    "name": "no investment advice",
    "terms": ["shares", "fund"],
    "texts": ["This is not investment advice", "isn't financial advice"]
}]}"#;

rule! {
    /// ## What it does
    /// Reports answers that use a term of an entry of the setting `disclaimers` and contain none of the texts that the entry asks
    /// for. Letter case, white space and the form of apostrophes do not count. An answer that declines needs no
    /// disclaimer.
    /// ## Why is this bad
    /// The disclaimer is a condition under which the organisation, or its regulator, lets a machine speak about the topic.
    /// ## Known false positives
    /// Disclaimers in other words than the listed ones, and disclaimers that the application shows beside the answer.
    pub(crate) MISSING_DISCLAIMER {
        code: "POL103",
        slug: "missing-disclaimer",
        summary: "the answer touches a topic and lacks the disclaimer that the policy asks for",
        message: "says “{quote}” without the required disclaimer",
        remedy: "Let the application append the disclaimer, or demand it in the instructions.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[],
        fires: &[
            Example::answer("A fund spreads the risk over many shares.").with_settings(SETTINGS),
        ],
        ignores: &[
            Example::answer("A fund spreads the risk.\n\nThis is NOT\ninvestment advice.").with_settings(SETTINGS),
            Example::answer("A fund spreads the risk. It isn’t financial advice.").with_settings(SETTINGS),
            Example::answer("I can't say anything about shares.").with_settings(SETTINGS),
            Example::answer("Bread costs two euros.").with_settings(SETTINGS),
        ],
        check: |case| {
            let said = flat(case.answer());
            if case.answer().len() < 400 && declines(case.answer()) {
                return;
            }
            for entry in &case.settings::<Settings>().disclaimers {
                let given = entry.texts.iter().any(|text| said.contains(&flat(text)));
                if let Some(hit) = case.hits().find(|hit| !given && has(&entry.terms, &hit.matched())) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["configured"], references: &["NIST600-1 Human-AI Configuration"], ..Extra::NONE },
    }
}

/// Folded, with single spaces and without emphasis.
fn flat(text: &str) -> String {
    folded(text).replace(['*', '_'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}
