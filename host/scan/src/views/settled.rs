//! Which part of a text that is still being written is read the same whatever follows.

use super::homoglyph::WITHOUT_SPACES;
use super::{View, Views};
use crate::ViewClass;

/// The shortest line of base64 that a decoder looks below for more of it.
const WRAPPED_LINE: usize = 20;

/// How much white space may stand between a quote and a plus sign.
const SEAM_SPACE: usize = 64;

impl Views<'_> {
    /// The place in the original before which nothing changes however the text goes on, for who looks at no more than
    /// `horizon` bytes of a view at once: what will be found there is found now, and what is found there now stays.
    ///
    /// Two views are left out, because a word that comes late can bring them into being: `rot13` and `reversed`.
    pub fn settled(&self, horizon: usize) -> usize {
        let text = self.raw.text();
        let last = tail(text, text.len());
        // Once the end reads differently, it can be one with what stands before it. A normalised view that is not there
        // is the same as the raw one.
        let view = self.others.iter().find(|view| view.class() == ViewClass::Normalised).unwrap_or(&self.raw);
        let at = tail(view.text(), view.place_of(last));
        let fixed = last.min(view.original(at, at).start);
        let seen = at.saturating_sub(horizon);
        let mut settled = fixed.saturating_sub(horizon).min(view.original(seen, seen).start);
        let made = self.others.iter().filter(|view| view.class() == ViewClass::Decoded);
        for view in made.filter(|view| !view.name().contains("reversed")) {
            let all = view.original(0, view.text().len());
            if view.original(0, 1) == all {
                // A run that was decoded is all there, or all of it can still change.
                settled = if all.end > fixed { settled.min(all.start) } else { settled };
            } else {
                let at = view.place_of(fixed).saturating_sub(horizon);
                settled = settled.min(view.original(at, at).start);
            }
        }
        text.floor_char_boundary(settled)
    }
}

