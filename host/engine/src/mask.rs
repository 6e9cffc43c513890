//! What any sensitive rule found is shown by nobody: not by the rule, not by another pack that quotes the
//! sentence around it, not in the redacted answer.

use std::borrow::Cow;
use std::ops::Range;

use lictor_model::{Input, Part, Span};

/// Evidence shorter than this is masked where it stands, but not looked for elsewhere: it would blot out
/// ordinary text.
const SHORTEST_ELSEWHERE: usize = 6;

/// The longest quote in a message, in characters.
const LONGEST_QUOTE: usize = 100;

/// Everything that is to be masked in one sample.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mask {
    values: Vec<Value>,
    /// Where evidence stands, and which value it is.
    spans: Vec<(Span, usize)>,
    /// How evidence is written, and which value it is.
    texts: Vec<(String, usize)>,
    /// Whether something that could have found evidence did not get to look: then nothing is safe to show.
    blind: bool,
}

/// One value, however often and in whatever spelling it stands in the sample.
#[derive(Debug, Clone)]
struct Value {
    /// What kind of thing it is: the slug of the rule that found it.
    slug: String,
    /// Its spellings, folded.
    folded: Vec<String>,
    /// Tells it from other values of its kind. None where it is the only one.
    number: Option<usize>,
}

impl Value {
    /// What stands in its place.
    fn placeholder(&self) -> String {
        match self.number {
            Some(number) => format!("[redacted: {} {number}]", self.slug),
            None => format!("[redacted: {}]", self.slug),
        }
    }
}

impl Mask {
    /// Adds a piece of evidence: where it stands, and how views showed it.
    pub(crate) fn add(&mut self, parts: &[Part<'_>], span: Span, shown: &[String], slug: &str) {
        let original = &parts[span.part as usize].text[span.start as usize..span.end as usize];
        let written = || std::iter::once(original).chain(shown.iter().map(String::as_str)).map(str::trim);
        let value = self.value(written().map(|text| Folded::of(text).text).collect(), slug);
        self.spans.push((span, value));
        for text in written() {
            if !text.is_empty() && !self.texts.iter().any(|(known, _)| known == text) {
                self.texts.push((text.to_owned(), value));
            }
        }
    }

    /// The value with any of these spellings; a new one if it is not known.
    fn value(&mut self, mut folded: Vec<String>, slug: &str) -> usize {
        folded.retain(|text| !text.is_empty());
        let same = |value: &Value| value.slug == slug && value.folded.iter().any(|known| folded.contains(known));
        if let Some(known) = self.values.iter().position(same) {
            self.values[known].folded.append(&mut folded);
            return known;
        }
        self.values.push(Value { slug: slug.to_owned(), folded, number: None });
        self.values.len() - 1
    }

    /// Says that something that could have found evidence failed.
    pub(crate) fn blind(&mut self) {
        self.blind = true;
    }

    /// Whether something that could have found evidence failed.
    pub(crate) fn is_blind(&self) -> bool {
        self.blind
    }

    /// Finds the evidence wherever else it stands, in every part, and sorts. Call once, before anything is masked.
    pub(crate) fn seal(&mut self, parts: &[Part<'_>]) {
        if !self.texts.is_empty() {
            for (index, part) in parts.iter().enumerate() {
                let folded = Folded::of(part.text);
                for (evidence, value) in &self.texts {
                    for range in folded.find(part.text, evidence) {
                        let (start, end) = (range.start as u32, range.end as u32);
                        self.spans.push((Span { part: index as u32, start, end }, *value));
                    }
                }
            }
        }
        // The longer one first where two begin together, so that a hole has the name of the whole.
        self.spans.sort_by(|(a, x), (b, y)| {
            let (x, y) = (&self.values[*x].slug, &self.values[*y].slug);
            (a.part, a.start, std::cmp::Reverse(a.end), x).cmp(&(b.part, b.start, std::cmp::Reverse(b.end), y))
        });
        self.spans.dedup();
        self.number(parts.len());
    }

    /// Numbers the values of which there are several of a kind, in the order in which a reader meets their holes.
    fn number(&mut self, parts: usize) {
        self.values.iter_mut().for_each(|value| value.number = None);
        let mut met: Vec<usize> = Vec::new();
        for (_, value) in (0..parts as u32).flat_map(|part| self.merged(part)) {
            if !met.contains(&value) {
                met.push(value);
            }
        }
        for (at, value) in met.iter().enumerate() {
            let slug = &self.values[*value].slug;
            let of_its_kind = |values: &[usize]| values.iter().filter(|v| self.values[**v].slug == *slug).count();
            if of_its_kind(&met) > 1 {
                self.values[*value].number = Some(of_its_kind(&met[..at]) + 1);
            }
        }
    }

    /// Whether any evidence lies in the span.
    pub(crate) fn touches(&self, span: &Span) -> bool {
        self.blind || self.spans.iter().any(|(evidence, _)| evidence.overlaps(span))
    }

    /// A short text from outside the parts, such as an id, without the evidence in it.
    pub(crate) fn clean(&self, text: &str) -> String {
        if self.texts.is_empty() {
            return text.to_owned();
        }
        let folded = Folded::of(text);
        match self.texts.iter().find(|(evidence, _)| !folded.find(text, evidence).is_empty()) {
            Some((_, value)) => self.values[*value].placeholder(),
            None => text.to_owned(),
        }
    }

    /// Whether a number that a plugin gives spells evidence: a card number is a number, too.
    pub(crate) fn hides(&self, number: &str) -> bool {
        if self.blind {
            return number.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_ELSEWHERE;
        }
        if self.texts.is_empty() {
            return false;
        }
        let folded = Folded::of(number);
        self.texts.iter().any(|(evidence, _)| !folded.find(number, evidence).is_empty())
    }

    /// Values for a message, without the numbers that spell evidence.
    pub(crate) fn details<'d>(&self, details: &'d [(String, String)]) -> Cow<'d, [(String, String)]> {
        let number = |value: &str| value.parse::<f64>().is_ok();
        if !details.iter().any(|(_, value)| number(value) && self.hides(value)) {
            return details.into();
        }
        let shown = |(key, value): &(String, String)| match number(value) && self.hides(value) {
            true => (key.clone(), "[redacted]".to_owned()),
            false => (key.clone(), value.clone()),
        };
        details.iter().map(shown).collect()
    }

