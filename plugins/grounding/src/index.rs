//! What the answer is held against: the permitted contexts, the user's message and the history, read once
//! per sample; and the answer's own sentences.

use std::rc::Rc;

use lictor_sdk::{Case, Input, Part, text};

use crate::foreign::is_foreign;
use crate::tokens::{Token, tokenise};

/// Findings of one rule on one answer. What has more to say than this has nothing to say, and the host
/// counts reports.
pub(crate) const MAX_FINDINGS: usize = 48;

/// A text and its tokens.
pub(crate) struct Doc<'a> {
    pub(crate) part: Part<'a>,
    pub(crate) text: &'a str,
}

/// A source that the answer may rest on.
pub(crate) struct Source {
    /// The part's index.
    pub(crate) part: u32,
    /// Whether it is a context rather than something that was said.
    pub(crate) is_context: bool,
    /// Its tokens, in [`Index::tokens`].
    pub(crate) tokens: std::ops::Range<usize>,
    /// Stems of its text and title.
    pub(crate) stems: StemSet,
}

/// The sources of a sample.
pub(crate) struct Index {
    pub(crate) tokens: Vec<Token>,
    /// Contexts first, in their order.
    pub(crate) sources: Vec<Source>,
    english: bool,
    foreign: bool,
}

impl Index {
    /// The index of this sample, made by the first rule that asks.
    pub(crate) fn of(case: &Case<'_>) -> Rc<Self> {
        case.memo(Self::build)
    }

    fn build(case: &Case<'_>) -> Self {
        let mut tokens = Vec::with_capacity(sources(case).map(|doc| doc.text.len() / 5).sum());
        let mut list = Vec::new();
        let (mut words, mut function_words, mut foreign) = (0_usize, 0_usize, 0_usize);
        for doc in sources(case) {
            let first = tokens.len();
            tokenise(doc.text, &mut tokens);
            let is_context = doc.part.input() == Input::PermittedContexts;
            let mut title = Vec::new();
            if is_context {
                tokenise(&doc.part.property("title").unwrap_or_default(), &mut title);
            }
            let own = &tokens[first..];
            let mut stems = StemSet::with_capacity(own.len() + title.len());
            own.iter().chain(&title).for_each(|token| stems.insert(token.stem));
            if is_context {
                foreign += if is_foreign(doc.text, own) { own.len() } else { 0 };
                let letters = own.iter().filter(|t| !doc.text.as_bytes()[t.start as usize].is_ascii_digit());
                letters.for_each(|token| {
                    words += 1;
                    function_words += usize::from(!token.is_content());
                });
            }
            list.push(Source { part: doc.part.index(), is_context, tokens: first..tokens.len(), stems });
        }
        // English prose has 35 % function words and more, lists and tables fewer, other languages hardly any.
        let english = words < 40 || function_words * 12 >= words;
        // A title or a name among many contexts is none that an answer is taken from.
        let foreign = foreign > 0 && 4 * foreign >= words;
        Self { tokens, sources: list, english, foreign }
    }

    /// Whether the contexts are in English, as far as one can see.
    pub(crate) fn is_english(&self) -> bool {
        self.english
    }

    /// Whether a good part of the contexts is plainly in another language: an English sentence from it shares no words with it.
    pub(crate) fn has_foreign(&self) -> bool {
        self.foreign || !self.english
    }

    /// Whether some source has the stem.
    pub(crate) fn knows(&self, stem: u32) -> bool {
        self.sources.iter().any(|source| source.stems.contains(stem))
    }

    /// The permitted contexts, in their order.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.is_context)
    }

    /// The tokens of a source.
    pub(crate) fn tokens_of(&self, source: &Source) -> &[Token] {
        &self.tokens[source.tokens.clone()]
    }
}

/// The texts that the answer may rest on: contexts first.
pub(crate) fn sources<'a>(case: &'a Case<'a>) -> impl Iterator<Item = Doc<'a>> {
    [Input::PermittedContexts, Input::UserMessage, Input::History]
        .into_iter()
        .flat_map(|input| case.parts_of(input))
        .map(|part| Doc { part, text: part.text() })
}

/// A sentence of the answer.
pub(crate) struct Sentence {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its tokens, in [`Answer::tokens`].
    pub(crate) tokens: std::ops::Range<usize>,
}

/// The answer, cut into sentences. Code is left out.
pub(crate) struct Answer {
    pub(crate) part: u32,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
}

impl Answer {
    /// The answer of this sample, cut by the first rule that asks.
    pub(crate) fn of(case: &Case<'_>) -> Rc<Self> {
        case.memo(|case| {
            let text = case.answer();
            let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
            let mut tokens = Vec::with_capacity(text.len() / 5);
            tokenise(text, &mut tokens);
            let sentences = cut(text, &tokens);
            Self { part, tokens, sentences }
        })
    }

    /// The sentence's distinct content stems.
    pub(crate) fn stems(&self, sentence: &Sentence) -> Vec<u32> {
        distinct(self.tokens[sentence.tokens.clone()].iter().map(|token| token.stem))
    }
}

/// The sentences of a text with their tokens.
fn cut(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let code = crate::code::regions(text);
    let mut first = 0;
    let mut out = Vec::new();
    for range in text::sentences(text) {
        first += tokens[first..].iter().take_while(|token| (token.start as usize) < range.start).count();
        let count = tokens[first..].iter().take_while(|token| (token.start as usize) < range.end).count();
        if !code.iter().any(|code| code.start <= range.start && range.end <= code.end) {
            out.push(Sentence { start: range.start, end: range.end, tokens: first..first + count });
        }
        first += count;
    }
    out
}

/// Content stems without repetition, in order.
pub(crate) fn distinct(stems: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    for stem in stems.filter(|stem| *stem != 0) {
        // Sentences are short; a text without full stops is cut off where it stops being one.
        if out.len() < 256 && !out.contains(&stem) {
            out.push(stem);
        }
    }
    out
}

/// A set of hashes: open addressing, no zero.
pub(crate) struct StemSet {
    slots: Vec<u32>,
}

impl StemSet {
    /// For at most so many entries.
    pub(crate) fn with_capacity(entries: usize) -> Self {
        Self { slots: vec![0; ((entries + 32) * 2).next_power_of_two()] }
    }

    fn slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash ^ (hash >> 15)) as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Adds a hash; 0 and what goes beyond the capacity are left out.
    pub(crate) fn insert(&mut self, hash: u32) {
        if hash != 0 {
            let slot = self.slot(hash);
            self.slots[slot] = hash;
        }
    }

    /// Whether the hash is in the set.
    pub(crate) fn contains(&self, hash: u32) -> bool {
        hash != 0 && self.slots[self.slot(hash)] == hash
    }
}
