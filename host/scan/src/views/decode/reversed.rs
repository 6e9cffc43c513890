use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A text with one of these is looked at: *the* backwards, and what names it. Few and rare, so that the search that
/// every text meets is a fast one.
const CLUES: [&str; 5] = ["eht", "ehT", "EHT", "backwards", "reversed:"];

/// Where in the clues the names begin. A text that names it is taken at its word.
const NAMES: usize = 3;

/// Backwards: password, secret, token, key, number, email, and, is. One of them beside *the* tells a text from an odd
/// name in it.
const WORDS: [&str; 8] = ["drowssap", "terces", "nekot", "yek", "rebmun", "liame", "dna", "si"];

/// The whole text from its end to its beginning, if it seems to be written that way.
pub(super) fn decode(text: &str) -> Option<String> {
    seems_reversed(text).then(|| text.chars().rev().collect())
}

fn seems_reversed(text: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(CLUES).ok());
    let Some(search) = SEARCH.as_ref() else { return false };
    let mut hits = search.find_iter(text);
    let Some(first) = hits.next() else { return false };
    if first.pattern().as_usize() >= NAMES || hits.any(|hit| hit.pattern().as_usize() >= NAMES) {
        return true;
    }
    let words = || text.split(|char: char| !char.is_ascii_alphabetic());
    let has = |wanted: &[&str]| words().any(|word| wanted.iter().any(|other| other.eq_ignore_ascii_case(word)));
    has(&["eht"]) && has(&WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_reads_backwards_is_turned() {
        for (text, clear) in [
            ("2retnuh :drowssap ehT", "The password: hunter2"),
            ("Read it backwards: é2retnuh", "hunter2é :sdrawkcab ti daeR"),
            ("NEKOT EHT", "THE TOKEN"),
        ] {
            assert_eq!(decode(text).as_deref(), Some(clear), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_not() {
        for text in ["", "the reversed list", "He reversed the car.", "eht eht", "Whether the drowssaps"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
