//! A sentence, brought to one spelling: small letters, no contractions, no quotations, no filler words; and which
//! phrases of which lists stand in it, found in one pass.

use lictor_sdk::text::char_at;

use super::index::{code, pair};
use super::lexicon::{BY_PLACE, FILLERS, MORAL, PHRASES, Phrases, WORDS, Words};

/// Endings of contracted words, and what they stand for.
/// The first part ends the stem.
const CONTRACTIONS: [(&str, &[&str]); 6] = [
    ("n't", &["", "not"]),
    ("'m", &["", "am"]),
    ("'re", &["", "are"]),
    ("'ll", &["", "will"]),
    ("'ve", &["", "have"]),
    ("'d", &["", "would"]),
];

const CAN_NOT: &str = " can not ";
const NOT: u32 = code(b"not", 0, 3);

/// What is kept of a sentence's words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    /// A bit for each list of which a phrase stands in it.
    anywhere: u64,
    /// A bit for each list of which a phrase begins it.
    first: u64,
    /// How many words it has.
    pub(crate) words: usize,
    /// How many of them have a stem of morals.
    pub(crate) morals: usize,
}

impl Found {
    /// Whether a phrase of the list stands in it.
    pub(crate) fn any(&self, list: Phrases) -> bool {
        self.anywhere & bit(list as u8) != 0
    }

    /// Whether it begins with a phrase of the list.
    pub(crate) fn begins(&self, list: Phrases) -> bool {
        self.first & bit(list as u8) != 0
    }
}

const fn bit(list: u8) -> u64 {
    1 << list
}

const PLACED: u64 = {
    let (mut bits, mut at) = (0, 0);
    while at < BY_PLACE.len() {
        bits |= bit(BY_PLACE[at] as u8);
        at += 1;
    }
    bits
};

/// A sentence's words, each with a space before and after. The same buffers serve one sentence after the other.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    text: String,
    words: Vec<Word>,
    places: Vec<Place>,
    pub(crate) found: Found,
    /// Where the word begins that is being written.
    open: usize,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    start: usize,
    code: u32,
}

/// A phrase of a list that is asked by place.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The list, then the phrase's place in it.
    phrase: (u8, u16),
    start: usize,
    end: usize,
}

impl Wording {
    /// Reads a sentence in the place of the one before. What stands between double quotation marks is left out:
    /// that is somebody else's voice.
    pub(crate) fn read(&mut self, sentence: &str) {
        self.text.clear();
        self.words.clear();
        self.places.clear();
        self.text.push(' ');
        self.open = 1;
        let mut quoted = false;
        // An apostrophe or a hyphen joins letters, and is nothing where no letter follows.
        let mut joint = None;
        let mut apostrophe = false;
        let bytes = sentence.as_bytes();
        let mut at = 0;
        while let Some(c) = char_at(sentence, at) {
            if !quoted && c.is_alphanumeric() {
                if let Some(joint) = joint.take() {
                    apostrophe |= joint == '\'';
                    self.text.push(joint);
                }
                if c.is_ascii() {
                    while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
                        self.text.push(char::from(byte.to_ascii_lowercase()));
                        at += 1;
                    }
                } else {
                    self.text.extend(c.to_lowercase());
                    at += c.len_utf8();
                }
                continue;
            }
            at += c.len_utf8();
            match c {
                '"' => quoted = !quoted,
                '“' => quoted = true,
                '”' => quoted = false,
                _ if quoted => {}
                '\'' | '’' | '-' if joint.is_none() && self.text.len() > self.open => {
                    joint = Some(if c == '-' { '-' } else { '\'' });
                }
                _ => {
                    joint = None;
                    self.end_word(std::mem::take(&mut apostrophe));
                }
            }
        }
        self.end_word(apostrophe);
        self.find();
    }

    fn end_word(&mut self, apostrophe: bool) {
        let word = &self.text[self.open..];
        if word.is_empty() {
            return;
        }
        if apostrophe || word == "cant" {
            return self.expand();
        }
        if FILLERS.near(word, 3).any(|filler| filler.text == word) {
            self.text.truncate(self.open);
            return;
        }
        self.close();
    }

    /// Writes out a contraction.
    fn expand(&mut self) {
        let word = &self.text[self.open..];
        let (stem, meaning): (usize, &[&str]) = match word {
            "can't" | "cant" => (0, &["cannot"]),
            "won't" => (0, &["will", "not"]),
            "it's" | "that's" | "here's" | "there's" => (word.len() - "'s".len(), &["", "is"]),
            _ => CONTRACTIONS
                .iter()
                .find_map(|(ending, meaning)| Some((word.strip_suffix(ending)?.len(), *meaning)))
                .unwrap_or((word.len(), &[""])),
        };
        self.text.truncate(self.open + stem);
        for part in meaning {
            self.text.push_str(part);
            self.close();
        }
    }

    /// Ends the open word with a space.
    fn close(&mut self) {
        let (start, end) = (self.open, self.text.len());
        self.text.push(' ');
        self.open = self.text.len();
        if start == end {
            return;
        }
        let code = code(self.text.as_bytes(), start, end);
        self.words.push(Word { start, code });
        if code == NOT && self.text.ends_with(CAN_NOT) {
            self.words.truncate(self.words.len() - 2);
            self.open = self.text.len() - CAN_NOT.len() + 1;
            self.text.truncate(self.open);
            self.text.push_str("cannot");
            self.close();
        }
    }

    /// Looks each word up, and each pair of words.
    fn find(&mut self) {
        let mut found = Found { words: self.words.len(), ..Found::default() };
        let mut words = self.words.iter().peekable();
        let mut is_first = true;
        while let Some(word) = words.next() {
            let here = &self.text[word.start..];
            let second = words.peek().map(|second| pair(word.code, second.code));
            for entry in PHRASES.at(pair(word.code, 0)).chain(second.into_iter().flat_map(|key| PHRASES.at(key))) {
                let end = word.start + entry.text.len();
                if !here.starts_with(entry.text) || self.text.as_bytes().get(end) != Some(&b' ') {
                    continue;
                }
                found.anywhere |= bit(entry.list);
                if is_first {
                    found.first |= bit(entry.list);
                }
                if PLACED & bit(entry.list) != 0 {
                    let place = Place { phrase: (entry.list, entry.place), start: word.start, end };
                    let at = self.places.partition_point(|other| other.phrase < place.phrase);
                    // Only the first place counts.
                    if self.places.get(at).is_none_or(|other| other.phrase != place.phrase) {
                        self.places.insert(at, place);
                    }
                }
            }
            found.morals += usize::from(MORAL.near(here, 3).any(|stem| here.starts_with(stem.text)));
            is_first = false;
        }
        self.found = found;
    }

    /// Where phrases of a list stand: what is before each, the phrase, and what follows it, words with a space after
    /// each. In the list's order, and each phrase at its first place.
    pub(crate) fn places(&self, list: Phrases) -> impl Iterator<Item = (&str, &str, &str)> {
        debug_assert!(BY_PLACE.contains(&list));
        let of_list = self.places.iter().filter(move |place| place.phrase.0 == list as u8);
        of_list
            .map(|place| (&self.text[..place.start], &self.text[place.start..place.end], &self.text[place.end + 1..]))
    }

    /// Its words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_ascii_whitespace()
    }
}

