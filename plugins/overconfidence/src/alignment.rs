//! Sentences of the permitted contexts that say what a sentence of the answer says, as far as words can tell.

use std::ops::Range;
use std::rc::Rc;

use lictor_sdk::{Case, Input, Span};

use crate::sentence::sentences_of;
use crate::sources::{content_ranges, content_words, same_stem};
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
}

/// A sentence of a context.
pub(crate) struct Source {
    /// Folded.
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// The sentences that say the same. None for a sentence of fewer than two content words.
pub(crate) fn sentences(case: &Case<'_>, sentence: &str, share: Share) -> Vec<Rc<Source>> {
    let lowered = folded(sentence);
    let content: Vec<&str> = content_words(&lowered).collect();
    if content.len() < 2 {
        return Vec::new();
    }
    case.memo(Index::of).sharing(&content, share)
}

/// The sentences of all contexts, and which have which content words: rules ask about sentence after sentence.
struct Index {
    sentences: Vec<Rc<Source>>,
    /// By beginning, then in the order of the sentences.
    words: Vec<Word>,
}

struct Word {
    beginning: [u8; BEGINNING],
    sentence: usize,
    range: Range<usize>,
}

/// Words of one stem are the same up to here.
const BEGINNING: usize = 4;

fn beginning(word: &str) -> [u8; BEGINNING] {
    let mut beginning = [0; BEGINNING];
    beginning.iter_mut().zip(word.bytes()).for_each(|(to, byte)| *to = byte);
    beginning
}

impl Index {
    fn of(case: &Case<'_>) -> Self {
        let mut index = Self { sentences: Vec::new(), words: Vec::new() };
        for part in case.parts_of(Input::PermittedContexts) {
            for range in sentences_of(case, part.index()).iter() {
                let text = folded(&part.text()[range.clone()]);
                let sentence = index.sentences.len();
                let word = |range: Range<usize>| Word { beginning: beginning(&text[range.clone()]), sentence, range };
                index.words.extend(content_ranges(&text).map(word));
                index.sentences.push(Rc::new(Source { text, span: part.span(range.clone()) }));
            }
        }
        index.words.sort_by_key(|word| word.beginning);
        index
    }

    /// The sentences that have so much of the content words.
    fn sharing(&self, content: &[&str], share: Share) -> Vec<Rc<Source>> {
        // How many of the words each sentence has, and how many words had been asked about when the last was found.
        let mut counts = vec![(0_usize, 0_usize); self.sentences.len()];
        for (asked, word) in (1..).zip(content) {
            let beginning = beginning(word);
            let from = self.words.partition_point(|known| known.beginning < beginning);
            for known in self.words[from..].iter().take_while(|known| known.beginning == beginning) {
                let (count, last) = &mut counts[known.sentence];
                if *last != asked && same_stem(word, &self.sentences[known.sentence].text[known.range.clone()]) {
                    (*count, *last) = (*count + 1, asked);
                }
            }
        }
        let enough = |count: usize| count * share.1 >= content.len() * share.0;
        let same = self.sentences.iter().zip(counts).filter(|(_, (count, _))| enough(*count));
        same.map(|(source, _)| source.clone()).collect()
    }
}
