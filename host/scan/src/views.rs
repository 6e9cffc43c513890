mod concat;
mod decode;
mod fold;
mod homoglyph;
mod normalise;
mod offsets;
mod settled;
mod spaced;

use std::borrow::Cow;
use std::ops::Range;

use crate::{ViewClass, ViewSet};
use offsets::Offsets;

pub use decode::{MAX_DECODED_BYTES, MAX_DECODED_VIEWS};

/// A text as a reader could take it, and where in the original each byte of it comes from.
#[derive(Debug, Clone)]
pub struct View<'t> {
    name: Cow<'static, str>,
    class: ViewClass,
    text: Cow<'t, str>,
    offsets: Offsets,
    origin: &'t str,
}

impl View<'_> {
    /// `raw`, `normalised`, or the encodings that were taken off, the outer one first: `base64`,
    /// `hex`, `percent`, `rot13`, `reversed`, `digits` (numbers that were spelled out or cut up), `base64+hex`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of view this is.
    pub fn class(&self) -> ViewClass {
        self.class
    }

    /// The text to look at.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that a range of bytes of this view's text stands for.
    ///
    /// On character boundaries, and never empty for a range that is not: bytes that come from one character
    /// stand for all of it, and bytes that were decoded stand for all of the encoded run, so that cutting
    /// the range out leaves nothing to decode. What reaches beyond the text is cut off.
    pub fn original(&self, start: usize, end: usize) -> Range<usize> {
        let range = self.offsets.original(start.min(self.text.len()), end.min(self.text.len()));
        if range.is_empty() {
            let at = self.origin.floor_char_boundary(range.start);
            return at..at;
        }
        self.origin.floor_char_boundary(range.start)..self.origin.ceil_char_boundary(range.end)
    }
}

/// The views of one text. The first is always the text itself.
#[derive(Debug, Clone)]
pub struct Views<'t> {
    raw: View<'t>,
    /// Apart from the raw one, so that an ordinary text costs no allocation.
    others: Vec<View<'t>>,
    complete: bool,
}

impl<'t> Views<'t> {
    /// How many there are: at least one.
    #[allow(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        1 + self.others.len()
    }

    /// The view at an index; 0 is raw.
    ///
    /// # Panics
    /// If the index is not below [`len`](Self::len).
    pub fn get(&self, index: usize) -> &View<'t> {
        match index.checked_sub(1) {
            Some(other) => &self.others[other],
            None => &self.raw,
        }
    }

    /// All of them: raw, normalised, then decoded.
    pub fn iter(&self) -> impl Iterator<Item = &View<'t>> {
        std::iter::once(&self.raw).chain(&self.others)
    }

    /// Whether every view that was wanted is there. Not so if the text decodes to more than
    /// [`MAX_DECODED_VIEWS`] texts or [`MAX_DECODED_BYTES`] bytes, or if it is of 256 MiB or more.
    pub fn complete(&self) -> bool {
        self.complete
    }
}

/// Makes the wanted views of a text.
///
/// The raw one is always there. Another one is there only if it differs from the raw text; for
/// ordinary text a single cheap pass says that it would not.
pub fn views(text: &str, wanted: ViewSet) -> Views<'_> {
    let raw = View {
        name: Cow::Borrowed(ViewClass::Raw.as_str()),
        class: ViewClass::Raw,
        text: Cow::Borrowed(text),
        offsets: Offsets::Same,
        origin: text,
    };
    let mut views = Views { raw, others: Vec::new(), complete: true };
    let decoded = wanted.contains(ViewClass::Decoded);
    if !decoded && !wanted.contains(ViewClass::Normalised) {
        return views;
    }
    if text.len() > offsets::MAX_TEXT_BYTES {
        views.complete = false;
        return views;
    }
    let normalised = normalise::normalise(text).map(|made| View {
        name: Cow::Borrowed(ViewClass::Normalised.as_str()),
        class: ViewClass::Normalised,
        text: Cow::Owned(made.text),
        offsets: made.offsets,
        origin: text,
    });
    let found = if decoded { decode::decode(&views.raw, normalised.as_ref()) } else { decode::Decoded::default() };
    if wanted.contains(ViewClass::Normalised) {
        views.others.extend(normalised);
    }
    views.complete = found.complete;
    views.others.extend(found.views);
    views
}

#[cfg(test)]
mod tests;
