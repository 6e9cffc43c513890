use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use lictor_model::Input;
use regex_syntax::hir::Hir;

use crate::analysis::{Company, FoundBy};
use crate::finder::{Finder, FinderCache, Hint, Sight};
use crate::long_words::long_words;
use crate::partition::{ORDINARY_TEXT, partition};
use crate::regexes::{Group, GroupCache, candidates};
use crate::search::{Search, compile_searches};
use crate::trial::TrialCache;
use crate::{Memory, Pattern, PatternError, PatternLimits, PatternProblem, ViewClass, ViewSet};

/// The most matches of one pattern that are reported for one text. Beyond it the text is plainly
/// about the pattern, and more spans would only cost whoever reads them.
pub const MAX_MATCHES_PER_PATTERN: usize = 1_000;

/// One match of one pattern. The bytes are those of the view's text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    /// Index of the pattern.
    pub pattern: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte; always more than `start`.
    pub end: u32,
}

/// Whether a scan reported everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum ScanEnd {
    /// All matches of all patterns.
    Complete,
    /// Some pattern had more than [`MAX_MATCHES_PER_PATTERN`] matches, and only the first ones are reported;
    /// or the text was of 4 GiB or more, and nothing is.
    Truncated,
}

/// Many patterns, compiled to be looked for together.
///
/// Each pattern reports its own matches, whatever other patterns there are.
pub struct Scanner {
    /// By pattern.
    searches: Vec<Search>,
    groups: Vec<Group>,
    sets: Vec<Set>,
    /// Which set is for an input and a view class.
    places: [[Option<u16>; ViewClass::ALL.len()]; Input::ALL.len()],
}

/// The patterns that look at the same places.
struct Set {
    members: Vec<u32>,
    /// Those that are found by something rare in them. Made for the first text that is looked at: many runs have no text
    /// at most of the places.
    finder: OnceLock<Option<Finder>>,
    /// Those that are tied to the text's start or end, where a search costs next to nothing.
    tied: Vec<u32>,
    /// Those that match within a long word, and how long.
    words: Vec<(u32, usize)>,
    /// Those that nothing tells but reading the text for them.
    groups: Range<usize>,
    /// Those of which nothing else tells either, but only in a text with more than ASCII; they follow the others.
    beyond_ascii: Range<usize>,
}

/// What a thread needs to scan, reusable from text to text. Belongs to the scanner that made it.
pub struct ScanCache {
    groups: Vec<GroupCache>,
    singles: Vec<Option<TrialCache>>,
    finder: FinderCache,
    candidates: Vec<u32>,
    progress: Vec<Progress>,
    touched: Vec<u32>,
    truncated: Vec<u32>,
}

/// How far one pattern has got in the present text.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    count: usize,
    end: usize,
}

/// Where matches are reported: keeps those of one pattern from overlapping, and counts them.
pub(crate) struct Found<'a> {
    out: &'a mut Vec<Match>,
    progress: &'a mut [Progress],
    touched: &'a mut Vec<u32>,
    truncated: &'a mut Vec<u32>,
}

impl Found<'_> {
    /// Says that a pattern was not looked for.
    pub(crate) fn give_up(&mut self, pattern: u32) {
        self.truncated.push(pattern);
    }

    /// Takes a match. The matches of one pattern must come from left to right.
    #[allow(clippy::cast_possible_truncation, reason = "a longer text is not scanned")]
    pub(crate) fn push(&mut self, pattern: u32, start: usize, end: usize) {
        let progress = &mut self.progress[pattern as usize];
        if start < progress.end {
            return;
        }
        if progress.count >= MAX_MATCHES_PER_PATTERN {
            if progress.count == MAX_MATCHES_PER_PATTERN {
                progress.count += 1;
                self.truncated.push(pattern);
            }
            return;
        }
        if progress.count == 0 {
            self.touched.push(pattern);
        }
        *progress = Progress { count: progress.count + 1, end };
        self.out.push(Match { pattern, start: start as u32, end: end as u32 });
    }
}

impl ScanCache {
    /// The patterns of which the last scan did not report all matches. None after a scan that was truncated:
    /// the text was too long for every pattern.
    pub fn truncated(&self) -> &[u32] {
        &self.truncated
    }
}

// Printed in full the automata are megabytes.
impl fmt::Debug for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanner").field("patterns", &self.searches.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ScanCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScanCache").field("patterns", &self.progress.len()).finish_non_exhaustive()
    }
}

