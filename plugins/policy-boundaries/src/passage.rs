//! The sentence in which a pattern hit, with what frames it: the heading or the line that introduces its list.

use std::ops::Range;
use std::rc::Rc;

use lictor_sdk::text::sentences;
use lictor_sdk::{Case, Hit, Input};

use crate::words::{folded, mentions};

/// Say of a command that it should not be used.
const WARNINGS: &str = "\
    never|avoid*|dangerous|insecure|unsafe|not recommended|security risk*|do not|don't|should not|shouldn't|be careful|caution|warning|\
    vulnerable|wrong way|bad practice|review the script|trust the source";

/// The sentences of the answer, cut once per sample.
struct Cut(Vec<Range<usize>>);

/// A hit in its sentence. The texts are folded.
pub(crate) struct Passage<'a> {
    text: &'a str,
    hit: Range<usize>,
    sentence: Range<usize>,
    /// The sentence up to the hit.
    pub(crate) before: String,
    /// What was hit.
    pub(crate) matched: String,
    /// The sentence after the hit.
    pub(crate) after: String,
    /// The sentence that follows.
    pub(crate) next: String,
    /// The heading above, and the line that introduces the list in which the hit stands.
    pub(crate) lead: String,
}

impl<'a> Passage<'a> {
    /// The passage around a raw hit in the answer; none for any other.
    pub(crate) fn around(case: &'a Case<'_>, hit: &Hit<'_>) -> Option<Self> {
        if !hit.is_raw() || hit.part().input() != Input::Answer {
            return None;
        }
        let cut: Rc<Cut> = case.memo(|case| Cut(sentences(case.answer()).collect()));
        let span = hit.span();
        Self::at(case.answer(), span.start as usize..span.end as usize, &cut.0)
    }

    fn at(text: &'a str, hit: Range<usize>, cut: &[Range<usize>]) -> Option<Self> {
        let index = cut.partition_point(|sentence| sentence.end <= hit.start);
        let sentence = cut.get(index)?.clone();
        let start = hit.start.clamp(sentence.start, sentence.end);
        let end = hit.end.clamp(start, sentence.end);
        let next = cut.get(index + 1).map_or("", |next| &text[next.clone()]);
        Some(Self {
            before: folded(text.get(sentence.start..start)?),
            matched: folded(text.get(start..end)?),
            after: folded(text.get(end..sentence.end)?),
            next: folded(next),
            lead: folded(&lead(text, sentence.start)),
            text,
            hit: start..end,
            sentence,
        })
    }

    /// The sentence as it stands.
    pub(crate) fn raw(&self) -> &'a str {
        &self.text[self.sentence.clone()]
    }

    /// Whether the sentence says one of these.
    pub(crate) fn says(&self, terms: &str) -> bool {
        [&self.before, &self.matched, &self.after].into_iter().any(|text| mentions(text, terms))
    }

    /// Whether the sentence, the one that follows or what frames them says one of these.
    pub(crate) fn says_around(&self, terms: &str) -> bool {
        self.says(terms) || mentions(&self.next, terms) || mentions(&self.lead, terms)
    }

    /// Whether the lines around warn: where a command stands in a block of code, the prose beside it speaks of it.
    pub(crate) fn warns_near(&self) -> bool {
        const BYTES: usize = 300;
        let from = self.text.floor_char_boundary(self.sentence.start.saturating_sub(BYTES));
        let to = self.text.ceil_char_boundary((self.sentence.end + BYTES).min(self.text.len()));
        mentions(&folded(&self.text[from..to]), WARNINGS)
    }

    /// Whether the sentence asks.
    pub(crate) fn is_question(&self) -> bool {
        self.raw().trim_end_matches(['"', '”', '’', '\'', ')', '*', ']', '!']).ends_with('?')
    }

    /// Whether the hit stands in quotation marks, in a block quotation, or in code.
    pub(crate) fn is_quoted(&self) -> bool {
        let before = &self.text[..self.hit.start];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let open = |from: char, to: char| line.matches(from).count() > line.matches(to).count();
        let odd = |mark: char| line.matches(mark).count() % 2 == 1;
        line.trim_start().starts_with('>')
            || odd('"')
            || odd('`')
            || open('“', '”')
            || open('«', '»')
            || opens_single_quote(line)
            || before.matches("```").count() % 2 == 1
    }
}

/// Whether a single quotation mark was opened before a word and not closed behind one. Apostrophes do neither.
fn opens_single_quote(line: &str) -> bool {
    let mut open = false;
    let mut previous = ' ';
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or('a');
        match c {
            '‘' => open = true,
            '\'' if !previous.is_alphanumeric() && next.is_alphanumeric() => open = true,
            '\'' | '’' if !next.is_alphanumeric() => open = false,
            _ => {}
        }
        previous = c;
    }
    open
}

/// The nearest heading above a place, and the nearest line above that ends in a colon and introduces its list.
fn lead(text: &str, at: usize) -> String {
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let in_list = is_item(&text[line_start..line_end]);
    let mut introduced = false;
    let mut found = String::new();
    for line in text[..line_start].lines().rev() {
        let bare = line.trim();
        if is_heading(bare) {
            found.push_str(bare);
            break;
        }
        if in_list && !introduced && !bare.is_empty() && !is_item(line) && !line.starts_with("  ") {
            introduced = true;
            if bare.trim_end_matches('*').ends_with(':') {
                found.push_str(bare);
                found.push('\n');
            }
        }
    }
    found
}

/// Whether a line is an item of a list.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < line.len() && rest.starts_with(['.', ')']))
        || line.starts_with(['-', '•', '–'])
        || line.starts_with("* ")
}

/// Whether a trimmed line is a heading: in Markdown, or bold as a whole.
fn is_heading(line: &str) -> bool {
    line.starts_with('#') || (line.len() > 4 && line.starts_with("**") && line.trim_end_matches(':').ends_with("**"))
}

#[cfg(test)]
pub(crate) fn passage<'a>(text: &'a str, what: &str) -> Passage<'a> {
    let at = text.find(what).unwrap();
    Passage::at(text, at..at + what.len(), &sentences(text).collect::<Vec<_>>()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_its_heading_and_its_introduction() {
        let text = "# Cleaning\n## Dangers\nNever do this:\n- Scrub\n  hard\n- HIT it\n\nAfterwards HIT2 it.";
        assert_eq!(passage(text, "HIT it").lead, "never do this:\n## dangers");
        assert_eq!(passage(text, "HIT2").lead, "## dangers");
        assert_eq!(passage("1. HIT", "HIT").lead, "");
    }

    #[test]
    fn quotation_marks_are_paired_on_the_line() {
        for text in ["He said “go and HIT it”.", "The text \"HIT\".", "The words 'HIT' here.", "> HIT", "```\nHIT\n```"]
        {
            assert!(passage(text, "HIT").is_quoted(), "{text}");
        }
        for text in ["“No”, HIT.", "It's the dogs' HIT.", "\"A\" or HIT"] {
            assert!(!passage(text, "HIT").is_quoted(), "{text}");
        }
    }
}
