//! Trying a regex at one place, after whatever says cheaply that it cannot match there.

use std::sync::OnceLock;

use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, Span, meta};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::alphabet::{CHARACTERS, character, fold};
use crate::regexes::relaxed;

/// The most characters of a class that beginnings are made of; larger ones can be anything.
const MAX_CLASS: usize = 64;

/// The most beginnings that are looked at.
const MAX_BEGINNINGS: usize = 512;

/// What a regex is tried with. Each part is made when it is first asked: most regexes never get past the first.
pub(crate) struct Trial {
    beginnings: OnceLock<Beginnings>,
    /// A regex that matches wherever this one does, where this one counts far: each count is a state of its automaton,
    /// so that hardly any text leads through states that are there already.
    loose: OnceLock<Option<meta::Regex>>,
    regex: OnceLock<Option<meta::Regex>>,
    cache_bytes: usize,
}

/// What a thread needs to try a regex.
#[derive(Default)]
pub(crate) struct TrialCache {
    regex: Option<meta::Cache>,
    loose: Option<meta::Cache>,
}

impl Trial {
    /// A trial of a regex whose automata may take so many bytes.
    pub(crate) fn new(cache_bytes: usize) -> Self {
        Self { beginnings: OnceLock::new(), loose: OnceLock::new(), regex: OnceLock::new(), cache_bytes }
    }

    /// Whether a match can begin at this place.
    pub(crate) fn begins(&self, hir: &Hir, text: &[u8], at: usize) -> bool {
        self.beginnings.get_or_init(|| Beginnings::of(hir)).has(text, at)
    }

    /// The match that begins at this place.
    ///
    /// # Errors
    /// The regex cannot be compiled, which the bound of its automaton rules out.
    pub(crate) fn at(
        &self,
        hir: &Hir,
        cache: &mut TrialCache,
        text: &str,
        at: usize,
    ) -> Result<Option<Span>, Uncompiled> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let loose = self.loose.get_or_init(|| {
            let loose = relaxed(hir);
            if loose == *hir { None } else { self.compile(&loose, false) }
        });
        if let Some(loose) = loose {
            // Without a bound of its own it must not read what no match reaches.
            let most = hir.properties().maximum_len().unwrap_or(text.len());
            let reach = input.clone().range(at..text.len().min(at.saturating_add(most))).earliest(true);
            let cache = cache.loose.get_or_insert_with(|| loose.create_cache());
            if loose.search_half_with(cache, &reach).is_none() {
                return Ok(None);
            }
        }
        self.first(hir, cache, &input)
    }

    /// The first match of a part of a text.
    ///
    /// # Errors
    /// As in [`at`](Self::at).
    pub(crate) fn first(
        &self,
        hir: &Hir,
        cache: &mut TrialCache,
        input: &Input<'_>,
    ) -> Result<Option<Span>, Uncompiled> {
        let regex = self.regex.get_or_init(|| self.compile(hir, true)).as_ref().ok_or(Uncompiled)?;
        let cache = cache.regex.get_or_insert_with(|| regex.create_cache());
        Ok(regex.search_with(cache, input).map(|found| found.span()))
    }

    /// Literals to skip ahead by are of no use where a match is asked for at one place.
    fn compile(&self, hir: &Hir, skips_ahead: bool) -> Option<meta::Regex> {
        let config = meta::Config::new()
            .which_captures(WhichCaptures::Implicit)
            // The automaton was built before, under a bound.
            .nfa_size_limit(None)
            .hybrid_cache_capacity(self.cache_bytes)
            .auto_prefilter(skips_ahead)
            .onepass(false);
        meta::Regex::builder().configure(config).syntax(syntax::Config::new()).build_from_hir(hir).ok()
    }
}

/// A regex that cannot be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Uncompiled;

/// A bit for each pair of folded characters with which a match can begin.
struct Beginnings([u64; CHARACTERS * CHARACTERS / 64]);

impl Beginnings {
    fn of(hir: &Hir) -> Self {
        let mut extractor = Extractor::new();
        extractor.kind(ExtractKind::Prefix).limit_literal_len(2).limit_class(MAX_CLASS).limit_total(MAX_BEGINNINGS);
        let mut all = Self([0; CHARACTERS * CHARACTERS / 64]);
        match extractor.extract(hir).literals() {
            Some(literals) => literals.iter().for_each(|literal| all.add(literal.as_bytes())),
            None => all.0.fill(u64::MAX),
        }
        all
    }

    fn add(&mut self, literal: &[u8]) {
        let first = |byte: &u8| character(fold(*byte)) * CHARACTERS;
        let pairs = match literal {
            [] => 0..CHARACTERS * CHARACTERS,
            [one] => first(one)..first(one) + CHARACTERS,
            [one, two, ..] => {
                let pair = first(one) + character(fold(*two));
                pair..pair + 1
            }
        };
        pairs.for_each(|pair| self.0[pair / 64] |= 1 << (pair % 64));
    }

    /// Whether a match can begin with what stands here; yes at the end of the text.
    fn has(&self, text: &[u8], at: usize) -> bool {
        let Some([one, two]) = text.get(at..at + 2) else { return true };
        let pair = character(fold(*one)) * CHARACTERS + character(fold(*two));
        self.0[pair / 64] >> (pair % 64) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(regex: &str) -> Hir {
        crate::pattern::parse(regex, false).unwrap()
    }

    #[test]
    fn two_characters_tell_that_a_match_cannot_begin() {
        let begins = |regex: &str, text: &str| Beginnings::of(&parsed(regex)).has(text.as_bytes(), 0);
        assert!(begins("(?i)\\bKey|to", "kE") && begins("(?i)\\bKey|to", "to") && begins("(?i)\\bKey|to", "k"));
        assert!(!begins("(?i)\\bKey|to", "ka") && !begins("(?i)\\bKey|to", "t "));
        // One byte and whatever follows, a part that may be left out, and a class of nearly everything.
        assert!(begins("a[^.]*b", "a!") && !begins("a[^.]*b", "b!"));
        assert!(begins("\\s*x", " x") && begins("\\s*x", "xz") && !begins("\\s*x", "zz"));
        assert!(begins("[^.]a", "xy"));
    }

    #[test]
    fn a_regex_that_counts_far_matches_what_it_matched() {
        let (hir, trial, mut cache) = (parsed("a[^.]{0,20}b"), Trial::new(1 << 20), TrialCache::default());
        let mut end = |text: &str| trial.at(&hir, &mut cache, text, 0).unwrap().map(|span| span.end);
        assert_eq!(end("a23b5b."), Some(6));
        assert_eq!(end("a12345678901234567890b"), Some(22));
        assert_eq!(end("a123456789012345678901b"), None);
        assert_eq!(end("xa1b"), None);
        assert!(trial.loose.get().is_some_and(Option::is_some));
    }
}
