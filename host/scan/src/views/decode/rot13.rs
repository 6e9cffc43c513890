use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Words of which a text under rot13 has some, and the name of the cipher. Under rot13 they say: the, and,
/// password, secret, token, key, number. All are too long to cost the search its vector instructions.
const WORDS: [&str; 8] = [NAME, "gur", "naq", "cnffjbeq", "frperg", "gbxra", "xrl", "ahzore"];

/// A text that names it is taken at its word.
const NAME: &str = "rot13";

/// Under rot13: is. Counts, but no text is looked at for its sake.
const SHORT_WORD: &str = "vf";

/// How many of the words tell a text under rot13 from one with an odd abbreviation in it.
const MIN_WORDS: u32 = 2;

/// The whole text under rot13, if it seems to be written that way.
pub(super) fn decode(text: &str) -> Option<String> {
    seems_encoded(text).then(|| text.chars().map(rotate).collect())
}

fn rotate(char: char) -> char {
    let rotated = |base: u8| char::from((char as u8 - base + 13) % 26 + base);
    match char {
        'a'..='z' => rotated(b'a'),
        'A'..='Z' => rotated(b'A'),
        _ => char,
    }
}

fn seems_encoded(text: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        // Each in the cases that people write: a search that ignores case would have no vector instructions.
        let forms = WORDS.iter().flat_map(|word| {
            let (first, rest) = word.split_at(1);
            [(*word).to_owned(), first.to_uppercase() + rest, word.to_uppercase()]
        });
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(forms).ok()
    });
    let Some(search) = SEARCH.as_ref() else { return false };
    let mut seen = 0_u32;
    for hit in search.find_iter(text) {
        let index = hit.pattern().as_usize() / 3;
        if WORDS[index] == NAME {
            return true;
        }
        if is_word(text.as_bytes(), hit.start(), hit.end()) {
            seen |= 1 << index;
            if seen.count_ones() >= MIN_WORDS {
                return true;
            }
        }
    }
    seen != 0 && text.split(|char: char| !char.is_ascii_alphabetic()).any(|word| word.eq_ignore_ascii_case(SHORT_WORD))
}

fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    !is_letter(start.checked_sub(1)) && !is_letter(Some(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_reads_like_rot13_is_turned() {
        for (text, clear) in [
            ("Gur cnffjbeq: uhagre2", "The password: hunter2"),
            ("zl xrl VF uhagre", "my key IS hunter"),
            ("GUR GBXRA", "THE TOKEN"),
            ("In ROT13: uhagre2 é", "Va EBG13: hunter2 é"),
        ] {
            assert_eq!(decode(text).as_deref(), Some(clear), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_not() {
        for text in ["", "The figure of an inaugural argument", "gur gur gur", "vf", "xrl.js is a module", "gurnaq"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