    /// A span as a message may quote it: masked, on one line, not too long.
    pub(crate) fn quote(&self, parts: &[Part<'_>], span: Span) -> String {
        if self.blind {
            return "[withheld: not everything was checked]".into();
        }
        let input = parts[span.part as usize].input;
        if matches!(input, Input::SystemPrompt | Input::RestrictedContexts) {
            // Whoever reads a report may not read these, whatever a plugin that was granted them points at.
            return format!("[withheld: {input}]");
        }
        let text = self.cut(parts, span);
        let mut line = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        match line.char_indices().nth(LONGEST_QUOTE) {
            Some((end, _)) => format!("{}…", line[..end].trim_end()),
            None => line,
        }
    }

    /// The text of a span with all evidence cut out.
    pub(crate) fn cut(&self, parts: &[Part<'_>], span: Span) -> String {
        let text = parts[span.part as usize].text;
        let (mut at, end) = (span.start as usize, span.end as usize);
        let mut out = String::new();
        for (range, value) in self.merged(span.part) {
            if range.end <= at || range.start >= end {
                continue;
            }
            out.push_str(&text[at..range.start.max(at)]);
            out.push_str(&self.values[value].placeholder());
            at = range.end.min(end);
        }
        out.push_str(&text[at..end]);
        out
    }

    /// The evidence of one part as disjoint ranges; overlapping pieces are one, under the first one's name.
    fn merged(&self, part: u32) -> Vec<(Range<usize>, usize)> {
        let mut merged: Vec<(Range<usize>, usize)> = Vec::new();
        for (span, value) in self.spans.iter().filter(|(span, _)| span.part == part && span.start < span.end) {
            let range = span.start as usize..span.end as usize;
            match merged.last_mut() {
                Some((last, _)) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push((range, *value)),
            }
        }
        merged
    }
}

/// A text's letters and digits in one case, with the place of each: evidence is the same evidence with other
/// separators, in other case, or with invisible characters in it.
pub(crate) struct Folded {
    pub(crate) text: String,
    /// For each byte of `text`: where its character begins in the original.
    places: Vec<u32>,
}

impl Folded {
    pub(crate) fn of(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), places: Vec::new() };
        for (at, c) in original.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            for lower in c.to_lowercase() {
                folded.text.push(lower);
            }
            folded.places.resize(folded.text.len(), at as u32);
        }
        folded
    }

    /// Where a piece of evidence stands in the original text, overlapping or not.
    pub(crate) fn find(&self, original: &str, evidence: &str) -> Vec<Range<usize>> {
        let wanted = Self::of(evidence).text;
        let digits = wanted.len() >= 3 && wanted.bytes().all(|byte| byte.is_ascii_digit());
        if wanted.len() < SHORTEST_ELSEWHERE && !digits {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find(&wanted)) {
            let (first, last) = (from + at, from + at + wanted.len() - 1);
            let (start, last) = (self.places[first] as usize, self.places[last] as usize);
            let end = last + original[last..].chars().next().map_or(1, char::len_utf8);
            let alone = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
            // A short number is evidence only as a word of its own.
            let counts = wanted.len() >= SHORTEST_ELSEWHERE
                || (alone(original[..start].chars().next_back()) && alone(original[end..].chars().next()));
            if counts {
                found.push(start..end);
            }
            from += at + self.text[from + at..].chars().next().map_or(1, char::len_utf8);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use lictor_model::{PartId, PartKind};

    use super::*;

    fn part(text: &str) -> [Part<'_>; 1] {
        [Part { id: PartId { kind: PartKind::Answer, index: 0 }, input: Input::Answer, text }]
    }

    fn span(start: u32, end: u32) -> Span {
        Span { part: 0, start, end }
    }

    #[test]
    fn evidence_is_cut_where_it_stands_and_wherever_else_it_does() {
        let parts = part("key hunter22 twice: hunter22!");
        let mut mask = Mask::default();
        mask.add(&parts, span(4, 12), &[], "password");
        mask.seal(&parts);
        assert_eq!(mask.cut(&parts, span(0, 29)), "key [redacted: password] twice: [redacted: password]!");
        assert_eq!(mask.quote(&parts, span(0, 8)), "key [redacted: password]");
        assert_eq!(mask.quote(&parts, span(8, 16)), "[redacted: password] twi");
    }

    #[test]
    fn evidence_is_the_same_in_other_case_and_with_other_separators() {
        let parts = part("4539 1488 0343 6467, 4539.1488/0343-6467; pin 4821, room 4821b; xY7qxY7qxY7q");
        let mut mask = Mask::default();
        mask.add(&parts, span(0, 19), &["4821".into(), "XY7QXY7Q".into()], "card");
        mask.seal(&parts);
        let shown = mask.cut(&parts, span(0, parts[0].text.len() as u32));
        assert_eq!(shown, "[redacted: card], [redacted: card]; pin [redacted: card], room 4821b; [redacted: card]");
        assert_eq!(mask.clean("case 4539-1488-0343-6467"), "[redacted: card]");
        assert_eq!(mask.clean("case 7"), "case 7");
    }

    #[test]
    fn values_of_a_kind_are_told_apart_and_the_same_value_has_one_name() {
        let parts = part("Ann: 4539 1488 0343 6467. Bob: 5500-0055-5555-5559. Ann again: 4539148803436467. Pin 4821");
        let mut mask = Mask::default();
        mask.add(&parts, span(31, 50), &[], "card");
        mask.add(&parts, span(5, 24), &[], "card");
        mask.add(&parts, span(63, 79), &[], "card");
        mask.add(&parts, span(85, 89), &[], "pin");
        mask.seal(&parts);
        let shown = mask.cut(&parts, span(0, 89));
        let (ann, bob) = ("[redacted: card 1]", "[redacted: card 2]");
        assert_eq!(shown, format!("Ann: {ann}. Bob: {bob}. Ann again: {ann}. Pin [redacted: pin]"));
        assert_eq!(mask.clean("case 5500005555555559"), bob);
    }

    #[test]
    fn numbers_that_spell_evidence_are_not_shown() {
        let parts = part("4539 1488 0343 6467 and 4711");
        let mut mask = Mask::default();
        assert!(!mask.hides("4539148803436467"));
        mask.add(&parts, span(0, 19), &[], "card");
        mask.seal(&parts);
        let detail = |value: &str| vec![("n".to_owned(), value.to_owned())];
        for spelled in ["4539148803436467", "4539148803436467.5", "-4539148803436467"] {
            assert_eq!(*mask.details(&detail(spelled)), detail("[redacted]"), "{spelled}");
        }
        for other in ["4711", "4539", "0.25"] {
            assert_eq!(*mask.details(&detail(other)), detail(other));
        }
        mask.blind();
        assert!(mask.hides("123456") && !mask.hides("12345"));
    }

    #[test]
    fn where_something_failed_nothing_is_quoted() {
        let parts = part("harmless");
        let mut mask = Mask::default();
        mask.blind();
        mask.seal(&parts);
        assert_eq!(mask.quote(&parts, span(0, 8)), "[withheld: not everything was checked]");
    }

    #[test]
    fn overlapping_evidence_is_one_hole() {
        let parts = part("0123456789");
        let mut mask = Mask::default();
        mask.add(&parts, span(2, 6), &[], "a");
        mask.add(&parts, span(4, 8), &[], "b");
        mask.add(&parts, span(8, 9), &[], "c");
        mask.seal(&parts);
        assert_eq!(mask.cut(&parts, span(0, 10)), "01[redacted: a]9");
    }

    #[test]
    fn quotes_are_one_short_line() {
        let text = format!("a\n\t b {}", "x".repeat(300));
        let parts = part(&text);
        let quote = Mask::default().quote(&parts, span(0, text.len() as u32));
        assert!(quote.starts_with("a b xxx") && quote.ends_with('…') && quote.chars().count() <= 101);
    }
}
