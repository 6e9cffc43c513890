use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use lictor_model::Input;
use regex_automata::meta;

use crate::beginnings::Beginnings;
use crate::literals::{Literal, Literals};
use crate::partition::{ORDINARY_TEXT, partition};
use crate::regexes::{Company, Group, GroupCache, Single, candidates};
use crate::{Matcher, Pattern, PatternError, PatternLimits, PatternProblem, ViewClass, ViewSet};

/// The most matches of one pattern that are reported for one text. Beyond it the text is plainly
/// about the pattern, and more spans would only cost whoever reads them.
pub const MAX_MATCHES_PER_PATTERN: usize = 1_000;

/// What an Aho-Corasick automaton takes for one byte of a literal, roughly, in bytes.
const BYTES_PER_LITERAL_BYTE: usize = 64;

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
    /// By pattern; nothing where the pattern is a literal.
    singles: Vec<Option<Single>>,
    groups: Vec<Group>,
    sets: Vec<Set>,
    /// Which set is for an input and a view class.
    places: [[Option<u16>; ViewClass::ALL.len()]; Input::ALL.len()],
}

/// The patterns that look at the same places.
struct Set {
    beginnings: Option<Beginnings>,
    groups: Range<usize>,
    literals: Option<Literals>,
}

/// What a thread needs to scan, reusable from text to text. Belongs to the scanner that made it.
pub struct ScanCache {
    groups: Vec<GroupCache>,
    singles: Vec<Option<meta::Cache>>,
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
        f.debug_struct("Scanner").field("patterns", &self.singles.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ScanCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScanCache").field("patterns", &self.singles.len()).finish_non_exhaustive()
    }
}

impl Scanner {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Names the first pattern that is malformed, matches the empty text, or takes the set over a limit.
    pub fn new(patterns: &[Pattern], limits: &PatternLimits) -> Result<Self, PatternError> {
        if patterns.len() > limits.patterns {
            let problem = PatternProblem::TooLarge(format!("more than {} patterns", limits.patterns));
            return Err(PatternError { index: limits.patterns, problem });
        }
        let (places, members) = places(patterns);
        let singles = compile_singles(patterns, &members, limits)?;
        let mut scanner = Self { singles, groups: Vec::new(), sets: Vec::new(), places };
        for members in &members {
            let set = scanner.compile_set(patterns, members, limits)?;
            scanner.sets.push(set);
        }
        Ok(scanner)
    }

    fn compile_set(
        &mut self,
        patterns: &[Pattern],
        members: &[u32],
        limits: &PatternLimits,
    ) -> Result<Set, PatternError> {
        let regexes =
            || members.iter().filter_map(|&pattern| Some((pattern, self.singles[pattern as usize].as_ref()?)));
        let beginnings =
            Beginnings::new(regexes().filter_map(|(pattern, single)| Some((pattern, single.beginnings.as_deref()?))));
        let first = self.groups.len();
        for company in Company::ALL {
            let regexes: Vec<_> = regexes()
                .filter(|(_, single)| single.company == company)
                .filter(|(_, single)| beginnings.is_none() || single.beginnings.is_none())
                .map(|(pattern, single)| (pattern, &single.hir))
                .collect();
            self.groups.extend(partition(&regexes, limits).into_iter().map(|regexes| Group::new(regexes, limits)));
        }
        let groups = first..self.groups.len();
        let literals: Vec<Literal> = members
            .iter()
            .filter_map(|&pattern| match &patterns[pattern as usize].matcher {
                Matcher::Literal { text, case_insensitive, whole_word } => Some(Literal {
                    pattern,
                    text: text.clone(),
                    case_insensitive: *case_insensitive,
                    whole_word: *whole_word,
                }),
                Matcher::Regex { .. } => None,
            })
            .collect();
        let last = literals.last().map_or(0, |literal| literal.pattern as usize);
        let literals = (!literals.is_empty()).then(|| Literals::new(literals)).transpose();
        let literals = literals.map_err(|why| PatternError { index: last, problem: PatternProblem::TooLarge(why) })?;
        Ok(Set { beginnings, groups, literals })
    }

