//! What rules of several packs ask of a text: words, sentences, entropy.

use std::ops::Range;

/// The words of a text: maximal runs of letters, digits, and apostrophes or hyphens between them.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        // Plain letters with a space between them are nearly everything.
        while let Some(byte) = bytes.get(at).filter(|byte| !byte.is_ascii_alphanumeric()) {
            match byte.is_ascii() {
                false if letter(text, at) > 0 => break,
                false => at = text.ceil_char_boundary(at + 1),
                true => at += 1,
            }
        }
        let start = at;
        loop {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let joint = match bytes[at..] {
                [b'\'' | b'-', ..] => 1,
                [byte, ..] if byte.is_ascii() => break,
                [0xe2, 0x80, 0x99, ..] => "’".len(),
                _ => 0,
            };
            if joint == 0 {
                let step = letter(text, at);
                if step == 0 {
                    break;
                }
                at += step;
                continue;
            }
            if start == at || letter(text, at + joint) == 0 {
                break;
            }
            at += joint;
        }
        (start < at).then_some(start..at)
    })
}

/// How many bytes the letter or digit has that begins at a byte; none where something else stands, or nothing.
fn letter(text: &str, at: usize) -> usize {
    char_at(text, at).filter(|c| c.is_alphanumeric()).map_or(0, char::len_utf8)
}

/// The character that begins at a byte, for those who walk through a text by bytes; none at its end.
///
/// # Panics
/// If no character begins there.
pub fn char_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text[at..].chars().next() }
}

/// The sentences of a text, one after the other: cut after `.`, `!`, `?` or `…` (with closing quotes and brackets)
/// before white space, and at line breaks. Common English abbreviations, initials and numbered list markers do not
/// end a sentence. Ranges are trimmed and never empty.
pub fn sentences(text: &str) -> Sentences<'_> {
    Sentences { text, start: 0, at: 0 }
}

/// See [`sentences`].
#[derive(Debug, Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    /// Where the next sentence begins, white space included.
    start: usize,
    /// How far its end was looked for.
    at: usize,
}

impl Sentences<'_> {
    /// The bytes that no sentence was cut from yet begin here.
    pub fn rest(&self) -> usize {
        self.start
    }

    /// Bytes do: no byte of a longer character equals one that is looked for.
    fn end(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let may_end = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'\n' | 0xe2);
        while let Some(step) = bytes[self.at..].iter().position(may_end) {
            let stop = self.at + step;
            self.at = stop + 1;
            match bytes[stop] {
                b'\n' => return stop,
                0xe2 if bytes[stop..].starts_with("…".as_bytes()) => self.at = stop + "…".len(),
                0xe2 => continue,
                _ => {}
            }
            let mut after = self.text[self.at..].chars();
            let closes = |c: &char| matches!(c, '.' | '!' | '?' | '"' | '\'' | ')' | ']' | '”' | '’' | '*');
            let next = after.by_ref().find(|c| !closes(c));
            self.at = self.text.len() - after.as_str().len() - next.map_or(0, char::len_utf8);
            let before_space = next.is_none_or(char::is_whitespace);
            if before_space && !(bytes[stop] == b'.' && abbreviates(&self.text[self.start..stop])) {
                return self.at;
            }
        }
        self.at = bytes.len();
        self.at
    }
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.start < self.text.len() {
            let start = self.start;
            self.start = self.end();
            let piece = &self.text[start..self.start];
            let trimmed = piece.trim();
            if !trimmed.is_empty() {
                let start = start + (piece.len() - piece.trim_start().len());
                return Some(start..start + trimmed.len());
            }
        }
        None
    }
}

/// Whether a full stop after this text belongs to its last word.
fn abbreviates(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 24] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "fig", "al", "inc", "ltd", "co", "jr",
        "sr", "approx", "dept", "est", "u.s", "u.k", "p",
    ];
    const LONGEST: usize = 6;
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial = last.len() == 1 && last.starts_with(|c: char| c.is_ascii_uppercase() && c != 'I');
    let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    is_initial
        || (is_number && last.len() == before.trim_start().len())
        || (last.len() <= LONGEST && ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(last)))
}

