use std::ops::Range;

use crate::mask::Folded;

/// What is cut out of an answer that is still being written, so far.
#[derive(Default)]
pub(super) struct Redaction {
    /// Where something is cut out, in the order of the text, and which value stands there.
    cuts: Vec<(Range<usize>, usize)>,
    values: Vec<Value>,
}

/// One value, however often it stands in the answer.
struct Value {
    slug: String,
    /// Tells it from others of its kind: from 1, in the order in which they stand in the text.
    number: usize,
    /// Its spellings, folded.
    folded: Vec<String>,
    texts: Vec<String>,
    /// Where it was found first. Only what stands behind is the same value again: what stands before was released.
    first: usize,
}

impl Redaction {
    /// Whether nothing was cut out.
    pub(super) fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// Whether all of a range was cut out.
    pub(super) fn covers(&self, range: &Range<usize>) -> bool {
        self.cuts.iter().any(|(cut, _)| cut.start <= range.start && cut.end >= range.end)
    }

    /// Adds a place where something is to be cut out, and how it is written there.
    pub(super) fn add(&mut self, range: Range<usize>, slug: &str, texts: &[String]) {
        if self.cuts.iter().any(|(known, _)| *known == range) {
            return;
        }
        let folded: Vec<String> =
            texts.iter().map(|text| Folded::of(text).text).filter(|text| !text.is_empty()).collect();
        let same = |value: &Value| value.slug == slug && value.folded.iter().any(|known| folded.contains(known));
        let value = self.values.iter().position(same).unwrap_or_else(|| {
            let number = 1 + self.values.iter().filter(|value| value.slug == slug).count();
            let texts = texts.to_vec();
            self.values.push(Value { slug: slug.to_owned(), number, folded, texts, first: range.start });
            self.values.len() - 1
        });
        self.cuts.push((range, value));
        self.cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    }

    /// A range of the answer without what is cut out of it.
    pub(super) fn cut(&mut self, answer: &str, shown: Range<usize>) -> String {
        self.find_again(answer, &shown);
        let mut text = String::with_capacity(shown.len());
        let mut at = shown.start;
        for (range, value) in &self.cuts {
            if range.end <= at || range.start >= shown.end {
                continue;
            }
            let value = &self.values[*value];
            text.push_str(&answer[at..range.start.max(at)]);
            // What begins in a hole that is there already makes it longer.
            if range.start >= at {
                text.push_str(&format!("[redacted: {} {}]", value.slug, value.number));
            }
            at = range.end.min(shown.end).max(at);
        }
        if at < shown.end {
            text.push_str(&answer[at..shown.end]);
        }
        text
    }

    /// Finds values that were cut out before, where they stand once more.
    fn find_again(&mut self, answer: &str, shown: &Range<usize>) {
        if self.values.is_empty() || shown.is_empty() {
            return;
        }
        let folded = Folded::of(answer);
        let again: Vec<(Range<usize>, usize)> = self
            .values
            .iter()
            .enumerate()
            .flat_map(|(index, value)| {
                let places = value.texts.iter().flat_map(|text| folded.find(answer, text));
                places.filter(|place| place.start > value.first).map(move |place| (place, index))
            })
            .filter(|(place, _)| place.start < shown.end && place.end > shown.start)
            .collect();
        for (place, value) in again {
            if !self.covers(&place) {
                self.cuts.push((place, value));
            }
        }
        self.cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    }
}
