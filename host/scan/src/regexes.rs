use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::{Input, MatchKind, PatternID, PatternSet};
use regex_syntax::hir::{Hir, HirKind, Repetition};

use crate::PatternLimits;
use crate::analysis::Analysis;
use crate::finder::Hint;
use crate::scanner::{Found, MAX_MATCHES_PER_PATTERN};
use crate::trial::{Trial, TrialCache, Uncompiled};

/// One regex, to be searched alone.
pub(crate) struct Single {
    /// Its text, and whether that means Unicode.
    source: (String, bool),
    pub(crate) analysis: Analysis,
    /// Parsed again when it is first asked for: most are never met in ordinary text.
    hir: OnceLock<Option<Hir>>,
    trial: Trial,
}

/// After so many places that were tried the rest of the text is searched as a whole: a text full of places
/// must not cost more than its length.
const MAX_TRIES: usize = 64;

impl Single {
    pub(crate) fn new(regex: &str, unicode: bool, analysis: Analysis, limits: &PatternLimits) -> Self {
        let source = (regex.to_owned(), unicode);
        Self { source, analysis, hir: OnceLock::new(), trial: Trial::new(limits.dfa_cache_bytes) }
    }

    /// The regex, parsed. It was parsed when it was analysed, so there is one.
    pub(crate) fn hir(&self) -> Result<&Hir, Uncompiled> {
        let parse = || crate::pattern::parse(&self.source.0, self.source.1).ok();
        self.hir.get_or_init(parse).as_ref().ok_or(Uncompiled)
    }

    /// Reports the matches that begin at these places, which are sorted, to `found`: all that there are.
    pub(crate) fn check(&self, cache: &mut Option<TrialCache>, text: &str, hints: &[Hint], found: &mut Found<'_>) {
        let Some(Hint { pattern, .. }) = hints.first().copied() else { return };
        let buffers = cache.get_or_insert_default();
        // The first place that nothing is known of: a match that was found ends here, or all places before were tried.
        let mut next = 0;
        let mut tries = 0;
        for hint in hints {
            let last = if self.analysis.at_start { 0 } else { hint.last as usize };
            let first = hint.first.map_or_else(|| self.reach_back(text.as_bytes(), next, last), |first| first as usize);
            let begins = |at| self.hir().ok().is_none_or(|hir| self.trial.begins(hir, text.as_bytes(), at));
            let likely = |at: &usize| self.can_begin(text.as_bytes(), *at) && begins(*at);
            for at in (first.max(next)..=last).filter(likely) {
                tries += 1;
                if tries > MAX_TRIES {
                    return self.scan(cache, pattern, text, at..text.len(), found);
                }
                match self.hir().and_then(|hir| self.trial.at(hir, buffers, text, at)) {
                    Ok(None) => {}
                    Ok(Some(hit)) => {
                        found.push(pattern, hit.start, hit.end);
                        next = hit.end;
                        break;
                    }
                    Err(Uncompiled) => return found.give_up(pattern),
                }
            }
            next = next.max(last + 1);
        }
    }

    /// How far before a place that is in a match the match can begin.
    fn reach_back(&self, text: &[u8], from: usize, last: usize) -> usize {
        let before = text.get(from..last).unwrap_or_default();
        last - before.iter().rev().take_while(|byte| self.analysis.bytes.contains(**byte)).count()
    }

    /// Whether a text can have a match where this regex is tied to its start or end.
    pub(crate) fn can_be_tied(&self, text: &[u8]) -> bool {
        let Analysis { at_start, at_end, last_bytes, .. } = &self.analysis;
        let first = !at_start || self.can_begin(text, 0);
        let last = !at_end || text.last().is_some_and(|byte| last_bytes.contains(*byte));
        first && last
    }

    /// A cheap test that a match needs to pass.
    fn can_begin(&self, text: &[u8], at: usize) -> bool {
        let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        text.get(at).is_some_and(|byte| self.analysis.first_bytes.contains(*byte))
            && !(self.analysis.starts_word && at > 0 && word(text.get(at - 1)))
    }