/// Where a short phrase stands first: what `str::find` gives, which prepares for long texts first and so costs a guest
/// several times as much.
pub fn find(text: &str, phrase: &str) -> Option<usize> {
    let first = phrase.chars().next()?;
    text.match_indices(first).map(|(at, _)| at).find(|at| text[*at..].starts_with(phrase))
}

/// The same in either case of ASCII letters.
pub fn find_ignoring_case(text: &str, phrase: &str) -> Option<usize> {
    let (text, phrase) = (text.as_bytes(), phrase.as_bytes());
    let first = phrase.first()?;
    // A letter's two cases differ by one bit.
    let case = if first.is_ascii_alphabetic() { b'a' ^ b'A' } else { 0 };
    let wanted = first | case;
    let mut at = 0;
    loop {
        // The first letter decides nearly always.
        at += text.get(at..)?.iter().position(|byte| byte | case == wanted)?;
        if text.get(at..at + phrase.len())?.eq_ignore_ascii_case(phrase) {
            return Some(at);
        }
        at += 1;
    }
}

/// Shannon entropy in bits per byte. Random base64 of 20 characters and more has about 4 and up, English words
/// under 3.5.
pub fn entropy(text: &str) -> f32 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let total = text.len() as f32;
    let share = |count: u32| count as f32 / total;
    -counts.iter().filter(|count| **count > 0).map(|count| share(*count) * share(*count).log2()).sum::<f32>()
}

/// A number for a word, the same in capital and in small letters (FNV-1a over its characters): for rules that compare
/// all words of two texts, and need not keep the words. Two words have the same one but by a chance of 1 in 2⁶⁴.
pub fn number(word: &str) -> u64 {
    let mix = |number: u64, c: char| (number ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
    let (none, bytes) = (0xcbf2_9ce4_8422_2325, word.as_bytes());
    if bytes.is_ascii() {
        return bytes.iter().fold(none, |number, byte| mix(number, char::from(byte.to_ascii_lowercase())));
    }
    word.chars().flat_map(char::to_lowercase).fold(none, mix)
}

/// A number for words in a row, from their [numbers](number).
pub fn joined(words: &[u64]) -> u64 {
    words.iter().fold(0, |run, word| (run.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_inner_apostrophes_and_hyphens() {
        let text = "Don’t stop-gap it: 3 't x-";
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["Don’t", "stop-gap", "it", "3", "t", "x"]);
    }

    #[test]
    fn words_end_where_letters_do() {
        for (text, words) in [
            ("’tis", vec!["tis"]),
            ("a--b -c- d’", vec!["a", "b", "c", "d"]),
            ("Öl-und élan’s—ß3", vec!["Öl-und", "élan’s", "ß3"]),
            ("…“x”", vec!["x"]),
            ("日本 語", vec!["日本", "語"]),
            ("-", vec![]),
        ] {
            assert_eq!(super::words(text).map(|range| &text[range]).collect::<Vec<_>>(), words, "{text}");
        }
    }

    #[test]
    fn phrases_are_found_as_the_standard_library_finds_them() {
        for (text, phrase) in
            [("a“``` ``", "```"), ("a“x ”x", "”x"), ("abab", "bb"), ("", "a"), ("aab", "ab"), ("b", "b")]
        {
            assert_eq!(find(text, phrase), text.find(phrase), "{text}");
        }
        let find = find_ignoring_case;
        assert_eq!(
            (find("a Bc", "bC"), find("abc", ""), find("", "a"), find("aab", "AB")),
            (Some(2), None, None, Some(1))
        );
    }

    #[test]
    fn sentences_survive_abbreviations_numbers_and_lists() {
        let text = "Dr. Smith paid 3.50 to J. Doe. “Really?” Yes!\n1. First item. 2. e.g. this";
        let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["Dr. Smith paid 3.50 to J. Doe.", "“Really?”", "Yes!", "1. First item.", "2. e.g. this"]);
    }

    #[test]
    fn numbers_tell_words_and_their_order() {
        assert_eq!(number("Straße"), number("STRAßE"));
        assert_ne!(number("one"), number("two"));
        assert_ne!(joined(&[number("one"), number("two")]), joined(&[number("two"), number("one")]));
    }

    #[test]
    fn entropy_tells_random_from_words() {
        assert!(entropy("aaaaaaaa") < 0.1);
        assert!(entropy("q8Zr1vT0pLm4KxW9sD2f") > 4.0);
    }
}
