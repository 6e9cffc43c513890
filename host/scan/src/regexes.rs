use regex_automata::hybrid::dfa;
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet, meta};
use regex_syntax::hir::Hir;

use crate::scanner::{Found, MAX_MATCHES_PER_PATTERN};
use crate::{PatternLimits, PatternProblem};

/// Regexes whose automaton is larger than this are searched apart from the others, in bytes.
/// Ordinary ones have some kilobytes; one with huge repetitions could make the automaton
/// that it shares with all others give up.
const LARGE_NFA_BYTES: usize = 64 << 10;

/// One regex, compiled to be searched alone.
pub(crate) struct Single {
    pub(crate) regex: meta::Regex,
    /// Kept for compiling the sets that it is in.
    pub(crate) hir: Hir,
    /// What its automaton takes, in bytes.
    pub(crate) nfa_bytes: usize,
    pub(crate) company: Company,
}

/// Which other regexes a regex shares an automaton with: those that would slow it down no more than
/// it does itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    Ordinary,
    Large,
    UnicodeWords,
}

impl Company {
    pub(crate) const ALL: [Self; 3] = [Self::Ordinary, Self::Large, Self::UnicodeWords];
}

impl Single {
    pub(crate) fn new(regex: &str, unicode: bool, limits: &PatternLimits) -> Result<Self, PatternProblem> {
        let hir = crate::pattern::parse(regex, unicode)?;
        let nfa_bytes = NFA::compiler()
            .configure(nfa_config(limits.nfa_bytes))
            .build_from_hir(&hir)
            .map_err(|error| match error.size_limit() {
                Some(_) => PatternProblem::TooLarge(format!("its automaton is over {} bytes", limits.nfa_bytes)),
                None => PatternProblem::Invalid(error.to_string()),
            })?
            .memory_usage();
        let config = meta::Config::new()
            .which_captures(WhichCaptures::Implicit)
            // It is compiled forward and backward, and the bound above is what counts.
            .nfa_size_limit(Some(limits.nfa_bytes.saturating_mul(4)))
            .hybrid_cache_capacity(limits.dfa_cache_bytes)
            .onepass(false);
        let regex = meta::Regex::builder()
            .configure(config)
            .syntax(syntax::Config::new())
            .build_from_hir(&hir)
            .map_err(|error| PatternProblem::TooLarge(error.to_string()))?;
        let company = if crate::pattern::looks_for_unicode_words(&hir) {
            Company::UnicodeWords
        } else if nfa_bytes > LARGE_NFA_BYTES {
            Company::Large
        } else {
            Company::Ordinary
        };
        Ok(Self { regex, hir, nfa_bytes, company })
    }

    /// Reports all matches of this regex to `found`. Their number is bounded, and with it the time:
    /// a search for the next match may read to the end of the text.
    pub(crate) fn scan(&self, cache: &mut meta::Cache, pattern: u32, text: &str, found: &mut Found<'_>) {
        let mut input = Input::new(text);
        for _ in 0..=MAX_MATCHES_PER_PATTERN {
            let Some(hit) = self.regex.search_with(cache, &input) else { return };
            found.push(pattern, hit.start(), hit.end());
            // No pattern matches the empty text, so this moves on.
            input.set_start(hit.end());
        }
    }
}

fn nfa_config(limit: usize) -> thompson::Config {
    NFA::config().which_captures(WhichCaptures::None).nfa_size_limit(Some(limit))
}

/// Regexes that share one automaton, which says in one pass which of them match at all.
///
/// The automaton is a lazy one of our own, not the meta engine's: when that gives up it
/// falls back to simulating all regexes at once, here each is then searched alone, with its own literals
/// to skip ahead by. That is some eighty times faster.
pub(crate) struct Group {
    automaton: Option<dfa::DFA>,
    pub(crate) patterns: Vec<u32>,
}

/// What a thread keeps for one group.
pub(crate) struct GroupCache {
    automaton: Option<dfa::Cache>,
    matched: PatternSet,
}

impl Group {
    /// Compiles the regexes of a group, given with the patterns that they belong to.
    pub(crate) fn new(regexes: &[(u32, &Hir)], limits: &PatternLimits) -> Self {
        let patterns: Vec<u32> = regexes.iter().map(|(pattern, _)| *pattern).collect();
        let hirs: Vec<&Hir> = regexes.iter().map(|(_, hir)| *hir).collect();
        let config = dfa::Config::new()
            .match_kind(MatchKind::All)
            .unicode_word_boundary(true)
            .cache_capacity(limits.dfa_cache_bytes)
            .skip_cache_capacity_check(true)
            // As in the meta engine: give up when states are thrown away faster than they are of use.
            .minimum_cache_clear_count(Some(3))
            .minimum_bytes_per_state(Some(10));
        // The total was bounded pattern by pattern. Without an automaton each regex is searched alone.
        let automaton = NFA::compiler()
            .configure(nfa_config(limits.total_bytes.saturating_mul(2)))
            .build_many_from_hir(&hirs)
            .ok()
            .and_then(|nfa| dfa::DFA::builder().configure(config).build_from_nfa(nfa).ok());
        Self { automaton, patterns }
    }

    pub(crate) fn new_cache(&self) -> GroupCache {
        GroupCache {
            automaton: self.automaton.as_ref().map(dfa::DFA::create_cache),
            matched: PatternSet::new(self.patterns.len()),
        }
    }

    /// Calls `each` with every pattern that may match.
    pub(crate) fn candidates(&self, cache: &mut GroupCache, text: &str, mut each: impl FnMut(u32)) {
        if let (Some(automaton), Some(lazy)) = (&self.automaton, &mut cache.automaton) {
            cache.matched.clear();
            let ended = automaton.try_which_overlapping_matches(lazy, &Input::new(text), &mut cache.matched);
            if ended.is_ok() {
                if !cache.matched.is_empty() {
                    cache.matched.iter().for_each(|index| each(self.patterns[index.as_usize()]));
                }
                return;
            }
        }
        self.patterns.iter().copied().for_each(each);
    }
}
