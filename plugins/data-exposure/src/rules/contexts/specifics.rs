//! What a text says that could hardly be said by chance: names, numbers, amounts of money, dates, identifiers.

use super::index::{Index, KNOWN, RESTRICTED, Sieve};
use super::values::{Value, month, values};
use super::words::{Weight, Word, join, words};

/// A specific of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Specific {
    pub(crate) hash: u64,
    pub(crate) kind: Kind,
    /// First byte, and one past the last.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The words of a name, one by one.
    words: Vec<u64>,
}

/// What a specific is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A code of letters and digits, an address, or a long number.
    Id,
    /// An amount with its currency.
    Money,
    /// A day of a month.
    Date,
    /// A number of two digits and more.
    Number,
    /// A year that could be said of anything.
    Year,
    /// Several words with capital letters.
    Name,
    /// One word with a capital letter within a sentence.
    SingleName,
}

/// So many words a name has at most.
const NAME_WORDS: usize = 4;

/// The specifics of an answer, and where else they stand.
pub(crate) struct Specifics {
    all: Vec<Specific>,
    index: Index,
    /// The words of its names, where it has names: no other word can be part of one.
    sieve: Option<Sieve>,
}

impl Specifics {
    /// Reads an answer.
    pub(crate) fn new(text: &str) -> Self {
        let mut all = Vec::new();
        values(text, |Value { hash, kind, start, end }| {
            all.push(Specific { hash, kind, start, end, words: Vec::new() })
        });
        let named = names(text, &mut all);
        let mut index = Index::with_room(all.iter().map(|specific| 1 + specific.words.len()).sum());
        for specific in &all {
            index.insert(specific.hash);
            specific.words.iter().for_each(|word| index.insert(*word));
        }
        let sieve = (!named.is_empty()).then(|| Sieve::of(named.into_iter()));
        Self { all, index, sieve }
    }

    /// Notes what stands in a text that the reader must not see.
    pub(crate) fn restrict(&mut self, text: &str) {
        self.mark(text, RESTRICTED);
    }

    /// Notes what stands in a text that the reader may know.
    pub(crate) fn forgive(&mut self, text: &str) {
        self.mark(text, KNOWN);
    }

    fn mark(&mut self, text: &str, bits: u8) {
        let Self { index, sieve, all } = self;
        if all.iter().any(|specific| specific.words.is_empty()) {
            values(text, |value| index.mark(value.hash, bits));
        }
        let Some(sieve) = sieve else { return };
        let mut last: Vec<Word> = Vec::with_capacity(NAME_WORDS);
        for word in words(text) {
            if !sieve.holds(word.hash) {
                last.clear();
                continue;
            }
            if last.len() == NAME_WORDS {
                last.remove(0);
            }
            last.push(word);
            for first in 0..last.len() {
                // The reader knows a word however it is written; a name stands in capitals where it leaks from.
                if bits == KNOWN || last[first].capital {
                    index.mark(name_hash(last[first..].iter().map(|word| word.hash)), bits);
                }
            }
        }
    }

    /// The distinct specifics that stand in what the reader must not see, and nowhere that they know of.
    pub(crate) fn leaked(&self) -> Vec<&Specific> {
        let mut seen: Vec<u64> = Vec::new();
        let known = |word: &u64| self.index.get(*word) & KNOWN != 0;
        let leaks = |specific: &&Specific| {
            self.index.get(specific.hash) == RESTRICTED
                && (specific.words.is_empty() || !specific.words.iter().all(known))
        };
        self.all
            .iter()
            .filter(leaks)
            .filter(|specific| {
                let new = !seen.contains(&specific.hash);
                // A quadratic search must not be fed; so many are more than enough to tell.
                if new && seen.len() < 64 {
                    seen.push(specific.hash);
                }
                new
            })
            .take(64)
            .collect()
    }
}

/// One word's hash is apart from that of the same letters as a value.
fn name_hash(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(1, join)
}

/// Runs of words in capitals. Gives the words that are in one.
fn names(text: &str, all: &mut Vec<Specific>) -> Vec<u64> {
    let mut named = Vec::new();
    let mut run: Vec<(Word, bool)> = Vec::new();
    let mut end = 0;
    for word in words(text) {
        let gap = &text[end..word.start as usize];
        let opens = end == 0 || gap.contains(['.', '!', '?', ':', '\n', '"', '“', '*', '#', ';']);
        let written = &text[word.start as usize..word.end as usize];
        let capital = word.capital && !is_common(written);
        if opens || !matches!(gap, " " | "-") || !capital || run.len() == NAME_WORDS {
            close(&mut run, all, &mut named);
        }
        if capital && word.weight() > Weight::Stop {
            run.push((word, opens));
        }
        end = word.end as usize;
    }
    close(&mut run, all, &mut named);
    named
}

fn close(run: &mut Vec<(Word, bool)>, all: &mut Vec<Specific>, named: &mut Vec<u64>) {
    let alone = run.len() == 1;
    if let (Some((first, opens)), Some((last, _))) = (run.first(), run.last())
        // Any word has a capital at the beginning of a sentence.
        && !(alone && (*opens || first.end - first.start < 4))
    {
        let hashes: Vec<u64> = run.iter().map(|(word, _)| word.hash).collect();
        named.extend(&hashes);
        all.push(Specific {
            hash: name_hash(hashes.iter().copied()),
            kind: if alone { Kind::SingleName } else { Kind::Name },
            start: first.start,
            end: last.end,
            words: hashes.iter().map(|word| name_hash(std::iter::once(*word))).collect(),
        });
    }
    run.clear();
}

/// Names that everybody uses: of days, months, peoples and the largest countries.
fn is_common(word: &str) -> bool {
    const COMMON: &str = "Africa African America American Americans Asia Asian Australia Australian Bible Britain British Canada \
        Canadian China Chinese Christian Congress Dr Dutch Earth England English Europe European France Friday \
        French German Germany God Greek India Indian Internet Italian Italy Japan Japanese King Latin London \
        Monday Mr Mrs Ms New President Queen Roman Russia Russian Saturday Spain Spanish State States Sunday \
        Thursday Tuesday UK US United Wednesday";
    COMMON.split(' ').any(|common| common == word) || (word.len() > 2 && month(word).is_some())
}