/// Whether a word is in a list of words.
pub(crate) fn is_in(word: &str, list: Words) -> bool {
    WORDS.near(word, 2).any(|known| known.list == list as u8 && known.text == word)
}

/// Whether a verb is in a list of words, in the form of the list or with "-ing" or without its last "e".
pub(crate) fn verb_is(verb: &str, list: Words) -> bool {
    let stem = verb.strip_suffix("ing").unwrap_or(verb);
    let is = |known: &str| known == verb || (stem.len() > 2 && known.trim_end_matches('e') == stem);
    WORDS.near(verb, 2).any(|known| known.list == list as u8 && is(known.text))
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::PHRASE_LISTS;
    use super::*;

    fn read(sentence: &str) -> Wording {
        let mut wording = Wording::default();
        wording.read("I cannot say that this matters.");
        wording.read(sentence);
        wording
    }

    #[test]
    fn spellings_become_one() {
        for text in ["I can’t help.", "I cannot really help", "i CAN NOT help", "I can't, unfortunately, help!"] {
            assert_eq!(read(text).text, " i cannot help ", "{text}");
        }
        assert_eq!(read("It's not right; I'm sure.").text, " it is not right i am sure ");
        assert_eq!(read("We won't, -they'd- Rock’n’roll").text, " we will not they would rock'n'roll ");
        assert_eq!(read("He said “I cannot help” and \"No\" left").text, " he said and left ");
        assert_eq!(read("recant cant-do ÄRGER, 3 -").text, " recant cant-do ärger 3 ");
        assert_eq!(read("").text, " ");
    }

    #[test]
    fn every_phrase_is_found_where_it_stands_and_nowhere_else() {
        for (list, phrases) in PHRASE_LISTS.iter().enumerate() {
            for phrase in *phrases {
                for (before, after) in [("", ""), ("Zebra ", ""), ("", " zebra"), ("Zebra ", ", zebra zebra")] {
                    let found = read(&format!("{before}{}{after}", phrase.to_uppercase())).found;
                    assert!(
                        found.anywhere & bit(list as u8) != 0,
                        "never heard, because of a filler word or a contraction: {phrase}"
                    );
                    assert_eq!(found.first & bit(list as u8) != 0, before.is_empty(), "{phrase}");
                }
            }
        }
        assert_eq!(read("recant helpfully, unhelpline it, no one such").found.anywhere, 0);
    }

    #[test]
    fn every_word_is_in_its_lists() {
        for (list, words) in [(Words::Service, "help"), (Words::Knowing, "ascertain"), (Words::Fit, "ok")] {
            assert!(is_in(words, list));
        }
        assert!(verb_is("helping", Words::Service) && verb_is("creating", Words::Service));
        assert!(!verb_is("creat", Words::Knowing) && !verb_is("being", Words::Service));
        assert!(!is_in("help", Words::Fit) && !is_in("h", Words::Service) && !is_in("", Words::Service));
    }

    #[test]
    fn places_come_in_the_order_of_the_list() {
        let wording = read("He would not, we cannot, she would not say.");
        let places: Vec<_> = wording.places(Phrases::Inability).collect();
        assert_eq!(
            places,
            [
                (" he would not we ", "cannot", "she would not say "),
                (" he ", "would not", "we cannot she would not say ")
            ]
        );
    }

    #[test]
    fn morals_are_counted_by_word() {
        assert_eq!(read("Lawful harm and harmful flaws: la, 'privacy'.").found.morals, 4);
    }
}
