//! Words of a text as hashes, so that overlap is found in one pass and without a copy of the text.

use lictor_sdk::text::char_at;

/// One word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Of the word in small letters, without what is invisible.
    pub(crate) hash: u64,
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// Letters and digits.
    length: u32,
    /// Whether one of them is a digit.
    digit: bool,
    /// Whether it begins with a capital letter.
    pub(crate) capital: bool,
    /// Whether it stands within double quotes.
    pub(crate) quoted: bool,
}

/// How much a word says about where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Grammar: *the*, *of*, *would*.
    Stop,
    /// An ordinary short word.
    Plain,
    /// A long word or a number: seldom the same in two texts by chance.
    Rare,
}

/// From how many letters on a word is taken for a rare one. There is no table of frequencies in a plugin of some
/// tens of kilobytes, and length goes with rarity.
const RARE_CHARS: u32 = 7;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// The words of a text: runs of letters and digits. Characters that nobody sees do not end a word and do not count.
/// What an apostrophe cuts off, as in `the firm's`, is no word, for corpora write `the firm 's`.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    let (mut quoted, mut clipped) = (false, false);
    std::iter::from_fn(move || {
        loop {
            // Plain characters are nearly everything.
            let capital = loop {
                match *bytes.get(at)? {
                    byte if byte.is_ascii_alphanumeric() => break byte.is_ascii_uppercase(),
                    byte if byte.is_ascii() => {
                        // A quotation does not go on over a line, and one stray mark must not quote the rest.
                        quoted = byte != b'\n' && quoted != (byte == b'"');
                        clipped = byte == b'\'';
                        at += 1;
                    }
                    _ => {
                        let c = char_at(text, at)?;
                        if c.is_alphanumeric() {
                            break c.is_uppercase();
                        }
                        quoted = c == '“' || quoted && c != '”';
                        clipped = c == '’';
                        at += c.len_utf8();
                    }
                }
            };
            let start = at as u32;
            let mut word = Word { hash: FNV_OFFSET, start, end: start, length: 0, digit: false, capital, quoted };
            while let Some(byte) = bytes.get(at) {
                if byte.is_ascii_alphanumeric() {
                    word.add(char::from(*byte));
                    at += 1;
                    word.end = at as u32;
                    continue;
                }
                let Some(c) = char_at(text, at).filter(|c| !c.is_ascii()) else { break };
                if c.is_alphanumeric() {
                    word.add(c);
                    word.end = (at + c.len_utf8()) as u32;
                } else if !is_silent(c) {
                    break;
                }
                at += c.len_utf8();
            }
            let tail = std::mem::take(&mut clipped) && word.length <= 2 && !word.digit;
            if tail {
                continue;
            }
            return Some(word);
        }
    })
}

impl Word {
    fn add(&mut self, c: char) {
        add(&mut self.hash, c);
        self.length += 1;
        self.digit |= c.is_ascii_digit();
    }

    /// What it weighs.
    pub(crate) fn weight(&self) -> Weight {
        if self.length <= LONGEST_STOP && STOP_HASHES.binary_search(&self.hash).is_ok() {
            Weight::Stop
        } else if self.length >= RARE_CHARS || (self.digit && self.length >= 2) {
            Weight::Rare
        } else {
            Weight::Plain
        }
    }
}

fn add(hash: &mut u64, c: char) {
    let mut byte = |value: u32| *hash = (*hash ^ u64::from(value)).wrapping_mul(FNV_PRIME);
    if c.is_ascii() {
        byte(u32::from(c.to_ascii_lowercase()));
    } else {
        c.to_lowercase().for_each(|c| byte(u32::from(c)));
    }
}

/// The hash of a text, letter by letter and in small letters.
pub(crate) fn hash(chars: impl Iterator<Item = char>) -> u64 {
    let mut hash = FNV_OFFSET;
    chars.for_each(|c| add(&mut hash, c));
    hash
}

/// Mixes hashes in order.
pub(crate) fn join(left: u64, right: u64) -> u64 {
    (left.rotate_left(23) ^ right).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Words of English grammar.
const STOP: [&str; 125] = [
    "a", "about", "after", "all", "also", "although", "am", "among", "an", "and", "another", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does",
    "during", "each", "either", "for", "from", "had", "has", "have", "having", "he", "her", "here", "him", "his",
    "how", "however", "i", "if", "in", "into", "is", "it", "its", "just", "like", "made", "make", "many", "may", "me",
    "might", "more", "most", "much", "must", "my", "new", "no", "not", "now", "of", "often", "on", "one", "only", "or",
    "other", "our", "out", "over", "please", "same", "she", "should", "since", "so", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "two", "under",
    "until", "up", "us", "used", "using", "very", "was", "we", "well", "were", "what", "when", "where", "which",
    "while", "who", "why", "will", "with", "within", "would", "you",
];

/// Letters of the longest of them.
const LONGEST_STOP: u32 = 8;

/// Their hashes, sorted by the compiler.
static STOP_HASHES: [u64; STOP.len()] = {
    let (mut sorted, mut count) = ([0; STOP.len()], 0);
    while count < STOP.len() {
        let (letters, mut hash, mut at) = (STOP[count].as_bytes(), FNV_OFFSET, 0);
        while at < letters.len() {
            hash = (hash ^ letters[at] as u64).wrapping_mul(FNV_PRIME);
            at += 1;
        }
        let mut place = count;
        while place > 0 && sorted[place - 1] > hash {
            sorted[place] = sorted[place - 1];
            place -= 1;
        }
        sorted[place] = hash;
        count += 1;
    }
    sorted
};

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        words(text).map(|word| word.hash).collect()
    }

    #[test]
    fn writing_does_not_change_words() {
        assert_eq!(hashes("Don't STOP—the “Émile” 42%"), hashes("don ’t stop the émile, 42"));
        assert_eq!(hashes("bo\u{200b}re\u{ad}alis"), hashes("Borealis"));
        assert_ne!(hashes("one two"), hashes("two one"));
        assert_eq!(hashes(" .,; "), Vec::<u64>::new());
    }

    #[test]
    fn words_know_their_place_and_weight() {
        let text = "The merger, “at 42”: it's";
        let found: Vec<_> = words(text).collect();
        let at: Vec<&str> = found.iter().map(|word| &text[word.start as usize..word.end as usize]).collect();
        assert_eq!(at, ["The", "merger", "at", "42", "it"]);
        assert_eq!(found.iter().map(|word| word.quoted).collect::<Vec<_>>(), [false, false, true, true, false]);
        use Weight::{Plain, Rare, Stop};
        assert_eq!(found.iter().map(|word| word.weight()).collect::<Vec<_>>(), [Stop, Plain, Stop, Rare, Stop]);
    }

    #[test]
    fn stop_words_are_known_by_their_hashes() {
        assert!(STOP_HASHES.is_sorted());
        let longest = STOP.iter().map(|word| word.len() as u32).max();
        assert_eq!(longest, Some(LONGEST_STOP));
        assert!(STOP.iter().flat_map(|word| words(word)).all(|word| word.weight() == Weight::Stop));
    }
}