    /// Reports all matches that lie within a part of the text to `found`. Their number is bounded, and with it the time:
    /// a search for the next match may read to the end of the part.
    pub(crate) fn scan(
        &self,
        cache: &mut Option<TrialCache>,
        pattern: u32,
        text: &str,
        part: Range<usize>,
        found: &mut Found<'_>,
    ) {
        let cache = cache.get_or_insert_default();
        let mut input = Input::new(text).range(part);
        for _ in 0..=MAX_MATCHES_PER_PATTERN {
            let hit = match self.hir().and_then(|hir| self.trial.first(hir, cache, &input)) {
                Ok(Some(hit)) => hit,
                Ok(None) => return,
                Err(Uncompiled) => return found.give_up(pattern),
            };
            found.push(pattern, hit.start, hit.end);
            // No pattern matches the empty text, so this moves on.
            input.set_start(hit.end);
        }
    }
}

/// How automata are built whose size is of interest, and bounded.
pub(crate) fn nfa_config(limit: usize) -> thompson::Config {
    NFA::config().which_captures(WhichCaptures::None).nfa_size_limit(Some(limit))
}

/// Regexes that share one automaton, which says in one pass which of them may match at all.
///
/// The automaton is a lazy one of our own, not the meta engine's: when that gives up it
/// falls back to simulating all regexes at once, here each is then searched alone, with its own literals
/// to skip ahead by. That is some eighty times faster.
pub(crate) struct Group {
    automaton: Option<DFA>,
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
        let automaton = automaton(regexes, limits.dfa_cache_bytes, limits);
        Self { automaton, patterns }
    }

    pub(crate) fn new_cache(&self) -> GroupCache {
        GroupCache {
            automaton: self.automaton.as_ref().map(DFA::create_cache),
            matched: PatternSet::new(self.patterns.len()),
        }
    }
}

/// The lazy automaton of many regexes. There is none when it would be too large: then each is searched alone.
pub(crate) fn automaton(regexes: &[(u32, &Hir)], cache_bytes: usize, limits: &PatternLimits) -> Option<DFA> {
    let hirs: Vec<Hir> = regexes.iter().map(|(_, hir)| relaxed(hir)).collect();
    let config = dfa::Config::new()
        .match_kind(MatchKind::All)
        .unicode_word_boundary(true)
        .cache_capacity(cache_bytes)
        .skip_cache_capacity_check(true)
        // As in the meta engine: give up when states are thrown away faster than they are of use.
        .minimum_cache_clear_count(Some(3))
        .minimum_bytes_per_state(Some(10));
    // The total was bounded pattern by pattern.
    let nfa =
        NFA::compiler().configure(nfa_config(limits.total_bytes.saturating_mul(2))).build_many_from_hir(&hirs).ok()?;
    DFA::builder().configure(config).build_from_nfa(nfa).ok()
}

/// What is repeated up to more often than this is taken to be repeated without end.
const OFTEN: u32 = 6;

