//! What is worked out of a regex before it is searched for, and kept from one run to the next.
//!
//! Parsing a regex, choosing its factors and building its automaton to learn how large that is take most of a start, and
//! say the same each time. Where there is a [`Memory`], they are done once for a set of patterns.

use lictor_model::Digest;
use regex_automata::nfa::thompson;
use regex_syntax::hir::{Hir, Look};
use serde::{Deserialize, Serialize};

use crate::byte_set::ByteSet;
use crate::factors::{Factor, MAX_BYTES, all_bytes, factors, first_bytes, last_bytes, leaves_ascii, starts_word};
use crate::long_words::{LONG, long_word};
use crate::pattern::{looks_for_unicode_words, parse};
use crate::{Matcher, Pattern, PatternLimits, PatternProblem};

/// Counted up when the analysis of any regex changes, so that what earlier versions kept is not taken for ours.
/// A test knows the analyses of each revision.
pub(crate) const REVISION: u32 = 2;

/// Regexes whose automaton is larger than this are searched apart from the others, in bytes.
/// Ordinary ones have some kilobytes; one with huge repetitions could make the automaton
/// that it shares with all others give up.
const LARGE_NFA_BYTES: usize = 256 << 10;

/// Keeps bytes under a name from one run to the next.
///
/// It must give what was put under the name, or nothing: whoever can put in something else decides what
/// patterns find. To lose or forget something only costs time.
pub trait Memory {
    /// What was put under the name, if it is still there.
    fn get(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps bytes, if that is possible.
    fn put(&self, name: &str, bytes: &[u8]);
}

/// What is known of a regex before it is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Analysis {
    /// What its automaton takes, in bytes.
    pub(crate) nfa_bytes: usize,
    pub(crate) company: Company,
    /// What tells that it may match.
    pub(crate) found_by: FoundBy,
    /// The bytes with which a match can begin.
    pub(crate) first_bytes: ByteSet,
    /// The bytes of which a match can consist.
    pub(crate) bytes: ByteSet,
    /// The bytes with which a match can end.
    pub(crate) last_bytes: ByteSet,
    /// Whether every match begins at the start of a word.
    pub(crate) starts_word: bool,
    /// Whether every match begins at the start of the text.
    pub(crate) at_start: bool,
    /// Whether every match ends at the end of the text.
    pub(crate) at_end: bool,
}

/// Which other regexes a regex shares an automaton with: those that would slow it down no more than
/// it does itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Company {
    Ordinary,
    Large,
    UnicodeWords,
}

impl Company {
    pub(crate) const ALL: [Self; 3] = [Self::Ordinary, Self::Large, Self::UnicodeWords];
}

/// What tells that a regex may match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FoundBy {
    /// One of these is in the text.
    Factors(Vec<Factor>),
    /// Nothing is needed: it is tied to the text's start or end.
    Edge,
    /// A word of at least so many bytes is in the text.
    LongWord(usize),
    /// Only reading a text for it that has more than ASCII.
    ReadingBeyondAscii,
    /// Only reading the text for it.
    Reading,
}

impl Analysis {
    /// Parses and analyses a regex. The compiler is one for [small automata](crate::regexes::nfa_config), and can be used
    /// again for others: making one takes longer than most automata.
    pub(crate) fn of(regex: &str, unicode: bool, compiler: &thompson::Compiler) -> Result<Self, PatternProblem> {
        let hir = parse(regex, unicode)?;
        let nfa_bytes = compiler
            .build_from_hir(&hir)
            .map_err(|error| match error.size_limit() {
                Some(limit) => PatternProblem::TooLarge(format!("its automaton is over {limit} bytes")),
                None => PatternProblem::Invalid(error.to_string()),
            })?
            .memory_usage();
        let company = if looks_for_unicode_words(&hir) {
            Company::UnicodeWords
        } else if nfa_bytes > LARGE_NFA_BYTES {
            Company::Large
        } else {
            Company::Ordinary
        };
        Ok(Self {
            nfa_bytes,
            company,
            found_by: found_by(&hir),
            first_bytes: first_bytes(&hir).into(),
            bytes: all_bytes(&hir).into(),
            last_bytes: last_bytes(&hir).into(),
            starts_word: starts_word(&hir),
            at_start: at_start(&hir),
            at_end: at_end(&hir),
        })
    }