impl View<'_> {
    /// The first byte of the view that comes from a place of the original or from behind it.
    fn place_of(&self, original: usize) -> usize {
        let (mut low, mut high) = (0, self.text().len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.offsets.original(middle, middle + 1).start < original { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Where the end of a text begins that a decoder may read differently once more follows.
fn tail(text: &str, end: usize) -> usize {
    let text = &text[..text.floor_char_boundary(end)];
    [
        word(text),
        wrapped(text),
        stretch(text, b"0123456789abcdefABCDEF\\xX ,:-\n"),
        numbers(text),
        singles(text),
        seam(text),
    ]
    .into_iter()
    .min()
    .unwrap_or_default()
}

/// The last word: percent escapes, base64, letters of two scripts.
fn word(text: &str) -> usize {
    // Languages that write no spaces have none of these in their words.
    let inside = |c: &char| !c.is_whitespace() && *c < WITHOUT_SPACES;
    text.len() - text.chars().rev().take_while(inside).map(char::len_utf8).sum::<usize>()
}

/// Lines of base64 above the last word.
fn wrapped(text: &str) -> usize {
    let encoded = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let bytes = text.as_bytes();
    let mut start = bytes.len() - bytes.iter().rev().take_while(encoded).count();
    loop {
        let above = match &bytes[..start] {
            [above @ .., b'\r', b'\n'] | [above @ .., b'\n'] => above,
            _ => return start,
        };
        let line = above.iter().rev().take_while(encoded).count();
        if line < WRAPPED_LINE {
            return start;
        }
        start = above.len() - line;
    }
}

/// Where the first word begins of those that reach to the end and consist of such bytes alone.
fn stretch(text: &str, allowed: &[u8]) -> usize {
    let bytes = text.as_bytes();
    let mut start = bytes.len() - bytes.iter().rev().take_while(|byte| allowed.contains(byte)).count();
    // The rest of a word that began with other letters is none of them.
    if start > 0 && bytes[start - 1].is_ascii_alphabetic() {
        start += bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    }
    start + bytes[start..].iter().take_while(|byte| !byte.is_ascii_alphanumeric() && **byte != b'\\').count()
}

/// Digits, or words for them, with what may stand between, and the letters of a country before them.
fn numbers(text: &str) -> usize {
    let digits = stretch(text, b"0123456789 .-_*/");
    let spelled = stretch(text, b"zerontwhfuivsxgZERONTWHFUIVSXG0123456789 .-_*/,\n");
    let start = digits.min(spelled);
    if start == text.len() {
        return start;
    }
    text.floor_char_boundary(start - text[..start].bytes().rev().take(4).take_while(|byte| *byte != b'\n').count())
}

/// Single characters that stand apart by the same separator.
fn singles(text: &str) -> usize {
    let bytes = text.as_bytes();
    let alphanumeric = |at: usize| bytes[at].is_ascii_alphanumeric();
    // With the last separator there, or not yet.
    let ends = [bytes.len().checked_sub(1), bytes.len().checked_sub(2)];
    let runs = ends.into_iter().flatten().filter(|last| alphanumeric(*last)).map(|last| {
        let mut at = last;
        while at >= 2 && bytes[at - 1] == bytes[last - 1] && !alphanumeric(at - 1) && alphanumeric(at - 2) {
            at -= 2;
        }
        // The end of a longer word is no single character.
        if at > 0 && alphanumeric(at - 1) { at + 2 } else { at }
    });
    let start = runs.min().unwrap_or(text.len()).min(text.len());
    text.floor_char_boundary(start)
}

/// A quote with a plus sign after it, or with nothing yet.
fn seam(text: &str) -> usize {
    let trim = |text: &str| {
        let spaces = text.bytes().rev().take(SEAM_SPACE).take_while(u8::is_ascii_whitespace).count();
        text.len() - spaces
    };
    let quoted = |end: usize| text[..end].ends_with(['"', '\'', '`']).then(|| end - 1);
    let end = trim(text);
    let before_plus = || text[..end].strip_suffix('+').and_then(|before| quoted(trim(before)));
    quoted(end).or_else(before_plus).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use crate::{ViewSet, views};

    fn settled(text: &str) -> &str {
        &text[..views(text, ViewSet::ALL).settled(0)]
    }

    #[test]
    fn prose_is_settled_up_to_its_last_words() {
        assert_eq!(settled("The parcel leaves today. "), "The parcel leaves today. ");
        assert_eq!(settled("The parcel leaves tod"), "The parcel leaves ");
        assert_eq!(settled("小包は今日出ます"), "小包は今日出ます");
        assert_eq!(settled(""), "");
    }

    #[test]
    fn what_can_still_become_something_else_is_not() {
        for (text, fixed) in [
            ("my card is 4111 1111 11", "my card "),
            ("it is spelled: four one one", "it is "),
            ("so: p a s s w", "so: "),
            ("so: p a s s ", "so: "),
            ("k = \"abc\" +  ", "k = \"abc"),
            ("k = \"abc\"", "k = \"abc"),
            ("it is dGhlIHBhc3N3b3JkIGlzIHRoZSBzYW1lIGFzIHll\nc3Rl", "it is "),
            ("bytes 61 62 63 6", "bytes"),
        ] {
            let found = settled(text);
            assert!(found.len() <= fixed.len() && found.len() + 8 > fixed.len(), "{text:?}: {found:?}");
        }
    }

    #[test]
    fn a_horizon_counts_bytes_of_the_view() {
        let text = "1\u{200b}2\u{200b}3\u{200b}4 and the quick brown fox sleeps. ";
        let views = views(text, ViewSet::ALL);
        // Thirty-five bytes of what a reader sees reach back over the invisible characters before them.
        assert_eq!(views.settled(35), text.find('3').unwrap());
        assert_eq!(views.settled(1000), 0);
    }
}
