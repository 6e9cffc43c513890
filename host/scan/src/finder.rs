//! Finds the factors of many patterns in one pass.
//!
//! Each factor is entered under the three (of many factors, four) characters of it that ordinary text has least, in an
//! alphabet of 32. The pass asks of every place whether anything is entered under what stands there, which is one look
//! into a small table, and compares the factors themselves where the answer is yes.

use crate::alphabet::{CHARACTERS, character, fold, seldom};
use crate::factors::{FOLDED_TO_ASCII, Factor, MAX_BYTES};

/// Bits of a character.
const BITS: usize = CHARACTERS.ilog2() as usize;

/// From so many factors on four characters are looked at: three would say yes too often.
const MANY: usize = 12_000;

/// Room before and after the text, so that a factor can be compared in one step.
const MARGIN: usize = MAX_BYTES;

/// Which pattern a factor is a hint at, and where a match would begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use {
    pattern: u32,
    least: u32,
    most: Option<u32>,
    /// Whether it begins a match that begins a word.
    begins_word: bool,
}

/// What a thread needs to find factors.
#[derive(Default)]
pub(crate) struct FinderCache {
    folded: Vec<u8>,
    pub(crate) hints: Vec<Hint>,
}

/// A place where a pattern may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    pub(crate) pattern: u32,
    /// The first byte at which a match could begin, where there is a bound.
    pub(crate) first: Option<u32>,
    /// The last byte at which a match could begin.
    pub(crate) last: u32,
}

/// What a pass over a text came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The hints are all there are.
    Hints,
    /// The text has letters that fold to ASCII: a pattern that is hinted at may match anywhere.
    Folded,
    /// There is more to look at than text: any pattern may match anywhere.
    Everywhere,
}

/// Ordinary text has a hint in thirty bytes. Patterns made to be hinted at everywhere must not fill the memory.
const HINTS_PER_BYTE: usize = 1;

/// As many hints are always kept.
const HINTS: usize = 1_024;

/// The factors of many patterns.
pub(crate) struct Finder {
    /// How many characters are looked at.
    gram: usize,
    /// A bit for each gram: whether anything is entered under it.
    known: Vec<u64>,
    /// How many grams are known before each 64 of them.
    before: Vec<u32>,
    /// Where the entries of each known gram begin, and where the last one's end.
    heads: Vec<u32>,
    entries: Vec<Entry>,
    /// The patterns that each factor is of, one factor after the other.
    uses: Vec<Use>,
    /// Where the uses of each factor begin, and where the last one's end. Factors beyond it are the letters that fold to
    /// ASCII.
    firsts: Vec<u32>,
}

/// The bytes of a factor as a number, which is compared sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Text {
    value: u64,
    length: u8,
}

impl Text {
    #[allow(clippy::cast_possible_truncation, reason = "at most eight bytes")]
    fn of(bytes: &[u8]) -> Self {
        let mut eight = [0; MAX_BYTES];
        eight[..bytes.len()].copy_from_slice(bytes);
        Self { value: u64::from_le_bytes(eight), length: bytes.len() as u8 }
    }
}

/// A factor under one of its grams.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Its bytes, and which of eight bytes they are.
    value: u64,
    mask: u64,
    /// Where in the factor the gram begins.
    offset: u32,
    factor: u32,
}

