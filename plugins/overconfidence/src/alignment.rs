//! Sentences of the permitted contexts that say what a sentence of the answer says, as far as words can tell.

use lictor_sdk::{Case, Input, Span};

use crate::sentence::sentences_of;
use crate::sources::{content_words, same_stem};
use crate::words::folded;

/// How much of a sentence's content a source's sentence must have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share(usize, usize);

impl Share {
    /// One in two words.
    pub(crate) const HALF: Self = Self(1, 2);
    /// Three in five.
    pub(crate) const MOST: Self = Self(3, 5);
    /// Three in ten.
    pub(crate) const SOME: Self = Self(3, 10);

    /// Whether a folded source has that much of the content words.
    pub(crate) fn holds(self, content: &[&str], source: &str) -> bool {
        let known: Vec<&str> = content_words(source).collect();
        let shared = content.iter().filter(|word| known.iter().any(|other| same_stem(word, other))).count();
        shared * self.1 >= content.len() * self.0
    }
}

/// A sentence of a context.
pub(crate) struct Source {
    /// Folded.
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// The sentences that say the same. None for a sentence of fewer than two content words.
pub(crate) fn sentences(case: &Case<'_>, sentence: &str, share: Share) -> Vec<Source> {
    let lowered = folded(sentence);
    let content: Vec<&str> = content_words(&lowered).collect();
    let mut found = Vec::new();
    if content.len() < 2 {
        return found;
    }
    for part in case.parts_of(Input::PermittedContexts) {
        for range in sentences_of(case, part.index()).iter() {
            let text = folded(&part.text()[range.clone()]);
            if share.holds(&content, &text) {
                found.push(Source { text, span: part.span(range.clone()) });
            }
        }
    }
    found
}