/// A regex that matches wherever this one does, and elsewhere: counting long windows takes many states, and
/// where this one matches, the regex itself is asked.
pub(crate) fn relaxed(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let mut repetition = Repetition { sub: Box::new(relaxed(&repetition.sub)), ..*repetition };
            if repetition.max.is_some_and(|max| max > OFTEN) {
                repetition.max = None;
                repetition.min = repetition.min.min(OFTEN);
            }
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => relaxed(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(relaxed).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(relaxed).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// How many automata read the text side by side. The next state of one is waited for
/// while the others' are looked up, so that four take hardly longer than one.
const LANES: usize = 4;

/// Calls `each` with every pattern of these groups that may match.
pub(crate) fn candidates(groups: &[Group], caches: &mut [GroupCache], text: &str, mut each: impl FnMut(u32)) {
    for (groups, caches) in groups.chunks(LANES).zip(caches.chunks_mut(LANES)) {
        let mut lanes = groups.iter().zip(caches.iter_mut()).map(|(group, cache)| Lane::new(group, cache, text));
        let lanes = &mut [lanes.next(), lanes.next(), lanes.next(), lanes.next()].map(Option::flatten);
        lanes.sort_by_key(Option::is_none);
        match lanes {
            [Some(a), Some(b), Some(c), Some(d)] => read([a, b, c, d], text),
            [Some(a), Some(b), Some(c), None] => read([a, b, c], text),
            [Some(a), Some(b), None, ..] => read([a, b], text),
            [Some(a), None, ..] => read([a], text),
            _ => {}
        }
        for (group, cache) in groups.iter().zip(caches) {
            if cache.matched.is_full() {
                group.patterns.iter().copied().for_each(&mut each);
            } else if !cache.matched.is_empty() {
                cache.matched.iter().for_each(|index| each(group.patterns[index.as_usize()]));
            }
        }
    }
}

/// One automaton on its way through a text.
struct Lane<'a> {
    automaton: &'a DFA,
    cache: &'a mut dfa::Cache,
    /// What was found; everything when it gave up.
    matched: &'a mut PatternSet,
    state: LazyStateID,
    /// The last state whose patterns were added.
    added: Option<LazyStateID>,
    gave_up: bool,
}

impl<'a> Lane<'a> {
    /// Puts the automaton at the start of the text. Where that fails all patterns are candidates.
    fn new(group: &'a Group, cache: &'a mut GroupCache, text: &str) -> Option<Self> {
        let GroupCache { automaton: lazy, matched } = cache;
        matched.clear();
        let started = group.automaton.as_ref().zip(lazy.as_mut()).and_then(|(automaton, cache)| {
            let state = automaton.start_state_forward(cache, &Input::new(text)).ok()?;
            cache.search_start(0);
            Some((automaton, cache, state))
        });
        let Some((automaton, cache, state)) = started else {
            insert_all(matched);
            return None;
        };
        Some(Self { automaton, cache, matched, state, added: None, gave_up: false })
    }

    #[inline(always)]
    fn step(&mut self, state: LazyStateID, byte: u8, at: usize) -> LazyStateID {
        if !state.is_tagged() {
            let next = self.automaton.next_state_untagged(self.cache, state, byte);
            if !next.is_tagged() {
                return next;
            }
        }
        self.step_with_care(state, byte, at)
    }

    /// A step from or to a state that is not an ordinary one, or not yet known.
    #[inline(never)]
    fn step_with_care(&mut self, state: LazyStateID, byte: u8, at: usize) -> LazyStateID {
        if self.gave_up || state.is_dead() {
            return state;
        }
        self.cache.search_update(at);
        let cleared = self.cache.clear_count();
        let next = self.automaton.next_state(self.cache, state, byte);
        self.arrive(state, next.ok(), cleared)
    }

    /// Takes note of what the next state says.
    fn arrive(&mut self, state: LazyStateID, next: Option<LazyStateID>, cleared: usize) -> LazyStateID {
        if self.cache.clear_count() != cleared {
            self.added = None;
        }
        match next {
            Some(next) if next.is_match() => {
                if self.added != Some(next) {
                    self.added = Some(next);
                    for index in 0..self.automaton.match_len(self.cache, next) {
                        self.matched.insert(self.automaton.match_pattern(self.cache, next, index));
                    }
                }
                next
            }
            Some(next) if !next.is_quit() => next,
            _ => {
                // The state stays valid, and any way on from it leads back here.
                self.gave_up = true;
                insert_all(self.matched);
                state
            }
        }
    }

    fn finish(&mut self, state: LazyStateID, length: usize) {
        if !self.gave_up && !state.is_dead() {
            self.cache.search_update(length);
            let cleared = self.cache.clear_count();
            let next = self.automaton.next_eoi_state(self.cache, state);
            self.arrive(state, next.ok(), cleared);
        }
        self.cache.search_finish(length);
    }
}

/// Leads the automata through the text.
fn read<const N: usize>(lanes: [&mut Lane<'_>; N], text: &str) {
    let mut states = std::array::from_fn::<_, N, _>(|lane| lanes[lane].state);
    for (at, byte) in text.bytes().enumerate() {
        for lane in 0..N {
            states[lane] = lanes[lane].step(states[lane], byte, at);
        }
    }
    for (lane, state) in lanes.into_iter().zip(states) {
        lane.finish(state, text.len());
    }
}

fn insert_all(matched: &mut PatternSet) {
    (0..matched.capacity()).filter_map(|index| PatternID::new(index).ok()).for_each(|index| {
        matched.insert(index);
    });
}