impl Finder {
    /// Enters the factors of patterns, given with whether the pattern's matches begin a word. There is nothing when there are none.
    #[allow(clippy::cast_possible_truncation, reason = "patterns are short and were counted")]
    pub(crate) fn new<'f>(patterns: impl Iterator<Item = (u32, bool, &'f [Factor])>) -> Option<Self> {
        let mut found: Vec<(Text, Use)> = Vec::new();
        for (pattern, starts_word, factors) in patterns {
            // Hints of one pattern are told in order of their place, so they need to be of one kind.
            let bounded = factors.iter().all(|factor| factor.most.is_some());
            found.extend(factors.iter().map(|Factor { bytes, least, most }| {
                let most = most.filter(|_| bounded).map(|most| most as u32);
                let begins_word = starts_word && most == Some(0);
                (Text::of(bytes), Use { pattern, least: *least as u32, most, begins_word })
            }));
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable_by_key(|(text, of)| (*text, of.pattern));
        let alike = || found.chunk_by(|(a, _), (b, _)| a == b);
        let firsts: Vec<u32> = std::iter::once(0)
            .chain(alike().scan(0, |end, uses| {
                *end += uses.len() as u32;
                Some(*end)
            }))
            .collect();
        let texts = alike().map(|uses| uses[0].0).chain(FOLDED_TO_ASCII.map(|letter| Text::of(letter.as_bytes())));
        let gram = if firsts.len() <= MANY { 3 } else { 4 };
        let mut entered: Vec<(usize, Entry)> = Vec::with_capacity(firsts.len() + FOLDED_TO_ASCII.len());
        for (factor, text) in texts.enumerate() {
            let (eight, length) = (text.value.to_le_bytes(), usize::from(text.length));
            let mask = if length == MAX_BYTES { u64::MAX } else { (1 << (8 * length)) - 1 };
            let (offset, part) = rarest_gram(&eight[..length], gram);
            let entry = Entry { value: text.value, mask, offset: offset as u32, factor: factor as u32 };
            let open = BITS * (gram - part.len());
            let first = part.iter().fold(0, |gram, byte| gram << BITS | character(*byte)) << open;
            // A factor that is shorter than a gram is entered under each that begins with it.
            entered.extend((first..first + (1 << open)).map(|gram| (gram, entry)));
        }
        entered.sort_unstable_by_key(|(gram, entry)| (*gram, entry.factor));
        let mut known = vec![0; (1 << (BITS * gram)) / 64];
        let mut heads = vec![0];
        for (count, (gram, _)) in entered.iter().enumerate() {
            let (word, bit) = (gram / 64, 1 << (gram % 64));
            if known[word] & bit == 0 && count > 0 {
                heads.push(count as u32);
            }
            known[word] |= bit;
        }
        heads.push(entered.len() as u32);
        let before =
            known.iter().scan(0, |before, word: &u64| Some(std::mem::replace(before, *before + word.count_ones())));
        let before = before.collect();
        let entries = entered.into_iter().map(|(_, entry)| entry).collect();
        let uses = found.iter().map(|(_, of)| *of).collect();
        Some(Self { gram, known, before, heads, entries, uses, firsts })
    }

    /// Collects the hints of a text, sorted.
    pub(crate) fn find(&self, text: &str, wanted: &impl Fn(u32) -> bool, cache: &mut FinderCache) -> Sight {
        let sight = self.pass(text, wanted, cache);
        if sight != Sight::Folded {
            return sight;
        }
        let [kelvin, long_s] = FOLDED_TO_ASCII;
        // The places of these hints are not those of the text.
        match self.pass(&text.replace(kelvin, "k").replace(long_s, "s"), wanted, cache) {
            Sight::Hints => Sight::Folded,
            sight => sight,
        }
    }

    /// The patterns that have factors, some more than once.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = u32> {
        self.uses.iter().map(|found| found.pattern)
    }

    fn pass(&self, text: &str, wanted: &impl Fn(u32) -> bool, cache: &mut FinderCache) -> Sight {
        let FinderCache { folded, hints } = cache;
        folded.clear();
        folded.resize(MARGIN, 0);
        folded.extend(text.bytes().map(fold));
        folded.resize(folded.len() + MARGIN, 0);
        hints.clear();
        let mut plain = true;
        let mut gram =
            folded[MARGIN..].iter().take(self.gram - 1).fold(0, |gram, byte| gram << BITS | character(*byte));
        let mask = self.known.len() * 64 - 1;
        for (at, byte) in folded[MARGIN + self.gram - 1..].iter().take(text.len()).enumerate() {
            gram = (gram << BITS | character(*byte)) & mask;
            if self.known[gram / 64] >> (gram % 64) & 1 != 0 {
                plain &= self.compare(gram, folded, at, wanted, hints);
                if hints.len() > HINTS + HINTS_PER_BYTE * text.len() {
                    return Sight::Everywhere;
                }
            }
        }
        hints.sort_unstable();
        if plain { Sight::Hints } else { Sight::Folded }
    }

    /// Takes note of the factors that have this gram at this place. False for a letter that folds to ASCII.
    #[allow(clippy::cast_possible_truncation, reason = "a longer text is not scanned")]
    #[inline(never)]
    fn compare(
        &self,
        gram: usize,
        folded: &[u8],
        at: usize,
        wanted: &impl Fn(u32) -> bool,
        hints: &mut Vec<Hint>,
    ) -> bool {
        let mut plain = true;
        let lower = self.known[gram / 64] & ((1 << (gram % 64)) - 1);
        let rank = (self.before[gram / 64] + lower.count_ones()) as usize;
        for entry in &self.entries[self.heads[rank] as usize..self.heads[rank + 1] as usize] {
            let start = MARGIN + at - entry.offset as usize;
            let Some(bytes) = folded[start..].first_chunk() else { continue };
            if u64::from_le_bytes(*bytes) & entry.mask != entry.value || start < MARGIN {
                continue;
            }
            let factor = entry.factor as usize;
            let Some([first, end]) = self.firsts.get(factor..).and_then(<[u32]>::first_chunk) else {
                plain = false;
                continue;
            };
            let before = folded[start - 1];
            let in_word = before.is_ascii_alphanumeric() || before == b'_';
            let start = (start - MARGIN) as u32;
            for Use { pattern, least, most, begins_word } in &self.uses[*first as usize..*end as usize] {
                // Nearer to the start of the text than every match has before it, or in the middle of a word.
                let Some(last) = start.checked_sub(*least).filter(|_| !(*begins_word && in_word)) else { continue };
                if !wanted(*pattern) {
                    continue;
                }
                hints.push(Hint { pattern: *pattern, first: most.map(|most| start.saturating_sub(most)), last });
            }
        }
        plain
    }
}

