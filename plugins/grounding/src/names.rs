//! Names of two words and more, and whether a source has one in another form.

use std::ops::Range;

use lictor_sdk::Case;

use crate::index::{Answer, Index, Sentence, sources};
use crate::support::Claims;
use crate::tokens::{Token, hash};

/// Words of one name. Longer runs of capitals are titles and headings.
const MAX_WORDS: usize = 5;
/// Share of a sentence's words that may be capitalised: beyond that it is a heading.
const RUNNING: f32 = 0.5;
/// Letters that a derived form shares with its name: *Canad*a, *Canad*ian.
const PREFIX: usize = 5;

/// The names in the running text of an answer, as ranges of its tokens.
pub(crate) fn names(text: &str, answer: &Answer, claims: &Claims) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for sentence in claims.0.iter().map(|claim| &answer.sentences[claim.sentence]) {
        let words = &text[sentence.start..sentence.end];
        let capital = |token: &Token| is_capital(text, *token);
        let tokens = &answer.tokens[sentence.tokens.clone()];
        let capitals = tokens.iter().filter(|token| capital(token)).count();
        if capitals >= 2 && !words.starts_with('>') && capitals as f32 <= RUNNING * tokens.len() as f32 {
            out.extend(in_sentence(text, answer, sentence));
        }
    }
    out
}

fn in_sentence(text: &str, answer: &Answer, sentence: &Sentence) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = sentence.tokens.start;
    while at < sentence.tokens.end {
        let mut end = at;
        while end < sentence.tokens.end
            && is_name_word(text, answer.tokens[end])
            && (end == at || is_joined(text, answer.tokens[end - 1], answer.tokens[end]))
        {
            end += 1;
        }
        // The first word of a sentence has its capital in any case, and a label goes before a colon.
        let start = if at == sentence.tokens.start { at + 1 } else { at };
        let label = |end: usize| {
            let after = &text[answer.tokens[end - 1].end as usize..];
            after.trim_start_matches(['*', '_', ' ']).starts_with([':', '–', '—']) || after.starts_with(" - ")
        };
        if end >= start + 2 && end - start <= MAX_WORDS && !label(end) {
            out.push(start..end);
        }
        at = end.max(at + 1);
    }
    out
}

fn is_capital(text: &str, token: Token) -> bool {
    text[token.start as usize..].starts_with(char::is_uppercase)
}

/// A capital and then small letters, and no day, month or function word.
fn is_name_word(text: &str, token: Token) -> bool {
    let word = &text[token.start as usize..token.end as usize];
    let mixed = word.chars().skip(1).any(char::is_lowercase) && word.chars().all(char::is_alphabetic);
    is_capital(text, token) && mixed && token.is_content() && !CALENDAR.contains(&token.word)
}

fn is_joined(text: &str, one: Token, other: Token) -> bool {
    matches!(&text[one.end as usize..other.start as usize], " " | "\u{a0}" | "-")
}

const CALENDAR: [u32; 19] = [
    hash("monday"),
    hash("tuesday"),
    hash("wednesday"),
    hash("thursday"),
    hash("friday"),
    hash("saturday"),
    hash("sunday"),
    hash("january"),
    hash("february"),
    hash("march"),
    hash("april"),
    hash("may"),
    hash("june"),
    hash("july"),
    hash("august"),
    hash("september"),
    hash("october"),
    hash("november"),
    hash("december"),
];

/// What the sources have that may be a name in another form.
pub(crate) struct Names {
    acronyms: Vec<String>,
    /// Lower-case beginnings of their words, sorted.
    beginnings: Vec<[u8; PREFIX]>,
}

impl Names {
    /// Reads the words of all sources.
    pub(crate) fn of(case: &Case<'_>, index: &Index) -> Self {
        let (mut acronyms, mut beginnings) = (Vec::new(), Vec::new());
        for (source, doc) in index.sources.iter().zip(sources(case)) {
            for token in index.tokens_of(source) {
                let word = &doc.text[token.start as usize..token.end as usize];
                beginnings.extend(beginning(word));
                let is_acronym = (2..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
                if is_acronym && !acronyms.iter().any(|known| known == word) {
                    acronyms.push(word.to_owned());
                }
            }
        }
        beginnings.sort_unstable();
        Self { acronyms, beginnings }
    }

    /// Whether a word of the name stands there in a derived form, or its initials do.
    pub(crate) fn have(&self, text: &str, name: &[Token]) -> bool {
        let word = |token: &Token| &text[token.start as usize..token.end as usize];
        let initials: String = name.iter().filter_map(|token| word(token).chars().next()).collect();
        let derived = |token: &Token| {
            let beginning = beginning(word(token));
            beginning.is_some_and(|beginning| self.beginnings.binary_search(&beginning).is_ok())
        };
        name.iter().any(derived) || self.acronyms.iter().any(|acronym| initials.contains(acronym.as_str()))
    }
}

fn beginning(word: &str) -> Option<[u8; PREFIX]> {
    let mut out: [u8; PREFIX] = word.as_bytes().get(..PREFIX)?.try_into().ok()?;
    out.make_ascii_lowercase();
    Some(out)
}
