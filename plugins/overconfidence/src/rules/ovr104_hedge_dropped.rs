use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::alignment::{self, Share};
use crate::numbers::numbers;
use crate::sentence::sentences_of;
use crate::words::{folded, mentions, words_back};

/// What limits a number in a source, and in other words in an answer.
const LIMITS: &str = "\
    up to|at most|at least|no more than|no less than|not more than|a maximum of|maximum|minimum|max|min|limit*|about|around|\
    approximately|approx|roughly|nearly|almost|over|under|more than|less than|fewer than|as many as|as much as|as little as|\
    within|or more|or less|or fewer|estimated|some|between|from|~|exceed*|below|above|starting at|starts at|circa|ca|range*|typically|usually|generally|average*|may|can|could|depend*";

rule! {
    /// ## What it does
    /// Reports a number that the answer gives as it stands where the permitted contexts limit it: *up to 5 %* in the source,
    /// *5 %* in the answer. The answer's sentence must have three in five of its content words in the source's sentence.
    /// Other limiting words than the source's will do, and a sentence of some context that has the number
    /// without a limit.
    ///
    /// It looks at numbers only. *May* and *if* are lost in too many good summaries to report each.
    /// ## Why is this bad
    /// “Up to 5 % off” and “5 % off” are not the same promise.
    /// ## Known false positives
    /// Limits in the sentence before or after. How often that is has not been measured enough, so the rule is a
    /// preview.
    pub HEDGE_DROPPED {
        code: "OVR104",
        slug: "hedge-dropped",
        summary: "gives a number without the source's limit",
        message: "gives “{quote}” without what limits it in the source: “{quote:1}”",
        remedy: "Keep “up to”, “at least” and “about”.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Preview,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex(
            r"(?i)\b(?:up to|at most|at least|no more than|not more than|a maximum of|approximately|as many as|as much as|fewer than|less than) [$€£]?[0-9]",
        )
        .on(&[Input::PermittedContexts])],
        fires: &[
            Example::json(r#"{"answer": "Members get 15% off spare parts.", "contexts": [{"text": "Members get up to 15% off spare parts."}]}"#),
            Example::json(r#"{"answer": "The tank holds 300 litres of water.", "contexts": [{"text": "The tank holds approximately 300 litres of water."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Members get up to 15% off spare parts.", "contexts": [{"text": "Members get up to 15% off spare parts."}]}"#),
            Example::json(r#"{"answer": "The tank holds around 300 litres of water.", "contexts": [{"text": "The tank holds approximately 300 litres of water."}]}"#),
            Example::json(r#"{"answer": "The tank holds 300 litres of water.", "contexts": [{"text": "The tank holds approximately 300 litres of water. It is a tank of 300 litres, for water."}]}"#),
            Example::json(r#"{"answer": "Members get 15% off spare parts.", "contexts": [{"text": "The tank holds up to 15 litres."}]}"#),
        ],
        check: |case: &Case<'_>| {
            let Some(answer) = case.parts_of(Input::Answer).next() else { return };
            for range in sentences_of(case, answer.index()).iter() {
                let sentence = &answer.text()[range.clone()];
                let numbers_here = numbers(sentence);
                if numbers_here.is_empty() || mentions(&folded(sentence), LIMITS) {
                    continue;
                }
                let same = alignment::sentences(case, sentence, Share::MOST);
                for number in numbers_here {
                    let limited = |text: &str, at: usize, end: usize| {
                        mentions(words_back(&text[..at], 4), LIMITS)
                            || mentions(&text[end..].split_whitespace().take(3).collect::<Vec<_>>().join(" "), "or more|or less|or fewer")
                    };
                    // Where the source has the number, and whether it is limited there.
                    let places = same.iter().filter_map(|source| {
                        let known = numbers(&source.text).into_iter().find(|known| known.value == number.value && known.kind == number.kind)?;
                        Some((source, limited(&source.text, known.range.start, known.range.end)))
                    });
                    let places: Vec<_> = places.collect();
                    if let (Some((source, _)), true) = (places.first(), places.iter().all(|(_, limited)| *limited)) {
                        let stated = range.start + number.range.start..range.start + number.range.end;
                        case.report(Finding::span(answer.span(stated)).and(source.span));
                    }
                }
            }
        },
        extra: Extra {
            tags: &["certainty", "number"],
            references: &["NIST600-1 Confabulation", "LLM09:2025"],
            ..Extra::ENGLISH
        },
    }
}