    /// Whether the rest of the crate can work with it. What [`of`](Self::of) gives always is.
    fn is_sound(&self) -> bool {
        match &self.found_by {
            FoundBy::Factors(list) => list.iter().all(|factor| (1..=MAX_BYTES).contains(&factor.bytes.len())),
            FoundBy::LongWord(shortest) => (LONG..=u32::MAX as usize).contains(shortest),
            FoundBy::Edge | FoundBy::ReadingBeyondAscii | FoundBy::Reading => true,
        }
    }
}

fn at_start(hir: &Hir) -> bool {
    hir.properties().look_set_prefix().contains(Look::Start)
}

fn at_end(hir: &Hir) -> bool {
    hir.properties().look_set_suffix().contains(Look::End)
}

fn found_by(hir: &Hir) -> FoundBy {
    match factors(hir) {
        Some(factors) if factors.rare => FoundBy::Factors(factors.list),
        _ if at_start(hir) || at_end(hir) => FoundBy::Edge,
        factors => match (long_word(hir), factors) {
            (Some(shortest), _) => FoundBy::LongWord(shortest),
            (None, Some(factors)) => FoundBy::Factors(factors.list),
            (None, None) if leaves_ascii(hir) => FoundBy::ReadingBeyondAscii,
            (None, None) => FoundBy::Reading,
        },
    }
}

/// The name under which the analyses of these patterns are kept. It stands for everything that they depend on.
pub(crate) fn name(patterns: &[Pattern], limits: &PatternLimits) -> Option<String> {
    let regexes: Vec<Option<(&str, bool)>> = patterns
        .iter()
        .map(|pattern| match &pattern.matcher {
            Matcher::Regex { regex, unicode } => Some((regex.as_str(), *unicode)),
            Matcher::Literal { .. } => None,
        })
        .collect();
    // An automaton takes other room on machines with other addresses, and none is kept that is over the limit.
    let whole = postcard::to_allocvec(&(REVISION, usize::BITS, limits.nfa_bytes, regexes)).ok()?;
    Some(format!("patterns-{}", Digest::of(whole).hex()))
}

/// Analyses, by pattern, as they are kept. A literal has none.
pub(crate) fn encode(analyses: &[Option<&Analysis>]) -> Option<Vec<u8>> {
    postcard::to_allocvec(analyses).ok()
}

