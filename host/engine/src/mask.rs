//! What any sensitive rule found is shown by nobody: not by the rule, not by another pack that quotes the
//! sentence around it, not in the redacted answer.

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
    /// Spans and the slug that takes their place.
    spans: Vec<(Span, String)>,
    /// Evidence as text, and its slug.
    texts: Vec<(String, String)>,
}

impl Mask {
    /// Adds a piece of evidence: where it stands, and how views showed it.
    pub(crate) fn add(&mut self, parts: &[Part<'_>], span: Span, shown: &[String], slug: &str) {
        self.spans.push((span, slug.to_owned()));
        let original = &parts[span.part as usize].text[span.start as usize..span.end as usize];
        for text in std::iter::once(original).chain(shown.iter().map(String::as_str)) {
            let text = text.trim();
            if text.len() >= SHORTEST_ELSEWHERE && !self.texts.iter().any(|(known, _)| known == text) {
                self.texts.push((text.to_owned(), slug.to_owned()));
            }
        }
    }

    /// Finds the evidence wherever else it stands, in every part, and sorts. Call once, before anything is masked.
    pub(crate) fn seal(&mut self, parts: &[Part<'_>]) {
        for (evidence, slug) in &self.texts {
            for (index, part) in parts.iter().enumerate() {
                for (start, found) in part.text.match_indices(evidence.as_str()) {
                    let span = Span { part: index as u32, start: start as u32, end: (start + found.len()) as u32 };
                    self.spans.push((span, slug.clone()));
                }
            }
        }
        // The longer one first where two begin together, so that a hole has the name of the whole.
        self.spans.sort_by(|(a, x), (b, y)| {
            (a.part, a.start, std::cmp::Reverse(a.end), x).cmp(&(b.part, b.start, std::cmp::Reverse(b.end), y))
        });
        self.spans.dedup();
    }

    /// Whether any evidence lies in the span.
    pub(crate) fn touches(&self, span: &Span) -> bool {
        self.spans.iter().any(|(evidence, _)| evidence.overlaps(span))
    }

    /// A span as a message may quote it: masked, on one line, not too long.
    pub(crate) fn quote(&self, parts: &[Part<'_>], span: Span) -> String {
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
        for (range, slug) in self.merged(span.part) {
            if range.end <= at || range.start >= end {
                continue;
            }
            out.push_str(&text[at..range.start.max(at)]);
            out.push_str(&format!("[redacted: {slug}]"));
            at = range.end.min(end);
        }
        out.push_str(&text[at..end]);
        out
    }

    /// The evidence of one part as disjoint ranges; overlapping pieces are one, under the first one's slug.
    fn merged(&self, part: u32) -> Vec<(Range<usize>, &str)> {
        let mut merged: Vec<(Range<usize>, &str)> = Vec::new();
        for (span, slug) in self.spans.iter().filter(|(span, _)| span.part == part && span.start < span.end) {
            let range = span.start as usize..span.end as usize;
            match merged.last_mut() {
                Some((last, _)) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push((range, slug)),
            }
        }
        merged
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
