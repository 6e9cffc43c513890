use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Wake, rule};

use std::ops::Range;

use lictor_sdk::text::{sentences, words};

use crate::layout::in_code;
use crate::words::{folded, mentions};

/// What repeats itself by right.
const VERSES: &str = "song|songs|poem|poems|lyrics|rap|chorus|refrain|chant|mantra|repeat|times|prayer|nursery rhyme";
/// A sentence of so many words is not said often by chance.
const MIN_WORDS: usize = 5;
const MIN_TIMES: usize = 3;
/// A paragraph of so many bytes is not said twice by chance.
const MIN_PARAGRAPH: usize = 60;

rule! {
    /// ## What it does
    /// Reports an answer that says the same sentence of five words or more three times, or the same paragraph of 60 letters or more twice. It
    /// looks where repetition shows from outside: at answers that were stopped at the token limit (`finish_reason` is `length`), where loops
    /// end; at words that stand four times in a row; and at courtesies that come twice. Code and tables are left alone.
    /// An answer that only repeats the question is REF304's.
    /// ## Why is this bad
    /// A model in a loop costs money until it is stopped, and what else the answer should say is missing.
    /// ## Known false positives
    /// Songs and poems with a refrain, where the user did not call them so.
    pub(crate) REPEATED_TEXT {
        code: "USE302",
        slug: "repeated-text",
        summary: "the answer repeats itself",
        message: "repeats itself: “{quote}”",
        remedy: "Set a repetition penalty or a lower limit of tokens, and retry.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:the the the the|and and and and|is is is is|of of of of|to to to to|a a a a|i i i i|it it it it|in in in in|you you you you|that that that that)\b"),
            Pattern::regex(r"(?is)\bI (?:apologi[sz]e for (?:the|any)|hope this helps).{20,}\bI (?:apologi[sz]e for (?:the|any)|hope this helps).{0,400}\bI (?:apologi[sz]e for (?:the|any)|hope this helps)\b"),
        ],
        fires: &[
            Example::json(r#"{"answer": "The fee is due in May. The fee is due in May. The fee is due in May. The fee", "finish_reason": "length"}"#),
            Example::answer("You can pay in in in in in in in the shop. You can pay in in in in in the shop or in in in in cash."),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The fee is due in May. It can be paid by card. It is the same for everybody, and", "finish_reason": "length"}"#),
            Example::answer("The fee is due in May. The fee is due in May. That is all."),
            Example::json(r#"{"answer": "| a | the same row again |\n| a | the same row again |\n| a | the same row again |", "finish_reason": "length"}"#),
            Example::asked("Write a song", "You you you you, only you, all my life it is you."),
        ],
        check: |case| {
            let asked: String = case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect();
            let Some(part) = case.parts_of(Input::Answer).next().filter(|_| !mentions(&asked, VERSES)) else { return };
            let answer = case.answer();
            let stutter = case.hits().next().map(|hit| hit.span().start as usize..hit.span().end as usize);
            if let Some(range) = repeated(answer).or(stutter) {
                case.report(Finding::span(part.span(range)));
            }
        },
        extra: Extra {
            wake: &[Wake::Hit, Wake::FinishReason("length")],
            tags: &["form"],
            references: &["LLM10:2025"],
            ..Extra::NONE
        },
    }
}

/// The last repetition of a sentence or of a paragraph.
fn repeated(answer: &str) -> Option<Range<usize>> {
    let told = |range: &Range<usize>| !in_code(answer, range.start) && !answer[range.clone()].contains('|');
    let long: Vec<Range<usize>> =
        sentences(answer).filter(|range| words(&answer[range.clone()]).count() >= MIN_WORDS).filter(told).collect();
    let same = |a: &Range<usize>, b: &Range<usize>| answer[a.clone()] == answer[b.clone()];
    let sentence = long.iter().rev().find(|range| long.iter().filter(|other| same(other, range)).count() >= MIN_TIMES);
    sentence.cloned().or_else(|| {
        let paragraphs: Vec<&str> = answer.split("\n\n").filter(|text| text.trim().len() >= MIN_PARAGRAPH).collect();
        let twice = |at: &usize| paragraphs[..*at].iter().any(|before| before.trim() == paragraphs[*at].trim());
        let at = (0..paragraphs.len()).rev().find(twice)?;
        let start = paragraphs[at].as_ptr() as usize - answer.as_ptr() as usize;
        Some(start..start + paragraphs[at].len()).filter(told)
    })
}
