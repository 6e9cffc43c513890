use std::ops::Range;

use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule, text};

use crate::marks::quotations;
use crate::sentence::{Claim, SPEAKERS};
use crate::words::{mentions, words_back};

/// Shorter ones are scare quotes, names and titles.
const MIN_WORDS: usize = 6;
/// Pairs of neighbouring words that a source has of a quotation which it has nearly: those are for GRD110.
const NEARLY: f32 = 0.4;
/// What stands before a text that is quoted from nobody.
const OWN: &str = "such as|like|e.g|for example|for instance|say|ask|asking|search|searching|write|type|phrase|called|titled|\
    entitled|named|known as|song|book|film|movie|article|episode|title|example|reply|respond|something|message|subject";

rule! {
    /// ## What it does
    /// Reports a quotation of six words and more that no source has, not even nearly: no permitted context, message,
    /// tool result or citation has two in five of its pairs of neighbouring words. Somebody must be quoted: a word of saying
    /// (*said*, *states*, *according to*) or a colon stands before it. Titles, examples and suggested wordings are
    /// left alone.
    ///
    /// A quotation that a source has with a few words changed is GRD110's.
    /// ## Why is this bad
    /// Words are put into somebody's mouth, or into a contract.
    /// ## Known false positives
    /// Well-known quotations that are right and not in the documents; translated ones.
    pub UNSUPPORTED_QUOTE {
        code: "OVR304",
        slug: "unsupported-quote",
        summary: "quotes what no source has",
        message: "a quotation without a source: “{quote}”",
        remedy: "Quote from the documents only, word for word.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex("\"[^\"\\n]{24,400}\""), Pattern::regex("“[^“”\\n]{24,400}”")],
        fires: &[
            Example::json(r#"{"answer": "The owner said, “we will never sell the firm to anybody”.", "contexts": [{"text": "The owner spoke to the press about the future of the firm."}]}"#),
            Example::json(r#"{"answer": "The lease states: \"Pets of any size may be kept with consent.\"", "contexts": [{"text": "The lease runs for two years."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The owner said, “we will never sell the firm to anybody”.", "contexts": [{"text": "“We will never sell the firm to anybody,” the owner told the press."}]}"#),
            Example::json(r#"{"answer": "The owner said, “we will not ever sell the firm to anybody”.", "contexts": [{"text": "“We will never sell the firm to anybody,” the owner told the press."}]}"#),
            Example::json(r#"{"answer": "You could say: “I would like to end the lease in May.”", "contexts": [{"text": "The lease can be ended in writing."}]}"#),
            Example::json(r#"{"answer": "The choir sang “The Long and Winding Road to the Sea”.", "contexts": [{"text": "The choir sang three songs."}]}"#),
        ],
        check: |case: &Case<'_>| {
            let Some(answer) = case.parts_of(Input::Answer).next() else { return };
            for range in quotations(answer.text()) {
                let quotation = &answer.text()[range.clone()];
                let quoted = pairs(quotation);
                let Some(claim) = Claim::of(case, answer.index(), range.clone()) else { continue };
                let before = words_back(&claim.before, 8);
                let ascribed = before.trim_end_matches(['"', '“', ' ']).ends_with(':') || mentions(before, SPEAKERS);
                let own = mentions(before, OWN) || claim.is_conditional() || mentions(before, "you|your|i");
                if quoted.len() + 1 < MIN_WORDS || !ascribed || own || is_title(quotation) {
                    continue;
                }
                let known = case.memo(Sources::of).0.iter().any(|source| {
                    let shared = quoted.iter().filter(|pair| source.binary_search(pair).is_ok()).count();
                    shared as f32 >= NEARLY * quoted.len() as f32
                });
                if !known {
                    case.report(Finding::span(answer.span(range)));
                }
            }
        },
        extra: Extra { tags: &["quote"], references: &["NIST600-1 Information Integrity", "LLM09:2025"], ..Extra::ENGLISH },
    }
}

/// The pairs of each source.
struct Sources(Vec<Vec<u64>>);

impl Sources {
    fn of(case: &Case<'_>) -> Self {
        let sources = case.parts().filter(|part| !matches!(part.input(), Input::Answer | Input::ToolCalls));
        Self(sources.map(|part| pairs(part.text())).collect())
    }
}

/// The pairs of neighbouring words as numbers, sorted.
fn pairs(text: &str) -> Vec<u64> {
    let number = |word: Range<usize>| {
        let word = &text[word];
        if word.contains('’') { text::number(&word.replace('’', "'")) } else { text::number(word) }
    };
    let words: Vec<u64> = text::words(text).map(number).collect();
    let mut pairs: Vec<u64> = words.windows(2).map(text::joined).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether most words have a capital letter.
fn is_title(text: &str) -> bool {
    let words: Vec<&str> = text::words(text).map(|word| &text[word]).filter(|word| word.len() > 3).collect();
    let capital = words.iter().filter(|word| word.starts_with(|c: char| c.is_uppercase())).count();
    4 * capital >= 3 * words.len()
}
