//! Words as hashes: the folded word, and its stem if it is a content word.
//!
//! One pass over the text, no allocation per word. The stemmer is light and lossy on purpose: two forms of a
//! word should meet, and two words that meet by accident only make a rule more lenient.

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

    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

const OFFSET: u32 = 0x811c_9dc5;

const fn feed(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a lower-case ASCII word, as [`Token::word`] has it.
pub(crate) const fn hash(word: &str) -> u32 {
    hash_bytes(word.as_bytes())
}

const fn hash_bytes(bytes: &[u8]) -> u32 {
    let (mut hash, mut index) = (OFFSET, 0);
    while index < bytes.len() {
        hash = feed(hash, bytes[index]);
        index += 1;
    }
    hash
}

/// Appends the tokens of a text. Hyphens part words; apostrophes do not, but a possessive `'s` is dropped.
pub(crate) fn tokenise(text: &str, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match char_at(text, at) {
            Some(c) if c.is_alphanumeric() => at = token(text, at, out),
            c => at += c.map_or(1, char::len_utf8),
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text.get(at..)?.chars().next() }
}

/// Reads the word that begins at `start`; gives where to go on.
fn token(text: &str, start: usize, out: &mut Vec<Token>) -> usize {
    let mut form = Form::default();
    let mut at = start;
    let mut end = start;
    while let Some(c) = char_at(text, at) {
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
    out.push(Token { start: start as u32, end: end as u32, word: form.hash, stem: form.stem() });
    at.max(end)
}

/// The folded form of a word: its hash, and its first bytes for the stemmer.
struct Form {
    bytes: [u8; 24],
    len: usize,
    hash: u32,
}

impl Default for Form {
    fn default() -> Self {
        Self { bytes: [0; 24], len: 0, hash: OFFSET }
    }
}

impl Form {
    fn push(&mut self, c: char) {
        if c.is_ascii() {
            return self.push_byte(c.to_ascii_lowercase() as u8);
        }
        let mut buffer = [0; 4];
        for lower in c.to_lowercase() {
            match unaccented(lower) {
                Some(plain) => self.push_byte(plain),
                None => lower.encode_utf8(&mut buffer).bytes().for_each(|byte| self.push_byte(byte)),
            }
        }
    }

    fn push_byte(&mut self, byte: u8) {
        self.hash = feed(self.hash, byte);
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    fn stem(&self) -> u32 {
        let word = &self.bytes[..self.len];
        if self.len < 2 || word[0].is_ascii_digit() || is_function_word(self.hash) { 0 } else { stem(word) }
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

fn stem(word: &[u8]) -> u32 {
    let mut word = word;
    let mut strip = |suffix: &[u8], keep: usize| {
        let fits = word.len() >= suffix.len() + keep && word.ends_with(suffix);
        if fits {
            word = &word[..word.len() - suffix.len()];
        }
        fits
    };
    let sibilant = strip(b"sses", 2) || strip(b"xes", 2) || strip(b"ches", 2) || strip(b"shes", 2);
    let kept = if sibilant { 0 } else { usize::from(strip(b"ies", 2)) };
    let plural = sibilant || kept == 1 || (!word.ends_with(b"ss") && !word.ends_with(b"us") && {
        let fits = word.len() >= 4 && word.ends_with(b"s");
        if fits {
            word = &word[..word.len() - 1];
        }
        fits
    });
    let _ = plural;
    let mut strip = |suffix: &[u8], keep: usize| {
        let fits = word.len() >= suffix.len() + keep && word.ends_with(suffix);
        if fits {
            word = &word[..word.len() - suffix.len()];
        }
        fits
    };
    let _ = strip(b"ly", 3);
    if strip(b"ing", 3) || strip(b"ed", 3) {
        // running, planned: the doubled letter is no part of the stem.
        let len = word.len();
        if len >= 4 && word[len - 1] == word[len - 2] && !matches!(word[len - 1], b'l' | b's' | b'e') {
            word = &word[..len - 1];
        }
    }
    while word.len() > 3 && matches!(word[word.len() - 1], b'e' | b'y' | b'i') {
        word = &word[..word.len() - 1];
    }
    let mut hash = OFFSET;
    for byte in word.iter().take(STEM) {
        // organise, organize
        hash = feed(hash, if *byte == b'z' { b's' } else { *byte });
    }
    hash.max(1)
}