impl Scanner {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Names the first pattern that is malformed, matches the empty text, or takes the set over a limit.
    pub fn new(patterns: &[Pattern], limits: &PatternLimits) -> Result<Self, PatternError> {
        Self::with_memory(patterns, limits, None)
    }

    /// The same with what an earlier run has worked out about these patterns, if it is remembered.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_memory(
        patterns: &[Pattern],
        limits: &PatternLimits,
        memory: Option<&dyn Memory>,
    ) -> Result<Self, PatternError> {
        if patterns.len() > limits.patterns {
            let problem = PatternProblem::TooLarge(format!("more than {} patterns", limits.patterns));
            return Err(PatternError { index: limits.patterns, problem });
        }
        let (places, members) = places(patterns);
        let searches = compile_searches(patterns, &members, limits, memory)?;
        let mut scanner = Self { searches, groups: Vec::new(), sets: Vec::new(), places };
        for members in members {
            let set = scanner.compile_set(members, limits);
            scanner.sets.push(set);
        }
        Ok(scanner)
    }

    fn compile_set(&mut self, members: Vec<u32>, limits: &PatternLimits) -> Set {
        let searches = &self.searches;
        let regexes = |by: fn(&FoundBy) -> bool| {
            members.iter().filter_map(move |&pattern| match &searches[pattern as usize] {
                Search::Regex(single) if by(&single.analysis.found_by) => Some((pattern, &**single)),
                _ => None,
            })
        };
        let tied = regexes(|by| matches!(by, FoundBy::Edge)).map(|(pattern, _)| pattern).collect();
        let words = regexes(|by| matches!(by, FoundBy::LongWord(_)))
            .filter_map(|(pattern, single)| match single.analysis.found_by {
                FoundBy::LongWord(shortest) => Some((pattern, shortest)),
                _ => None,
            })
            .collect();
        let read = |by: FoundBy| -> Vec<Group> {
            let of = |company| {
                let regexes: Vec<(u32, &Hir)> = regexes(|_| true)
                    .filter(|(_, single)| single.analysis.found_by == by && single.analysis.company == company)
                    .filter_map(|(pattern, single)| Some((pattern, single.hir().ok()?)))
                    .collect();
                let groups = partition(&regexes, limits).into_iter().map(|regexes| Group::new(regexes, limits));
                groups.collect::<Vec<_>>()
            };
            Company::ALL.into_iter().flat_map(of).collect()
        };
        let (read, beyond_ascii) = (read(FoundBy::Reading), read(FoundBy::ReadingBeyondAscii));
        let first = self.groups.len();
        self.groups.extend(read);
        let middle = self.groups.len();
        self.groups.extend(beyond_ascii);
        let (groups, beyond_ascii) = (first..middle, middle..self.groups.len());
        Set { members, finder: OnceLock::new(), tied, words, groups, beyond_ascii }
    }

    /// What finds the factors of a set's patterns.
    fn finder<'s>(&self, set: &'s Set) -> Option<&'s Finder> {
        let factors = |pattern: &u32| {
            let (starts_word, factors) = self.searches[*pattern as usize].factors()?;
            Some((*pattern, starts_word, factors))
        };
        set.finder.get_or_init(|| Finder::new(set.members.iter().filter_map(factors))).as_ref()
    }

    /// What one thread needs to scan.
    pub fn new_cache(&self) -> ScanCache {
        ScanCache {
            groups: self.groups.iter().map(Group::new_cache).collect(),
            singles: self.searches.iter().map(|_| None).collect(),
            finder: FinderCache::default(),
            candidates: Vec::new(),
            progress: vec![Progress::default(); self.searches.len()],
            touched: Vec::new(),
            truncated: Vec::new(),
        }
    }

    /// Builds the states of the shared automata that ordinary text needs, so that the first texts
    /// do not pay for them.
    pub fn warm(&self, cache: &mut ScanCache) {
        // What a text of ours matches is of no interest.
        candidates(&self.groups, &mut cache.groups, ORDINARY_TEXT, |_| {});
    }

    /// In which views some pattern looks at this input.
    pub fn looks_at(&self, input: Input) -> ViewSet {
        ViewClass::ALL.into_iter().filter(|class| self.places[input as usize][*class as usize].is_some()).collect()
    }

    /// Finds all matches of every wanted pattern that looks at this input in this class of view.
    ///
    /// They are appended to `out`, sorted by pattern and start. The matches of one pattern do not overlap:
    /// leftmost first, and for a regex the alternative that is written first.
    ///
    /// # Panics
    /// May panic if the cache is another scanner's.
    pub fn scan(
        &self,
        cache: &mut ScanCache,
        input: Input,
        class: ViewClass,
        text: &str,
        wanted: impl Fn(u32) -> bool,
        out: &mut Vec<Match>,
    ) -> ScanEnd {
        match self.places[input as usize][class as usize] {
            Some(set) => self.scan_set(cache, &self.sets[usize::from(set)], text, wanted, out),
            None => ScanEnd::Complete,
        }
    }

    fn scan_set(
        &self,
        cache: &mut ScanCache,
        set: &Set,
        text: &str,
        wanted: impl Fn(u32) -> bool,
        out: &mut Vec<Match>,
    ) -> ScanEnd {
        cache.truncated.clear();
        if u32::try_from(text.len()).is_err() {
            return ScanEnd::Truncated;
        }
        let first = out.len();
        let ScanCache { groups, singles, finder: factors, candidates: likely, progress, touched, truncated } = cache;
        let mut found = Found { out, progress, touched, truncated };
        likely.clear();
        if let Some(finder) = self.finder(set) {
            let by_pattern = |a: &Hint, b: &Hint| a.pattern == b.pattern;
            match finder.find(text, &wanted, factors) {
                Sight::Hints => {
                    for hints in factors.hints.chunk_by(by_pattern) {
                        let pattern = hints[0].pattern;
                        match &self.searches[pattern as usize] {
                            Search::Literal(literal) => literal.check(text, hints, &mut found),
                            Search::Regex(single) => {
                                single.check(&mut singles[pattern as usize], text, hints, &mut found);
                            }
                        }
                    }
                }
                Sight::Folded => likely.extend(factors.hints.chunk_by(by_pattern).map(|hints| hints[0].pattern)),
                Sight::Everywhere => {
                    likely.extend(finder.patterns().filter(|pattern| wanted(*pattern)));
                    likely.sort_unstable();
                    likely.dedup();
                }
            }
        }
        likely.extend(set.tied.iter().filter(|pattern| match &self.searches[**pattern as usize] {
            Search::Regex(single) => wanted(**pattern) && single.can_be_tied(text.as_bytes()),
            Search::Literal(_) => false,
        }));
        if let Some(shortest) = set.words.iter().map(|(_, shortest)| *shortest).min() {
            long_words(text.as_bytes(), shortest, |start, end| {
                let long_enough = set.words.iter().filter(|(_, shortest)| *shortest <= end - start);
                for (pattern, _) in long_enough.filter(|(pattern, _)| wanted(*pattern)) {
                    if let Search::Regex(single) = &self.searches[*pattern as usize] {
                        single.scan(&mut singles[*pattern as usize], *pattern, text, start..end, &mut found);
                    }
                }
            });
        }
        let more = if text.is_ascii() { set.groups.end } else { set.beyond_ascii.end };
        let range = set.groups.start..more;
        candidates(&self.groups[range.clone()], &mut groups[range], text, |pattern| {
            if wanted(pattern) {
                likely.push(pattern);
            }
        });
        for &pattern in likely.iter() {
            match &self.searches[pattern as usize] {
                Search::Literal(literal) => literal.scan(text, &mut found),
                Search::Regex(single) => {
                    single.scan(&mut singles[pattern as usize], pattern, text, 0..text.len(), &mut found);
                }
            }
        }
        for pattern in touched.drain(..) {
            progress[pattern as usize] = Progress::default();
        }
        out[first..].sort_unstable();
        if truncated.is_empty() { ScanEnd::Complete } else { ScanEnd::Truncated }
    }
}

/// Which patterns look at which places, each distinct set of patterns once.
#[allow(clippy::cast_possible_truncation, reason = "there are few dozen places, and the patterns were counted")]
fn places(patterns: &[Pattern]) -> ([[Option<u16>; ViewClass::ALL.len()]; Input::ALL.len()], Vec<Vec<u32>>) {
    let mut places = [[None; ViewClass::ALL.len()]; Input::ALL.len()];
    let mut members = Vec::new();
    let mut known: HashMap<Vec<u32>, u16> = HashMap::new();
    for input in Input::ALL {
        for class in ViewClass::ALL {
            let looking: Vec<u32> = (0..patterns.len())
                .filter(|&index| patterns[index].inputs.contains(input) && patterns[index].views.contains(class))
                .map(|index| index as u32)
                .collect();
            if !looking.is_empty() {
                places[input as usize][class as usize] = Some(*known.entry(looking).or_insert_with_key(|looking| {
                    members.push(looking.clone());
                    (members.len() - 1) as u16
                }));
            }
        }
    }
    (places, members)
}