    /// What one thread needs to scan.
    pub fn new_cache(&self) -> ScanCache {
        ScanCache {
            groups: self.groups.iter().map(Group::new_cache).collect(),
            singles: self.singles.iter().map(|_| None).collect(),
            candidates: Vec::new(),
            progress: vec![Progress::default(); self.singles.len()],
            touched: Vec::new(),
            truncated: Vec::new(),
        }
    }

    /// Builds the states of the automata that ordinary text needs, so that the first texts
    /// do not pay for them.
    pub fn warm(&self, cache: &mut ScanCache) {
        let mut out = Vec::new();
        for set in &self.sets {
            // What a text of ours matches is of no interest.
            let _ = self.scan_set(cache, set, ORDINARY_TEXT, &mut out);
            out.clear();
        }
    }

    /// In which views some pattern looks at this input.
    pub fn looks_at(&self, input: Input) -> ViewSet {
        ViewClass::ALL.into_iter().filter(|class| self.places[input as usize][*class as usize].is_some()).collect()
    }

    /// Finds all matches of every pattern that looks at this input in this class of view.
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
        out: &mut Vec<Match>,
    ) -> ScanEnd {
        match self.places[input as usize][class as usize] {
            Some(set) => self.scan_set(cache, &self.sets[usize::from(set)], text, out),
            None => ScanEnd::Complete,
        }
    }

    fn scan_set(&self, cache: &mut ScanCache, set: &Set, text: &str, out: &mut Vec<Match>) -> ScanEnd {
        cache.truncated.clear();
        if u32::try_from(text.len()).is_err() {
            return ScanEnd::Truncated;
        }
        let first = out.len();
        let ScanCache { groups, singles, candidates: likely, progress, touched, truncated } = cache;
        let mut found = Found { out, progress, touched, truncated };
        likely.clear();
        if let Some(beginnings) = &set.beginnings {
            beginnings.candidates(text, |pattern| likely.push(pattern));
            likely.sort_unstable();
            likely.dedup();
        }
        let range = set.groups.clone();
        candidates(&self.groups[range.clone()], &mut groups[range], text, |pattern| likely.push(pattern));
        for &pattern in likely.iter() {
            let Some(single) = &self.singles[pattern as usize] else { continue };
            let cache = singles[pattern as usize].get_or_insert_with(|| single.regex.create_cache());
            single.scan(cache, pattern, text, &mut found);
        }
        if let Some(literals) = &set.literals {
            literals.scan(text, &mut found);
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

/// Checks every pattern, and compiles the regexes among them.
fn compile_singles(
    patterns: &[Pattern],
    members: &[Vec<u32>],
    limits: &PatternLimits,
) -> Result<Vec<Option<Single>>, PatternError> {
    let mut sets = vec![0_usize; patterns.len()];
    members.iter().flatten().for_each(|pattern| sets[*pattern as usize] += 1);
    let mut total = 0_usize;
    let mut singles = Vec::with_capacity(patterns.len());
    for (index, pattern) in patterns.iter().enumerate() {
        let refuse = |problem| PatternError { index, problem };
        let (Matcher::Regex { regex: text, .. } | Matcher::Literal { text, .. }) = &pattern.matcher;
        if text.len() > limits.pattern_bytes {
            let why = format!("{} bytes, and {} are allowed", text.len(), limits.pattern_bytes);
            return Err(refuse(PatternProblem::TooLarge(why)));
        }
        let single = match &pattern.matcher {
            Matcher::Regex { regex, unicode } => Some(Single::new(regex, *unicode, limits).map_err(refuse)?),
            Matcher::Literal { .. } if text.is_empty() => return Err(refuse(PatternProblem::MatchesEmpty)),
            Matcher::Literal { .. } => None,
        };
        let bytes = single.as_ref().map_or(text.len() * BYTES_PER_LITERAL_BYTE, |single| single.nfa_bytes);
        total = total.saturating_add(bytes.saturating_mul(sets[index]));
        if total > limits.total_bytes {
            let why = format!("the patterns up to it take more than {} bytes", limits.total_bytes);
            return Err(refuse(PatternProblem::TooLarge(why)));
        }
        singles.push(single);
    }
    Ok(singles)
}
