//! Runs of words that an answer shares with a text, less those that it shares with other texts too.

use lictor_sdk::{Case, Input, Part, Span};

use super::index::{Index, KNOWN, RESTRICTED, Sieve};
use super::words::{Weight, Word, join, words};

/// A run of shared words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where in the answer.
    pub(crate) span: Span,
    /// How many words.
    pub(crate) words: usize,
    /// Of its words, how many are no words of grammar.
    pub(crate) content: usize,
    /// Of its words, how many are rare.
    pub(crate) rare: usize,
}

/// An answer's words, ready to be compared.
pub(crate) struct Overlap<'a> {
    part: Part<'a>,
    words: Vec<Word>,
    /// How many words a piece has.
    length: usize,
    /// The hash of the piece that begins at each word.
    pieces: Vec<u64>,
    index: Index,
    /// Its words: no piece of it has any other.
    sieve: Sieve,
}

impl<'a> Overlap<'a> {
    /// Cuts a text into overlapping pieces of so many words.
    pub(crate) fn new(part: &Part<'a>, length: usize) -> Self {
        let words: Vec<Word> = words(part.text()).collect();
        let pieces: Vec<u64> = pieces(words.iter().copied(), length, |_| true).map(|(hash, _)| hash).collect();
        let mut index = Index::with_room(pieces.len());
        pieces.iter().for_each(|hash| index.insert(*hash));
        let sieve = Sieve::of(words.iter().map(|word| word.hash));
        Self { part: *part, words, length, pieces, index, sieve }
    }

    /// How many words the answer has.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Notes which pieces stand in a text that the answer must not repeat.
    pub(crate) fn restrict(&mut self, text: &str) {
        self.mark(text, RESTRICTED);
    }

    /// Notes which pieces stand in this text too, so that they give nothing away.
    pub(crate) fn forgive(&mut self, text: &str) {
        self.mark(text, KNOWN);
    }

    /// Forgives what stands in the texts of these inputs, as far as they are granted.
    pub(crate) fn forgive_inputs(&mut self, case: &Case<'_>, inputs: &[Input]) {
        for input in inputs {
            case.parts_of(*input).for_each(|part| self.forgive(part.text()));
        }
    }

    fn mark(&mut self, text: &str, bits: u8) {
        let Self { index, sieve, .. } = self;
        for (hash, quoted) in pieces(words(text), self.length, |word| sieve.holds(word)) {
            if !(quoted && bits == RESTRICTED) {
                index.mark(hash, bits);
            }
        }
    }

    /// The runs of words whose pieces are all restricted and none known, longest first.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut first = None;
        for at in 0..=self.pieces.len() {
            let taken = self.pieces.get(at).is_some_and(|hash| self.index.get(*hash) == RESTRICTED);
            match (taken, first) {
                (true, None) => first = Some(at),
                (false, Some(start)) => {
                    runs.push(self.run(&self.words[start..at - 1 + self.length]));
                    first = None;
                }
                _ => {}
            }
        }
        runs.sort_by_key(|run| (std::cmp::Reverse(run.words), run.span));
        runs
    }

    fn run(&self, words: &[Word]) -> Run {
        let count = |least: Weight| words.iter().filter(|word| word.weight() >= least).count();
        let (start, end) = (words.first().map_or(0, |w| w.start), words.last().map_or(0, |w| w.end));
        Run {
            span: Span { part: self.part.index(), start, end },
            words: words.len(),
            content: count(Weight::Plain),
            rare: count(Weight::Rare),
        }
    }
}

/// The hashes of all pieces of so many words, and whether all of a piece is quoted.
///
/// A word that is not known ends a piece and is in none.
fn pieces(
    words: impl Iterator<Item = Word>,
    length: usize,
    known: impl Fn(u64) -> bool,
) -> impl Iterator<Item = (u64, bool)> {
    let mut ring: Vec<u64> = Vec::with_capacity(length);
    let (mut at, mut quoted) = (0, 0_usize);
    words.filter_map(move |word| {
        quoted = if word.quoted { quoted + 1 } else { 0 };
        if !known(word.hash) {
            ring.clear();
            at = 0;
            return None;
        }
        if ring.len() < length {
            ring.push(word.hash);
        } else {
            ring[at % length] = word.hash;
        }
        at += 1;
        (at >= length).then(|| {
            let hash = (at..at + length).fold(0, |hash, place| join(hash, ring[place % length]));
            (hash, quoted >= length)
        })
    })
}
