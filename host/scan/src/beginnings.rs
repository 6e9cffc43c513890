//! Regexes that begin with something seldom seen, such as `ghp_`, are looked for by that.

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use crate::literals::DFA_BYTES;

/// The most beginnings that one regex may have.
const MAX_BEGINNINGS: usize = 32;

/// More of a beginning is not looked at, in bytes.
const MAX_BYTES: usize = 8;

/// Fewer bytes are not looked for.
const MIN_BYTES: usize = 3;

/// Letters alone are often part of ordinary words, unless they are this many.
const MIN_LETTERS: usize = 6;

/// A pass of its own does not pay for this many regexes or fewer.
const FEW: usize = 8;

/// The beginnings, one of which every match has in some case, if all of them are seldom seen.
pub(crate) fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    // Each letter that matches in either case doubles the number.
    extractor.limit_total(1 << MAX_BYTES);
    let found = extractor.extract(hir);
    let mut beginnings: Vec<Vec<u8>> = found
        .literals()?
        .iter()
        .map(|literal| &literal.as_bytes()[..literal.len().min(MAX_BYTES)])
        .map(<[u8]>::to_ascii_lowercase)
        .collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    let seldom = |text: &Vec<u8>| {
        text.len() >= MIN_LETTERS
            || text.len() >= MIN_BYTES && !text.iter().all(|byte| b" '".contains(byte) || byte.is_ascii_alphabetic())
    };
    (beginnings.len() <= MAX_BEGINNINGS && beginnings.iter().all(seldom)).then_some(beginnings)
}

/// The beginnings of many regexes, found in one pass.
pub(crate) struct Beginnings {
    automaton: AhoCorasick,
    /// Which regex each is of.
    patterns: Vec<u32>,
}

impl Beginnings {
    /// Compiles them, given with the patterns that they belong to. There is nothing when they are too few, or too many.
    pub(crate) fn new<'b>(beginnings: impl Iterator<Item = (u32, &'b [Vec<u8>])>) -> Option<Self> {
        let (patterns, texts): (Vec<u32>, Vec<&[u8]>) =
            beginnings.flat_map(|(pattern, texts)| texts.iter().map(move |text| (pattern, text.as_slice()))).unzip();
        if patterns.windows(2).filter(|pair| pair[0] != pair[1]).count() < FEW {
            return None;
        }
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .kind((bytes <= DFA_BYTES).then_some(AhoCorasickKind::DFA))
            .build(texts)
            .ok()?;
        Some(Self { automaton, patterns })
    }

    /// Calls `each` with the patterns that may match, with some more than once.
    pub(crate) fn candidates(&self, text: &str, mut each: impl FnMut(u32)) {
        let mut state = OverlappingState::start();
        loop {
            self.automaton.find_overlapping(Input::new(text), &mut state);
            let Some(hit) = state.get_match() else { return };
            each(self.patterns[hit.pattern().as_usize()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(regex: &str) -> Option<String> {
        let hir = crate::pattern::parse(regex, false).unwrap();
        Some(beginnings(&hir)?.iter().map(|text| String::from_utf8_lossy(text)).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn only_what_is_seldom_seen_is_looked_for() {
        assert_eq!(of(r"\bgh[po]_[0-9A-Za-z]{36}"), Some("gho_|ghp_".into()));
        assert_eq!(of("(?i)AB-x"), Some("ab-x".into()));
        assert_eq!(of("certificate"), Some("certific".into()));
        for often in ["the", "i am", "[a-z]+_x", "x_", "ghp_|the", r"\d+"] {
            assert_eq!(of(often), None, "{often}");
        }
    }
}
