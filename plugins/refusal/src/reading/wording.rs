//! A sentence, brought to one spelling: small letters, no contractions, no quotations, no filler words. What
//! follows then asks for plain phrases.

use lictor_sdk::text;

/// Words that may stand between "I" and "cannot", or between "cannot" and the verb, without changing anything.
const FILLERS: [&str; 26] = [
    "really",
    "very",
    "currently",
    "unfortunately",
    "just",
    "simply",
    "also",
    "personally",
    "therefore",
    "still",
    "directly",
    "actually",
    "truly",
    "deeply",
    "respectfully",
    "ethically",
    "legally",
    "kindly",
    "regrettably",
    "ever",
    "necessarily",
    "certainly",
    "presently",
    "yet",
    "explicitly",
    "either",
];

/// Endings of contracted words, and what they stand for.
const CONTRACTIONS: [(&str, &str); 6] =
    [("n't", " not"), ("'m", " am"), ("'re", " are"), ("'ll", " will"), ("'ve", " have"), ("'d", " would")];

/// A sentence's words, each with a space before and after.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    text: String,
    /// Where each word begins.
    starts: Vec<u32>,
    /// A bit for each beginning that a word has. Hundreds of phrases are asked of every sentence; nearly all
    /// of them are answered by this.
    beginnings: u64,
}

/// The bit of a word's, stem's or phrase's first two letters.
fn beginning(text: &[u8]) -> u64 {
    let letter = |index: usize| text.get(index).copied().map_or(0, usize::from);
    1 << ((letter(0) * 7 + letter(1) * 31) % 64)
}

impl Wording {
    pub(crate) fn of(sentence: &str) -> Self {
        let plain = unquoted(sentence);
        let mut out = String::with_capacity(plain.len() + 2);
        out.push(' ');
        for range in text::words(&plain) {
            push_word(&plain[range].to_lowercase().replace('’', "'"), &mut out);
        }
        let text = out.replace(" can not ", " cannot ");
        let bytes = text.as_bytes();
        let starts: Vec<u32> =
            (1..bytes.len()).filter(|at| bytes[at - 1] == b' ' && bytes[*at] != b' ').map(|at| at as u32).collect();
        let beginnings = starts.iter().fold(0, |bits, start| bits | beginning(&bytes[*start as usize..]));
        Self { text, starts, beginnings }
    }

    /// Whether these words stand in it, in this order. Words are separated by one space.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        self.after(phrase).is_some()
    }

    pub(crate) fn any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    pub(crate) fn begins(&self, phrase: &str) -> bool {
        self.follows(0, phrase).is_some()
    }

    /// What follows a phrase's first place: words, each with a space after.
    pub(crate) fn after(&self, phrase: &str) -> Option<&str> {
        if self.beginnings & beginning(phrase.as_bytes()) == 0 {
            return None;
        }
        (0..self.starts.len()).find_map(|word| self.follows(word, phrase))
    }

    /// What follows a phrase, if it begins with this word.
    fn follows(&self, word: usize, phrase: &str) -> Option<&str> {
        let rest = &self.text[*self.starts.get(word)? as usize..];
        if rest.as_bytes().first() != phrase.as_bytes().first() {
            return None;
        }
        rest.strip_prefix(phrase)?.strip_prefix(' ')
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_ascii_whitespace()
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// How many words begin with one of these stems.
    pub(crate) fn stems(&self, stems: &[&str]) -> usize {
        let near = stems.iter().filter(|stem| self.beginnings & beginning(stem.as_bytes()) != 0);
        let near: Vec<&str> = near.copied().collect();
        self.words().filter(|word| near.iter().any(|stem| word.starts_with(stem))).count()
    }
}

fn push_word(word: &str, out: &mut String) {
    let put = |word: &str, out: &mut String| {
        out.push_str(word);
        out.push(' ');
    };
    match word {
        "can't" | "cant" => return put("cannot", out),
        "won't" => return put("will not", out),
        "it's" | "that's" | "here's" | "there's" => {
            put(&word[..word.len() - 2], out);
            return put("is", out);
        }
        _ if FILLERS.contains(&word) => return,
        _ => {}
    }
    for (ending, meaning) in CONTRACTIONS {
        if let Some(stem) = word.strip_suffix(ending) {
            out.push_str(stem);
            return put(meaning, out);
        }
    }
    put(word, out);
}

/// The text without what stands between double quotation marks: that is somebody else's voice.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '“' => inside = true,
            '”' => inside = false,
            '"' => inside = !inside,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        for text in ["I can’t help.", "I cannot really help", "i CAN NOT help", "I can't, unfortunately, help!"] {
            assert!(Wording::of(text).has("i cannot help"), "{text}");
        }
        assert!(Wording::of("It's not right; I'm sure.").has("it is not right i am sure"));
        assert!(Wording::of("We won't").has("we will not"));
        assert!(!Wording::of("He said “I cannot help” and left").has("i cannot"));
        assert!(!Wording::of("recant helpfully").has("cant help"));
    }
}
