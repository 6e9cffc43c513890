//! Words as hashes: the folded word, and its stem if it is a content word.
//!
//! One pass over the text, no allocation per word. The stemmer is light and lossy on purpose: two forms of a
//! word should meet, and two words that meet by accident only make a rule more lenient.

use lictor_sdk::text::char_at;

/// A word or a run of digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Hash of the lower-case word without accents and apostrophes.
    pub(crate) word: u32,
    /// Hash of the stem; 0 for function words, numbers and single letters.
    pub(crate) stem: u32,
}

impl Token {
    pub(crate) fn is_content(self) -> bool {
        self.stem != 0
    }

    #[cfg(test)]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The hash of a lower-case ASCII word, as [`Token::word`] has it.
pub(crate) const fn hash(word: &str) -> u32 {
    hash_bytes(word.as_bytes(), 0, word.len())
}

/// Eight bytes at a step: most words take one.
const fn hash_bytes(bytes: &[u8], start: usize, end: usize) -> u32 {
    let (mut state, mut at) = (0_u64, start);
    while at < end {
        let (mut chunk, mut index) = (0_u64, 0);
        while index < 8 && at + index < end {
            chunk |= (bytes[at + index] as u64) << (8 * index);
            index += 1;
        }
        state = mix(state, chunk);
        at += 8;
    }
    finish(state)
}

const fn mix(state: u64, chunk: u64) -> u64 {
    let product = (state ^ chunk).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

/// Never 0, which stands for no word.
const fn finish(state: u64) -> u32 {
    let hash = (state ^ (state >> 17)) as u32;
    if hash == 0 { 1 } else { hash }
}

/// A few bits of the hashes of some words: tells of nearly every other word that it is none of them.
pub(crate) struct Filter([u64; 16]);

impl Filter {
    /// Holds nothing.
    pub(crate) const NONE: Self = Self([0; 16]);

    /// With one word more.
    pub(crate) const fn with(mut self, word: u32) -> Self {
        self.0[word as usize / 64 % 16] |= 1 << (word % 64);
        self
    }

    /// Whether the word may be one of them.
    pub(crate) fn may_hold(&self, word: u32) -> bool {
        self.0[word as usize / 64 % 16] >> (word % 64) & 1 == 1
    }
}

/// Letters and digits of ASCII in lower case; 0 for any other byte.
static LOWER: [u8; 256] = {
    let (mut table, mut byte) = ([0; 256], 0);
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Appends the tokens of a text. Hyphens part words; apostrophes do not, but a possessive `'s` is dropped.
pub(crate) fn tokenise(text: &str, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut form = Form::EMPTY;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let c = if byte.is_ascii() { None } else { char_at(text, at) };
        if LOWER[usize::from(*byte)] != 0 || c.is_some_and(char::is_alphanumeric) {
            at = token(text, at, &mut form, out);
        } else {
            at += c.map_or(1, char::len_utf8);
        }
    }
}

/// Reads the word that begins at `start`; gives where to go on.
fn token(text: &str, start: usize, form: &mut Form, out: &mut Vec<Token>) -> usize {
    form.clear();
    let bytes = text.as_bytes();
    let mut at = start;
    let mut end = start;
    // Plain letters and digits run through the table; any other character is looked at.
    loop {
        while let Some(lower) = bytes.get(at).map(|byte| LOWER[usize::from(*byte)]).filter(|lower| *lower != 0) {
            form.push_byte(lower);
            at += 1;
            end = at;
        }
        let Some(c) = bytes.get(at).filter(|byte| **byte == b'\'' || !byte.is_ascii()).and(char_at(text, at)) else {
            break;
        };
        let next = at + c.len_utf8();
        if c.is_alphanumeric() {
            form.push(c);
            at = next;
            end = next;
            continue;
        }
        if !matches!(c, '\'' | '’') || !char_at(text, next).is_some_and(char::is_alphanumeric) {
            break;
        }
        let possessive = matches!(char_at(text, next), Some('s' | 'S'))
            && !char_at(text, next + 1).is_some_and(char::is_alphanumeric);
        if possessive {
            at = next + 1;
            break;
        }
        at = next;
    }
    let word = form.hash();
    out.push(Token { start: start as u32, end: end as u32, word, stem: form.stem(word) });
    at.max(end)
}

/// Bytes of a word that are told apart; a multiple of eight.
const LONGEST: usize = 24;

/// The folded form of a word.
struct Form {
    /// Its first bytes, and zeros.
    bytes: [u8; LONGEST],
    len: usize,
    /// Sum over the bytes that had no room.
    beyond: u64,
}

impl Form {
    const EMPTY: Self = Self { bytes: [0; LONGEST], len: 0, beyond: 0 };

    fn clear(&mut self) {
        *self = Self::EMPTY;
    }

    fn push(&mut self, c: char) {
        let mut buffer = [0; 4];
        for lower in c.to_lowercase() {
            match unaccented(lower) {
                Some(plain) => self.push_byte(plain),
                None => lower.encode_utf8(&mut buffer).bytes().for_each(|byte| self.push_byte(byte)),
            }
        }
    }

    fn push_byte(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        } else {
            self.beyond = mix(self.beyond, u64::from(byte));
        }
    }

    /// What [`hash`] gives for words that have room.
    fn hash(&self) -> u32 {
        let mut state = mix(0, self.chunk(0));
        for at in (8..self.len).step_by(8) {
            state = mix(state, self.chunk(at));
        }
        finish(state ^ self.beyond)
    }

    /// The hash of the first letters of a stem of this length, with every `z` as an `s`: organise, organize.
    fn hash_stem(&self, len: usize) -> u32 {
        const EACH: u64 = 0x0101_0101_0101_0101;
        let letters = self.chunk(0) & ((1 << (8 * len.min(STEM))) - 1);
        // The high bit of each byte that differs from `z` in nothing.
        let other = letters ^ (EACH * u64::from(b'z'));
        let is_z = !(((other & (EACH * 0x7f)) + EACH * 0x7f) | other) & (EACH * 0x80);
        finish(mix(0, letters - (is_z >> 7) * u64::from(b'z' - b's')))
    }

    fn chunk(&self, at: usize) -> u64 {
        self.bytes[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    fn stem(&self, word: u32) -> u32 {
        let bytes = &self.bytes[..self.len];
        if self.len < 2 || bytes[0].is_ascii_digit() || is_function_word(word) {
            0
        } else {
            self.hash_stem(stem(bytes).len())
        }
    }
}

fn unaccented(c: char) -> Option<u8> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => b'a',
        'ç' | 'ć' | 'č' => b'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => b'e',
        'ì'..='ï' | 'ī' => b'i',
        'ñ' | 'ń' | 'ň' => b'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => b'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => b'u',
        'ý' | 'ÿ' => b'y',
        'š' | 'ś' => b's',
        'ž' | 'ź' | 'ż' => b'z',
        'ł' => b'l',
        _ => return None,
    })
}

