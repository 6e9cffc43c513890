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
pub(crate) struct Wording(String);

impl Wording {
    pub(crate) fn of(sentence: &str) -> Self {
        let plain = unquoted(sentence);
        let mut out = String::with_capacity(plain.len() + 2);
        out.push(' ');
        for range in text::words(&plain) {
            push_word(&plain[range].to_lowercase().replace('’', "'"), &mut out);
        }
        Self(out.replace(" can not ", " cannot "))
    }

    /// Whether these words stand in it, in this order. Words are separated by one space.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        self.after(phrase).is_some()
    }

    pub(crate) fn any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    pub(crate) fn begins(&self, phrase: &str) -> bool {
        self.0.strip_prefix(' ').and_then(|rest| rest.strip_prefix(phrase)).is_some_and(|rest| rest.starts_with(' '))
    }

    /// What follows a phrase's first place: words, each with a space after.
    pub(crate) fn after(&self, phrase: &str) -> Option<&str> {
        let mut from = 0;
        while let Some(at) = self.0[from..].find(phrase) {
            let (start, end) = (from + at, from + at + phrase.len());
            if self.0[..start].ends_with(' ') && self.0[end..].starts_with(' ') {
                return Some(&self.0[end + 1..]);
            }
            from = end;
        }
        None
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }

    pub(crate) fn len(&self) -> usize {
        self.words().count()
    }

    /// How many words begin with one of these stems.
    pub(crate) fn stems(&self, stems: &[&str]) -> usize {
        self.words().filter(|word| stems.iter().any(|stem| word.starts_with(stem))).count()
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