/// What [`encode`] was given, if these can be its bytes.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<Option<Analysis>>> {
    let (analyses, rest) = postcard::take_from_bytes::<Vec<Option<Analysis>>>(bytes).ok()?;
    (rest.is_empty() && analyses.iter().flatten().all(Analysis::is_sound)).then_some(analyses)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// The digest of what [`all`] gives, for each revision there was.
    const KNOWN: &[(u32, &str)] = &[
        (1, "1d035a500b3d4b0d8755fa4ec5e41fad2b872b8a77381c752efc20c224dce191"),
        (2, "1b6e263bceb8d8504f29e4ab78b71b6ea15df708a6af0ff6e8eb68190cb16386"),
    ];

    /// Regexes of every kind, and ones that lean on Unicode's tables.
    const REGEXES: &[(&str, bool)] = &[
        (r"\bgh[po]_[0-9A-Za-z]{36}", false),
        (r"(?i)\bI(?: am)? (?:cannot|unable to) go", false),
        (r"\b\d{3}-\d{2}-\d{4}\b", false),
        (r"[a-z]+_live_[0-9]{4,}", false),
        (r"^\s*(?:yes|no)\b", false),
        (r"[^a]{3}\?$", false),
        (r"\bS[A-Z2-7]{56}\b", false),
        (r"\w+ \w+", false),
        (r"(?i)\bkelvin|straße\b", true),
        (r"\p{L}{40}|[\p{Greek}&&\pL]\d", true),
        (r"[\x{1F300}-\x{1F6FF}]", false),
        (r"[a-z][\x{E000}-\x{F8FF}\x{0590}-\x{05FF}]", false),
        (r"(?s).{0,600}end(?:ing)?", false),
        (r"(?:ab|c[de]{1,3}f)+[^\w\s]{2}\x00", false),
    ];

    fn all() -> String {
        let mut text = String::new();
        let mut compiler = thompson::NFA::compiler();
        compiler.configure(crate::regexes::nfa_config(1 << 20));
        for (regex, unicode) in REGEXES {
            let _ = writeln!(text, "{regex}: {:?}", Analysis::of(regex, *unicode, &compiler).unwrap());
        }
        // Other versions of these may read a regex in another way, or make another automaton of it.
        let lock = include_str!("../../../Cargo.lock");
        for name in ["regex-automata", "regex-syntax"] {
            let package = lock.split("[[package]]").find(|package| package.contains(&format!("name = \"{name}\"")));
            text.push_str(package.unwrap());
        }
        text
    }

    #[test]
    fn analyses_change_only_with_the_revision() {
        let all = all();
        let found = Digest::of(&all).hex();
        assert_eq!(
            KNOWN.last(),
            Some(&(REVISION, found.as_str())),
            "What is kept of patterns may be another now, and older caches must not be used: count REVISION up and add \
             it and the digest to KNOWN. The analyses are:\n{all}"
        );
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0), "a revision has one meaning");
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let compiler = thompson::NFA::compiler();
        let analyses: Vec<Option<Analysis>> = REGEXES
            .iter()
            .map(|(regex, unicode)| Analysis::of(regex, *unicode, &compiler).ok())
            .chain([None])
            .collect();
        let kept = encode(&analyses.iter().map(Option::as_ref).collect::<Vec<_>>()).unwrap();
        assert_eq!(decode(&kept), Some(analyses));
        assert_eq!(decode(&[&kept[..], b"x"].concat()), None, "with more at the end");
        for length in 0..kept.len() {
            assert_eq!(decode(&kept[..length]), None, "cut to {length}");
        }
    }

    #[test]
    fn what_the_scanner_cannot_work_with_is_not_taken() {
        let analysis = Analysis::of("abc", false, &thompson::NFA::compiler()).unwrap();
        let factor = |bytes: &[u8]| FoundBy::Factors(vec![Factor { bytes: bytes.to_vec(), least: 0, most: None }]);
        for found_by in [factor(b""), factor(b"123456789"), FoundBy::LongWord(0), FoundBy::LongWord(usize::MAX)] {
            let odd = Analysis { found_by, ..analysis.clone() };
            assert_eq!(decode(&encode(&[Some(&odd)]).unwrap()), None, "{odd:?}");
        }
    }

    #[test]
    fn the_name_stands_for_all_that_matters() {
        let pattern = |regex: &str, unicode| Pattern {
            matcher: Matcher::Regex { regex: regex.into(), unicode },
            inputs: lictor_model::InputSet::default(),
            views: crate::ViewSet::RAW,
        };
        let limits = PatternLimits::default();
        let name = |patterns: &[Pattern]| name(patterns, &limits).unwrap();
        let mut names = vec![
            name(&[]),
            name(&[pattern("ab", false)]),
            name(&[pattern("ab", true)]),
            name(&[pattern("a", false), pattern("b", false)]),
            name(&[pattern("b", false), pattern("a", false)]),
            super::name(&[pattern("ab", false)], &PatternLimits { nfa_bytes: 1 << 10, ..limits }).unwrap(),
        ];
        assert_eq!(name(&[pattern("ab", false)]), names[1]);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 6);
    }
}