/// The part of a factor by which it is entered, and where it begins.
fn rarest_gram(factor: &[u8], gram: usize) -> (usize, &[u8]) {
    let parts = factor.windows(gram.min(factor.len())).enumerate();
    parts.max_by_key(|(at, part)| (seldom(part), std::cmp::Reverse(*at))).unwrap_or((0, factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::of_literal;

    fn find(literals: &[&str], text: &str) -> (Sight, Vec<(u32, u32)>) {
        let factors: Vec<Factor> = literals.iter().map(|literal| of_literal(literal.as_bytes())).collect();
        let finder =
            Finder::new((0..).zip(&factors).map(|(pattern, factor)| (pattern, false, std::slice::from_ref(factor))));
        let mut cache = FinderCache::default();
        let plain = finder.unwrap().find(text, &|_| true, &mut cache);
        (plain, cache.hints.iter().map(|hint| (hint.pattern, hint.last)).collect())
    }

    #[test]
    fn factors_of_every_length_are_found_at_every_place() {
        let literals = ["a", "b1", "xyz", "a long literal", "é"];
        for (text, expected) in [
            ("a", vec![(0, 0)]),
            ("B7", vec![(1, 0)]),
            (" xyz", vec![(2, 1)]),
            ("xy", vec![]),
            ("one a LONG literal", vec![(0, 4), (0, 16), (3, 4)]),
            ("é", vec![(4, 0)]),
        ] {
            let (plain, found) = find(&literals, text);
            assert_eq!(plain, Sight::Hints);
            assert!(expected.iter().all(|hint| found.contains(hint)), "{text}: {found:?}");
        }
    }

    #[test]
    fn letters_that_fold_to_ascii_are_told() {
        assert_eq!(find(&["key"], "the key").0, Sight::Hints);
        assert_eq!(find(&["key"], "the \u{212a}ey"), (Sight::Folded, vec![(0, 4)]));
        assert_eq!(find(&["key"], "\u{17f}").0, Sight::Folded);
    }
}
