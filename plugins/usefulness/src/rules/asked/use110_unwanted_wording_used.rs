use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::asked::{demands, quoted};
use crate::words::{folded, mentions};

rule! {
    /// ## What it does
    /// Reports an answer that uses a word or phrase which the user's message rules out in quotation marks: *do not use the word “very”*.
    /// The first sentence may name the word when it says that it is left out.
    /// ## Why is this bad
    /// The user said it before, and has to strike it out.
    /// ## Known false positives
    /// Answers that quote the user's own text.
    pub(crate) UNWANTED_WORDING_USED {
        code: "USE110",
        slug: "unwanted-wording-used",
        summary: "a wording is used that the user ruled out",
        message: "the answer uses what “{quote}” rules out",
        remedy: "Let the application look for the word and ask again.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r#"(?i)\b(?:(?:do not|don['’]t|never|must not|should not)(?: ever)? (?:use|mention|say|include|write|contain)|(?:without|avoid|not)(?: the use of| using| mentioning| saying| including)?) (?:the |any |of |either ){0,3}(?:words?|phrases?|terms?|expression|keywords?) ["'“‘][^"'”’“\n]{2,60}["'”’]"#).on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Describe the sea. Do not use the word \"blue\".", "The sea is wide.\nIt is blue and cold."),
        ],
        ignores: &[
            Example::asked("Describe the sea. Do not use the word \"blue\".", "The sea is wide and cold. It has bluebells at its shore."),
            Example::asked("Describe the sea. Use the word \"blue\".", "The sea is blue."),
        ],
        check: |case| {
            let answer = folded(case.answer());
            for (hit, demand) in demands(case) {
                if quoted(&demand.matched).is_some_and(|term| mentions(&answer, term)) && !mentions(&demand.before, "code|function|program") {
                    case.report(Finding::at(&hit));
                    return;
                }
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
