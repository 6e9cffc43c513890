use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A text that names it is taken at its word.
const NAMES: [&str; 3] = ["backwards", "in reverse", "reversed:"];

/// Backwards: the, password, secret, token, number, email. Two of them tell a text from an odd name in it.
const WORDS: [&str; 6] = ["eht", "drowssap", "terces", "nekot", "rebmun", "liame"];

/// The whole text from its end to its beginning, if it seems to be written that way.
pub(super) fn decode(text: &str) -> Option<String> {
    seems_reversed(text).then(|| text.chars().rev().collect())
}

fn seems_reversed(text: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        // In the cases that people write, so that the search keeps its vector instructions.
        let forms = WORDS.iter().flat_map(|word| {
            let (rest, last) = word.split_at(word.len() - 1);
            [(*word).to_owned(), rest.to_owned() + &last.to_uppercase(), word.to_uppercase()]
        });
        let names = NAMES.iter().map(|name| (*name).to_owned());
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(forms.chain(names)).ok()
    });
    let Some(search) = SEARCH.as_ref() else { return false };
    let mut seen = 0_u32;
    for hit in search.find_iter(text) {
        let word = hit.pattern().as_usize() / 3;
        let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
        let bytes = text.as_bytes();
        let whole = !letter(hit.start().checked_sub(1).and_then(|at| bytes.get(at))) && !letter(bytes.get(hit.end()));
        if word >= WORDS.len() {
            return true;
        }
        seen |= u32::from(whole) << word;
        if seen.count_ones() >= 2 {
            return true;
        }
    }
    false
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
