//! What rules of several packs ask of a text: words, sentences, entropy.

use std::ops::Range;

/// The words of a text: maximal runs of letters, digits, and apostrophes or hyphens between them.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + text[start..].chars().next().map_or(1, char::len_utf8);
        while let Some(&(at, c)) = chars.peek() {
            let joins = matches!(c, '\'' | '’' | '-')
                && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
            if !c.is_alphanumeric() && !joins {
                break;
            }
            chars.next();
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
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
        while let Some(byte) = bytes.get(self.at) {
            let stop = self.at;
            self.at += match byte {
                b'.' | b'!' | b'?' => 1,
                b'\n' => {
                    self.at += 1;
                    return stop;
                }
                0xe2 if bytes[stop..].starts_with("…".as_bytes()) => "…".len(),
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            let mut after = self.text[self.at..].chars();
            let closes = |c: &char| matches!(c, '.' | '!' | '?' | '"' | '\'' | ')' | ']' | '”' | '’' | '*');
            let next = after.by_ref().find(|c| !closes(c));
            self.at = self.text.len() - after.as_str().len() - next.map_or(0, char::len_utf8);
            let before_space = next.is_none_or(char::is_whitespace);
            if before_space && !(*byte == b'.' && abbreviates(&self.text[self.start..stop])) {
                return self.at;
            }
        }
        bytes.len()
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
    word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, mix)
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
