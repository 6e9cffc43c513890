//! Whether something that the answer commits to stands in what it was given: a permitted context or the
//! result of a tool.

use std::ops::Range;

use lictor_sdk::text::words;
use lictor_sdk::{Case, Input};

use crate::sentence::sentences_of;
use crate::words::{folded, mentions};

const DENIALS: &str = "no|not|never|cannot|n't|non-refundable|excluded|neither|without";
/// Words that say nothing about what is claimed, sorted: every word of every source is looked up.
const FILLERS: [&str; 52] = [
    "able",
    "about",
    "absolutely",
    "all",
    "also",
    "and",
    "any",
    "are",
    "based",
    "been",
    "can",
    "certainly",
    "course",
    "definitely",
    "for",
    "from",
    "get",
    "good",
    "happy",
    "has",
    "have",
    "i'll",
    "into",
    "it's",
    "its",
    "news",
    "our",
    "out",
    "per",
    "please",
    "policy",
    "said",
    "section",
    "that",
    "the",
    "their",
    "them",
    "they",
    "this",
    "under",
    "was",
    "we'll",
    "were",
    "which",
    "who",
    "will",
    "with",
    "yes",
    "you",
    "you'll",
    "you're",
    "your",
];

/// Sentences of the sources, folded, for a rule to look through.
pub(crate) fn any_source_sentence(case: &Case<'_>, mut fits: impl FnMut(&str) -> bool) -> bool {
    case.parts_of(Input::PermittedContexts).chain(case.parts_of(Input::ToolResults)).any(|part| {
        let sentences = sentences_of(case, part.index());
        sentences.iter().any(|range| fits(&folded(&part.text()[range.clone()])))
    })
}

/// Whether one sentence of the sources says the same, as far as words can tell: it has at least three in five of
/// the claim's content words, all of its numbers, and denies only if the claim denies.
pub(crate) fn supports(case: &Case<'_>, claim: &str) -> bool {
    let claim = folded(claim);
    let content: Vec<&str> = content_words(&claim).collect();
    let numbers: Vec<&str> = numbers(&claim).collect();
    let denies = mentions(&claim, DENIALS);
    !content.is_empty()
        && any_source_sentence(case, |source| {
            let known: Vec<&str> = content_words(source).collect();
            let shared = content.iter().filter(|word| known.iter().any(|other| same_stem(word, other))).count();
            shared * 5 >= content.len() * 3
                && numbers.iter().all(|number| source_numbers_have(source, number))
                && mentions(source, DENIALS) == denies
        })
}

/// Whether a number stands in a folded text as a number of its own.
pub(crate) fn source_numbers_have(source: &str, number: &str) -> bool {
    numbers(source).any(|other| other == number)
}

/// Numbers of a text: digits with inner separators, at least one digit.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .map(|run| run.trim_matches(['.', ',']))
        .filter(|run| !run.is_empty())
}

/// The words of a folded text that say what it is about.
pub(crate) fn content_words(text: &str) -> impl Iterator<Item = &str> {
    content_ranges(text).map(|range| &text[range])
}

/// Where they stand.
pub(crate) fn content_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let says = |word: &str| {
        word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()) && FILLERS.binary_search(&word).is_err()
    };
    words(text).filter(move |range| says(&text[range.clone()]))
}

/// Whether two words share their first letters, all but an ending.
pub(crate) fn same_stem(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.chars().count(), other.chars().count());
    let (shorter, longer) = (one.min(other), one.max(other));
    // `refund` and `refuse` share four letters too: the shorter word must be all but used up.
    shared == longer || (shared >= 4 && longer - shared <= 5 && (shorter - shared <= 1 || shared >= 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_sorted() {
        assert!(FILLERS.is_sorted());
        assert_eq!(content_words("the 3 valves and yours").collect::<Vec<_>>(), ["valves", "yours"]);
    }

    #[test]
    fn stems_forgive_endings_and_numbers_do_not() {
        assert!(same_stem("refund", "refunded") && same_stem("eligible", "eligibility"));
        assert!(!same_stem("refund", "refuse") && !same_stem("cat", "cats and dogs"));
        assert_eq!(numbers("pay 1,200.50 in 3 days.").collect::<Vec<_>>(), ["1,200.50", "3"]);
        assert!(source_numbers_have("within 30 days", "30") && !source_numbers_have("within 300 days", "30"));
    }
}
