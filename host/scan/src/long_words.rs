//! Patterns that match only within long runs of text without white space, such as tokens of random letters.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A run that ordinary text seldom has, in bytes.
pub(crate) const LONG: usize = 16;

/// Bytes up to the space end a word.
const SPACE: u8 = b' ';

/// The shortest match of a regex, if that is long and has no white space in it.
pub(crate) fn long_word(hir: &Hir) -> Option<usize> {
    let shortest = hir.properties().minimum_len().filter(|shortest| *shortest >= LONG)?;
    is_one_word(hir).then_some(shortest)
}

fn is_one_word(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|byte| *byte > SPACE),
        HirKind::Class(Class::Unicode(class)) => class.ranges().iter().all(|range| range.start() > char::from(SPACE)),
        HirKind::Class(Class::Bytes(class)) => class.ranges().iter().all(|range| range.start() > SPACE),
        HirKind::Repetition(repetition) => is_one_word(&repetition.sub),
        HirKind::Capture(capture) => is_one_word(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(is_one_word),
    }
}

/// Calls `each` with the start and end of every word of at least this many bytes.
pub(crate) fn long_words(text: &[u8], shortest: usize, mut each: impl FnMut(usize, usize)) {
    let mut start = 0;
    // A long word that begins at `start` or later covers the last byte of this window or begins behind it.
    while let Some(window) = text.get(start..start + shortest) {
        if let Some(space) = window.iter().rposition(|byte| *byte <= SPACE) {
            start += space + 1;
            continue;
        }
        let rest = &text[start + shortest..];
        let end = start + shortest + rest.iter().position(|byte| *byte <= SPACE).unwrap_or(rest.len());
        each(start, end);
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_at_least_so_many_bytes_are_found() {
        let found = |text: &str, shortest| {
            let mut words = Vec::new();
            long_words(text.as_bytes(), shortest, |start, end| words.push(text[start..end].to_owned()));
            words
        };
        assert_eq!(found("a abcd abc\nabcde", 4), ["abcd", "abcde"]);
        assert_eq!(found("abcd", 4), ["abcd"]);
        assert_eq!(found("abc é abcdefgh", 4), ["abcdefgh"]);
        assert!(found("", 4).is_empty() && found("abc abc", 4).is_empty());
    }

    #[test]
    fn a_pattern_for_one_long_word_is_known_by_its_classes() {
        let of = |regex: &str| long_word(&crate::pattern::parse(regex, false).unwrap());
        assert_eq!(of(r"\bS[A-Z2-7]{56}\b"), Some(57));
        assert_eq!(of(r"x[^a]{30}"), None);
        assert_eq!(of(r"[a-z]{8}"), None);
        assert_eq!(of(r"[a-z]{30}\s?x"), None);
    }
}
