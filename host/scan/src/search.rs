//! From patterns to what is needed to search for each.

use regex_automata::nfa::thompson::{self, NFA};

use crate::analysis::{self, Analysis, FoundBy};
use crate::factors::{self, Factor};
use crate::literal::Literal;
use crate::regexes::{Single, nfa_config};
use crate::{Matcher, Memory, Pattern, PatternError, PatternLimits, PatternProblem};

/// What an Aho-Corasick automaton takes for one byte of a literal, roughly, in bytes.
const BYTES_PER_LITERAL_BYTE: usize = 64;

/// How a pattern is searched for where it may match.
pub(crate) enum Search {
    Literal(Literal),
    Regex(Box<Single>),
}

impl Search {
    /// What it is found by, if there is such a thing.
    pub(crate) fn factors(&self) -> Option<(bool, &[Factor])> {
        match self {
            Self::Literal(literal) => Some((false, std::slice::from_ref(&literal.factor))),
            Self::Regex(single) => match &single.analysis.found_by {
                FoundBy::Factors(factors) => Some((single.analysis.starts_word, factors)),
                _ => None,
            },
        }
    }

    fn analysis(&self) -> Option<&Analysis> {
        match self {
            Self::Literal(_) => None,
            Self::Regex(single) => Some(&single.analysis),
        }
    }
}

/// How many patterns are compiled before it is looked whether they are too large together.
const BLOCK: usize = 128;

/// Checks every pattern, and analyses the regexes among them where nothing is remembered of them.
pub(crate) fn compile_searches(
    patterns: &[Pattern],
    members: &[Vec<u32>],
    limits: &PatternLimits,
    memory: Option<&dyn Memory>,
) -> Result<Vec<Search>, PatternError> {
    let mut sets = vec![0_usize; patterns.len()];
    members.iter().flatten().for_each(|pattern| sets[*pattern as usize] += 1);
    let memory = memory.zip(analysis::name(patterns, limits));
    let mut known = memory.as_ref().and_then(|(memory, name)| analysis::decode(&memory.get(name)?));
    let remembered = known.as_ref().is_some_and(|known| known.len() == patterns.len());
    let mut total = 0_usize;
    let mut searches = Vec::with_capacity(patterns.len());
    for block in patterns.chunks(BLOCK) {
        let first = searches.len();
        let compiled = match known.as_mut().filter(|_| remembered) {
            Some(known) => compile_known(first, block, &mut known[first..], limits),
            None => compile_block(first, block, limits),
        };
        for compiled in compiled {
            let index = searches.len();
            let refuse = |problem| PatternError { index, problem };
            let (search, bytes) = compiled.map_err(refuse)?;
            total = total.saturating_add(bytes.saturating_mul(sets[index]));
            if total > limits.total_bytes {
                let why = format!("the patterns up to it take more than {} bytes", limits.total_bytes);
                return Err(refuse(PatternProblem::TooLarge(why)));
            }
            searches.push(search);
        }
    }
    if let Some((memory, name)) = memory.filter(|_| !remembered) {
        let analyses: Vec<Option<&Analysis>> = searches.iter().map(Search::analysis).collect();
        if let Some(bytes) = analysis::encode(&analyses) {
            memory.put(&name, &bytes);
        }
    }
    Ok(searches)
}

/// A search and the bytes that it takes, roughly.
type Compiled = Result<(Search, usize), PatternProblem>;

/// Makes searches of patterns that were analysed before.
fn compile_known(
    first: usize,
    patterns: &[Pattern],
    known: &mut [Option<Analysis>],
    limits: &PatternLimits,
) -> Vec<Compiled> {
    let compiler = compiler(limits);
    let patterns = patterns.iter().zip(known).enumerate();
    patterns
        .map(|(index, (pattern, known))| compile_one(first + index, pattern, known.take(), &compiler, limits))
        .collect()
}

/// Compiles patterns, the first of which has this index, with all processors: it is most of a start that remembers nothing.
fn compile_block(first: usize, patterns: &[Pattern], limits: &PatternLimits) -> Vec<Compiled> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = patterns.len().div_ceil(threads).max(8);
    let compile = move |start: usize, patterns: &[Pattern]| -> Vec<Compiled> {
        let compiler = compiler(limits);
        let patterns = patterns.iter().enumerate();
        patterns.map(|(index, pattern)| compile_one(start + index, pattern, None, &compiler, limits)).collect()
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = patterns
            .chunks(size)
            .enumerate()
            .map(|(part, patterns)| {
                let start = first + part * size;
                let thread = std::thread::Builder::new().spawn_scoped(scope, move || compile(start, patterns)).ok();
                (start, patterns, thread)
            })
            .collect();
        // What a thread did not do, because there was none or it panicked, is done here.
        let joined = running.into_iter().map(|(start, patterns, thread)| {
            thread.and_then(|thread| thread.join().ok()).unwrap_or_else(|| compile(start, patterns))
        });
        joined.flatten().collect()
    })
}

fn compiler(limits: &PatternLimits) -> thompson::Compiler {
    let mut compiler = NFA::compiler();
    compiler.configure(nfa_config(limits.nfa_bytes));
    compiler
}

#[allow(clippy::cast_possible_truncation, reason = "the patterns were counted")]
fn compile_one(
    index: usize,
    pattern: &Pattern,
    known: Option<Analysis>,
    compiler: &thompson::Compiler,
    limits: &PatternLimits,
) -> Compiled {
    let (Matcher::Regex { regex: text, .. } | Matcher::Literal { text, .. }) = &pattern.matcher;
    if text.len() > limits.pattern_bytes {
        let why = format!("{} bytes, and {} are allowed", text.len(), limits.pattern_bytes);
        return Err(PatternProblem::TooLarge(why));
    }
    match &pattern.matcher {
        Matcher::Regex { regex, unicode } => {
            let analysis = known.map_or_else(|| Analysis::of(regex, *unicode, compiler), Ok)?;
            let bytes = analysis.nfa_bytes;
            Ok((Search::Regex(Box::new(Single::new(regex, *unicode, analysis, limits))), bytes))
        }
        Matcher::Literal { text, .. } if text.is_empty() => Err(PatternProblem::MatchesEmpty),
        Matcher::Literal { text, case_insensitive, whole_word } => {
            let literal = Literal {
                pattern: index as u32,
                factor: factors::of_literal(text.as_bytes()),
                text: text.clone(),
                case_insensitive: *case_insensitive,
                whole_word: *whole_word,
            };
            Ok((Search::Literal(literal), text.len() * BYTES_PER_LITERAL_BYTE))
        }
    }
}