/// Letters of a stem that count: what differs later is mostly derivation (*inform*ation, *inform*ative).
const STEM: usize = 7;

/// The word without its endings.
fn stem(word: &[u8]) -> &[u8] {
    let mut word = singular(word);
    if word.last() == Some(&b'y') {
        word = without(word, b"ly", 3).unwrap_or(word);
    }
    let base = match word.last() {
        Some(b'g') => without(word, b"ing", 3),
        Some(b'd') => without(word, b"ed", 3),
        _ => None,
    };
    if let Some(base) = base {
        // running, planned: the doubled letter is no part of the stem.
        let doubled = base.len() >= 4 && base[base.len() - 1] == base[base.len() - 2];
        let drop = doubled && !matches!(base[base.len() - 1], b'l' | b's' | b'e');
        word = &base[..base.len() - usize::from(drop)];
    }
    while word.len() > 3 && matches!(word[word.len() - 1], b'e' | b'y' | b'i') {
        word = &word[..word.len() - 1];
    }
    word
}

fn singular(word: &[u8]) -> &[u8] {
    if word.last() != Some(&b's') {
        return word;
    }
    let sibilant = [&b"sses"[..], b"xes", b"ches", b"shes"].iter().any(|suffix| word.ends_with(suffix));
    if sibilant && word.len() > 4 {
        return &word[..word.len() - 2];
    }
    if word.ends_with(b"ss") || word.ends_with(b"us") || word.len() < 4 {
        return word;
    }
    // The `i` of `ies` goes with the other final vowels.
    without(word, b"es", 3).filter(|base| base.ends_with(b"i")).or_else(|| without(word, b"s", 3)).unwrap_or(word)
}

