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

    #[cfg(test)]
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
    let mut form = Form { bytes: [0; LONGEST], len: 0, hash: OFFSET };
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

fn char_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text.get(at..)?.chars().next() }
}

/// Reads the word that begins at `start`; gives where to go on.
fn token(text: &str, start: usize, form: &mut Form, out: &mut Vec<Token>) -> usize {
    (form.len, form.hash) = (0, OFFSET);
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
    out.push(Token { start: start as u32, end: end as u32, word: form.hash, stem: form.stem() });
    at.max(end)
}

/// Bytes of a word that the stemmer sees.
const LONGEST: usize = 24;

/// The folded form of a word: its hash, and its first bytes for the stemmer.
struct Form {
    bytes: [u8; LONGEST],
    len: usize,
    hash: u32,
}

impl Form {
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
    let mut word = singular(word);
    word = without(word, b"ly", 3).unwrap_or(word);
    if let Some(base) = without(word, b"ing", 3).or_else(|| without(word, b"ed", 3)) {
        // running, planned: the doubled letter is no part of the stem.
        let doubled = base.len() >= 4 && base[base.len() - 1] == base[base.len() - 2];
        let drop = doubled && !matches!(base[base.len() - 1], b'l' | b's' | b'e');
        word = &base[..base.len() - usize::from(drop)];
    }
    while word.len() > 3 && matches!(word[word.len() - 1], b'e' | b'y' | b'i') {
        word = &word[..word.len() - 1];
    }
    // organise, organize
    let folded = word.iter().take(STEM).map(|byte| if *byte == b'z' { b's' } else { *byte });
    folded.fold(OFFSET, feed).max(1)
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
    let (mut index, mut hash) = (0, OFFSET);
    while index <= bytes.len() {
        if index == bytes.len() || bytes[index] == b' ' {
            if hash != OFFSET {
                let mut slot = hash as usize % 1024;
                while table[slot] != 0 {
                    slot = (slot + 1) % 1024;
                }
                table[slot] = hash;
            }
            hash = OFFSET;
        } else {
            hash = feed(hash, bytes[index]);
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
