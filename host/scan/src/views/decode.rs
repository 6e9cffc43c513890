mod base64;
mod digits;
mod hex;
mod percent;
mod reversed;
mod rot13;

use std::borrow::Cow;
use std::ops::Range;

use super::View;
use super::offsets::{Offsets, Source};
use crate::ViewClass;

/// The most decoded views of one text. Each is scanned, so an answer full of short encoded runs would cost
/// as many scans.
pub const MAX_DECODED_VIEWS: usize = 64;

/// The most bytes in the decoded views of one text together.
pub const MAX_DECODED_BYTES: usize = 1 << 20;

/// What a text decodes to.
pub(crate) struct Decoded<'t> {
    pub(crate) views: Vec<View<'t>>,
    /// Whether that is all.
    pub(crate) complete: bool,
    bytes: usize,
}

impl Default for Decoded<'_> {
    fn default() -> Self {
        Self { views: Vec::new(), complete: true, bytes: 0 }
    }
}

/// Where a decoder reports what it found: the encoded range, and what it says.
type Report<'a> = dyn FnMut(Range<usize>, String) + 'a;

/// Finds the runs of one encoding in a text.
type Find = fn(&str, &mut Report<'_>);

/// The decoders of runs, in the order in which they are tried, with the names that their views have.
const RUNS: [(&str, Find); 3] = [("base64", base64::find), ("hex", hex::find), ("percent", percent::find)];

const ROT13: &str = "rot13";
const REVERSED: &str = "reversed";
const DIGITS: &str = "digits";

/// Decodes what the text holds, and what that holds in turn: two levels, no more.
pub(crate) fn decode<'t>(raw: &View<'t>, normalised: Option<&View<'t>>) -> Decoded<'t> {
    let mut found = Decoded::default();
    found.decode_one(raw);
    if let Some(normalised) = normalised {
        found.decode_one(normalised);
    }
    for index in 0..found.views.len() {
        // The raw view costs nothing to clone, and holds the place.
        let outer = std::mem::replace(&mut found.views[index], raw.clone());
        found.decode_one(&outer);
        found.views[index] = outer;
    }
    found
}

impl<'t> Decoded<'t> {
    /// Decodes the runs in one view, and the view as a whole.
    fn decode_one(&mut self, parent: &View<'t>) {
        let is = |name: &str| parent.name().ends_with(name);
        // A copy of a part of a text, with nothing in it to decode that the text has not.
        if is(DIGITS) {
            return;
        }
        for (name, find) in RUNS {
            find(parent.text(), &mut |range, text| {
                let range = parent.original(range.start, range.end);
                self.add(parent, name, text, Offsets::Whole(range));
            });
        }
        // Twice rot13 is the text itself.
        if !is(ROT13)
            && let Some(text) = rot13::decode(parent.text())
        {
            self.add(parent, ROT13, text, parent.offsets.clone());
        }
        // So is what was turned round twice.
        if !is(REVERSED) {
            if let Some(text) = reversed::decode(parent.text()) {
                let offsets = Offsets::Reversed { len: text.len(), of: Box::new(parent.offsets.clone()) };
                self.add(parent, REVERSED, text, offsets);
            }
            if let Some(made) = digits::join(Source { text: parent.text(), offsets: &parent.offsets }) {
                self.add(parent, DIGITS, made.text, made.offsets);
            }
        }
    }

    fn add(&mut self, parent: &View<'t>, name: &'static str, text: String, offsets: Offsets) {
        // What stands in the raw text mostly stands in the normalised one too.
        let range = offsets.original(0, text.len());
        let known = |view: &View<'_>| view.text() == text && view.offsets.original(0, text.len()) == range;
        if self.views.iter().any(known) {
            return;
        }
        if self.views.len() == MAX_DECODED_VIEWS || self.bytes + text.len() > MAX_DECODED_BYTES {
            self.complete = false;
            return;
        }
        self.bytes += text.len();
        let name = match parent.class() {
            ViewClass::Decoded => Cow::Owned(format!("{}+{name}", parent.name())),
            ViewClass::Raw | ViewClass::Normalised => Cow::Borrowed(name),
        };
        self.views.push(View {
            name,
            class: ViewClass::Decoded,
            text: Cow::Owned(text),
            offsets,
            origin: parent.origin,
        });
    }
}

/// The bytes as text, if at least nine characters in ten of it can be read, and how many cannot.
///
/// The odd byte that is not UTF-8 is let through: it could have been put there to keep this from reading the rest.
fn readable(bytes: &[u8]) -> Option<(String, usize)> {
    // No text has more characters than bytes. Most of what is tried is not text, and is given up early.
    let most = bytes.len() / 10;
    let mut text = String::with_capacity(bytes.len());
    let mut unreadable = 0;
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            unreadable += usize::from(char.is_control() && !matches!(char, '\n' | '\r' | '\t'));
            text.push(char);
        }
        if !chunk.invalid().is_empty() {
            unreadable += 1;
            text.push(char::REPLACEMENT_CHARACTER);
        }
        if unreadable > most {
            return None;
        }
    }
    (!text.is_empty() && unreadable * 10 <= text.chars().count()).then_some((text, unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mostly_readable_is_readable() {
        assert_eq!(readable(b"hello\nworld").unwrap(), ("hello\nworld".into(), 0));
        assert_eq!(readable("naïve 日本".as_bytes()).unwrap().1, 0);
        assert_eq!(readable(b"0123456789\xff").unwrap(), ("0123456789\u{fffd}".into(), 1));
        assert_eq!(readable(b"012345678\x00\x01"), None);
        assert_eq!(readable(b"\xff\xfe\xfd"), None);
        assert_eq!(readable(b""), None);
    }
}