fn without<'a>(word: &'a [u8], suffix: &[u8], keep: usize) -> Option<&'a [u8]> {
    word.strip_suffix(suffix).filter(|base| base.len() >= keep)
}

/// Words that carry no content of their own, and words with which answers speak about their sources.
const FUNCTION_WORDS: &str = "a about above across after again against ago all almost along already also although always \
am among an and another any anybody anyone anything apart are arent around as aside at away be because been before being \
below beside besides between beyond both but by can cannot cant could couldnt did didnt do does doesnt doing done dont \
down due during each eg either else enough etc even ever every everyone everything except few first for from further \
furthermore get gets given had hadnt has hasnt have havent having he hence her here hers herself him himself his how \
however i ie if in indeed instead into is isnt it its itself ive just least less let like many may maybe me might mine more \
moreover most mostly much must my myself near neither never nevertheless no nobody none nor not nothing now nt of off often \
on once one only onto or other others otherwise our ours ourselves out over own per perhaps quite rather re really same \
shall she should shouldnt since so some somebody someone something sometimes soon still such than that thats the their \
theirs them themselves then there therefore these they theyre this those though three through throughout thus to together \
too toward towards two under unless until up upon us used using usually various very via was wasnt we well were werent what \
whatever when where whereas whether which while who whom whose why will with within without wont would wouldnt yes yet you \
your youre yours yourself \
four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty \
thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion second third fourth fifth sixth seventh eighth ninth tenth \
eleventh twelfth dozen percent \
according based provided document documents context contexts passage passages source sources text information mention \
mentions mentioned mentioning state states stated following summary summarize overall additionally include includes \
including included specifically particularly especially example instance known called refer refers";

/// An open-addressing table, filled by the compiler.
static TABLE: [u32; 1024] = {
    let (bytes, mut table) = (FUNCTION_WORDS.as_bytes(), [0; 1024]);
    let (mut index, mut start) = (0, 0);
    while index <= bytes.len() {
        if index == bytes.len() || bytes[index] == b' ' {
            if start < index {
                let hash = hash_bytes(bytes, start, index);
                let mut slot = hash as usize % 1024;
                while table[slot] != 0 {
                    slot = (slot + 1) % 1024;
                }
                table[slot] = hash;
            }
            start = index + 1;
        }
        index += 1;
    }
    table
};

fn is_function_word(hash: u32) -> bool {
    let mut slot = hash as usize % TABLE.len();
    while TABLE[slot] != 0 {
        if TABLE[slot] == hash {
            return true;
        }
        slot = (slot + 1) % TABLE.len();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut out = Vec::new();
        tokenise(text, &mut out);
        out
    }

    fn stems(text: &str) -> Vec<u32> {
        tokens(text).iter().map(|token| token.stem).collect()
    }

    #[test]
    fn words_are_cut_where_a_reader_cuts_them() {
        let text = "Canada's follow-up didn’t cost 5,000 zł: “naïve”";
        let found: Vec<&str> = tokens(text).iter().map(|token| &text[token.range()]).collect();
        assert_eq!(found, ["Canada", "follow", "up", "didn’t", "cost", "5", "000", "zł", "naïve"]);
        assert_eq!(tokens("naïve")[0].word, hash("naive"));
        assert_eq!(tokens("Didn't")[0].word, hash("didnt"));
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [
            ("policies", "policy"),
            ("running", "runs"),
            ("managed", "manages"),
            ("organise", "organized"),
            ("warehouse's", "warehouses"),
            ("classes", "class"),
            ("planned", "plan"),
            ("carried", "carry"),
            ("quickly", "quick"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} {other}");
        }
        assert_ne!(stems("cat"), stems("dog"));
    }

    #[test]
    fn function_words_and_numbers_are_no_content() {
        assert!(tokens("the of didn't 42 20th x Based").iter().all(|token| !token.is_content()));
        assert!(tokens("refund warehouse Zürich").iter().all(|token| token.is_content()));
    }
}
