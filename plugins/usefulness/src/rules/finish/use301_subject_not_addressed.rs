use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use lictor_sdk::text::words;

use crate::asked::demands;
use crate::words::{folded, is_word, mentions};

/// A shorter answer need not repeat the subject.
const MIN_BYTES: usize = 80;
/// Words are the same if so many letters at their beginning are.
const STEM: usize = 4;
/// Say nothing about what is asked.
const EMPTY: &str = "\
    what|whats|what's|who|who's|whos|is|are|was|were|a|an|the|define|explain|describe|tell|me|about|briefly|this|that|it|these|those|your|my|our|you|\
    he|she|they|his|her|their|some|any|best|good|main|there|and|for|with|from|meaning|difference|name|names|today|time|next|first|last|more|\
    most|things|thing|does|mean|purpose|problem|one|two|all|him|them|answer|question|capital|not|biggest|largest|other|others|going|like";

rule! {
    /// ## What it does
    /// Reports an answer that shares no content word with a short question about one subject (*What is a heat pump?*, *Who was Ada
    /// Lovelace?*). Words are compared by their first four letters; shorter words, and with them most abbreviations, do not count.
    /// Answers that decline, ask back, or are shorter than 80 bytes are left alone.
    /// ## Why is this bad
    /// The answer is to another question: from another conversation, from a wrong document, or made up.
    /// ## Known false positives
    /// Answers that use another name for the subject throughout; hence *preview*.
    pub(crate) SUBJECT_NOT_ADDRESSED {
        code: "USE301",
        slug: "subject-not-addressed",
        summary: "the answer does not speak of what was asked about",
        message: "asked “{quote}”, and the answer does not speak of it",
        remedy: "Look at what was retrieved, and at which conversation the answer belongs to.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Preview,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\A\s*(?:what (?:is|are|was|were)|what['’]s|who (?:is|was|are|were)|who['’]s|define|explain|describe|tell me about) (?:(?:a|an|the|what|briefly) ){0,2}(?:[a-z0-9'’-]{3,20} ?){1,3}[?.!]*\s*\z").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("What is a heat pump?", "To make pancakes, whisk eggs, milk and flour, let the batter rest, and fry it in butter until it is golden."),
            Example::asked("Who was Ada Lovelace?", "The river rises in the mountains in the north, and flows through three countries until it reaches the sea."),
        ],
        ignores: &[
            Example::asked("What is a heat pump?", "It is a device that moves warmth from outside into a house, and pumps it back in summer when it is too warm."),
            Example::asked("What is DNA?", "Deoxyribonucleic acid carries what living beings hand down: it is a long molecule of two strands that wind round each other."),
            Example::asked("What is photosynthesis?", "Photosynthetic organisms make sugar from light, water and air. They give off oxygen, on which animals depend."),
            Example::asked("What is this?", "To make pancakes, whisk eggs, milk and flour, let the batter rest, and fry it in butter until it is golden."),
            Example::asked("Who was Ada Lovelace?", "I'm sorry, but I don't have information about this person in the documents that I can read. Please ask somebody else."),
        ],
        check: |case| {
            let answer = folded(case.answer());
            if answer.len() < MIN_BYTES {
                return;
            }
            if let Some((hit, demand)) = demands(case).next() {
                let asked = words(&demand.matched).flat_map(|range| demand.matched[range].split('-'));
                let subject: Vec<&str> = asked.filter(|word| word.len() >= STEM && !mentions(word, EMPTY)).collect();
                if !subject.is_empty() && !subject.iter().any(|word| names(&answer, word)) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["relevance"], ..Extra::ENGLISH },
    }
}

/// Whether the answer has a word of the same beginning.
fn names(answer: &str, word: &str) -> bool {
    let stem = &word[..word.floor_char_boundary(STEM)];
    answer.match_indices(stem).any(|(at, _)| !answer[..at].ends_with(is_word))
}
