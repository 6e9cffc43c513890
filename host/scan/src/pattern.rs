use lictor_model::InputSet;
use regex_syntax::hir::{Hir, Look};

use crate::{ViewSet, ascii};

/// One declared pattern: what it matches, and where it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What it matches.
    pub matcher: Matcher,
    /// The inputs whose texts it looks at. With none it never matches.
    pub inputs: InputSet,
    /// The views of those texts that it looks at. With none it never matches.
    pub views: ViewSet,
}

/// What a pattern matches. It never matches the empty text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// A regular expression in the syntax of the `regex` crate: linear time, no backreferences.
    Regex {
        /// The expression.
        regex: String,
        /// Whether `\b`, `\w`, `\d` and `\s` know all of Unicode. Otherwise they mean ASCII, so that
        /// a curly quote in the text does not throw the automaton off; `\W`, `\D` and `\S`, literals,
        /// `.` and `\p{…}` know Unicode either way. See [`lint`].
        unicode: bool,
    },
    /// A literal text.
    Literal {
        /// The text.
        text: String,
        /// Whether ASCII letters match in either case.
        case_insensitive: bool,
        /// Whether the characters next to a match must not be one of `[0-9A-Za-z_]`.
        whole_word: bool,
    },
}

/// How large a set of patterns may be. Pattern sets come from plugins, which are not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternLimits {
    /// The most patterns in one scanner. Default: 10,000.
    pub patterns: usize,
    /// The longest text of one pattern, in bytes. Default: 4,096.
    pub pattern_bytes: usize,
    /// The largest automaton (Thompson NFA) of one regex, in bytes. Default: 1 MiB, which refuses
    /// `(a{1000}){1000}` and lets anything through that a person would write.
    pub nfa_bytes: usize,
    /// The most that the automata of all patterns may take together, in bytes, counting each pattern
    /// once for every distinct set of patterns that it is compiled into. Default: 64 MiB.
    pub total_bytes: usize,
    /// The most that one lazily built automaton may keep of its states, in bytes, per thread.
    /// Default: 4 MiB. A smaller one is slower, never wrong.
    pub dfa_cache_bytes: usize,
    /// The most matches of one owner's patterns in all texts of one sample. Default: 50,000. Kept by whoever
    /// hands matches out; a scanner knows no owners.
    pub hits: u32,
}

impl Default for PatternLimits {
    fn default() -> Self {
        Self {
            patterns: 10_000,
            pattern_bytes: 4_096,
            nfa_bytes: 1 << 20,
            total_bytes: 64 << 20,
            dfa_cache_bytes: 4 << 20,
            hits: 50_000,
        }
    }
}

/// Why a set of patterns was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pattern {index}: {problem}")]
pub struct PatternError {
    /// The index of the pattern at fault.
    pub index: usize,
    /// What is wrong with it.
    pub problem: PatternProblem,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternProblem {
    /// The regex does not parse.
    #[error("{0}")]
    Syntax(String),
    /// It, or the set up to it, is over a limit.
    #[error("too large: {0}")]
    TooLarge(String),
    /// It matches where there is no text, which no span can show.
    #[error("it matches the empty text")]
    MatchesEmpty,
    /// It is a regex that cannot be used.
    #[error("invalid: {0}")]
    Invalid(String),
}

/// Says what is costly about a pattern that is otherwise in order, if anything is.
///
/// Made for the people who write packs: at build and at load, never while scanning.
pub fn lint(matcher: &Matcher) -> Option<String> {
    let Matcher::Regex { regex, unicode: true } = matcher else { return None };
    let hir = parse(regex, true).ok()?;
    looks_for_unicode_words(&hir).then(|| {
        format!(
            "`{regex}` has a Unicode word boundary: any text with a character outside ASCII, such as a curly quote, \
             is then searched some hundred times slower for it. Leave out `unicode`, or write `(?-u:\\b)`"
        )
    })
}

/// Whether the automaton of this regex gives up at the first character outside ASCII.
pub(crate) fn looks_for_unicode_words(hir: &Hir) -> bool {
    let looks = hir.properties().look_set();
    [
        Look::WordUnicode,
        Look::WordUnicodeNegate,
        Look::WordStartUnicode,
        Look::WordEndUnicode,
        Look::WordStartHalfUnicode,
        Look::WordEndHalfUnicode,
    ]
    .into_iter()
    .any(|look| looks.contains(look))
}

/// Parses and checks a regex. Nesting is bounded by the parser, so that recursion over it is safe.
pub(crate) fn parse(regex: &str, unicode: bool) -> Result<Hir, PatternProblem> {
    let rewritten = if unicode { None } else { ascii::rewrite(regex)? };
    let hir = regex_syntax::parse(rewritten.as_deref().unwrap_or(regex)).map_err(syntax)?;
    match hir.properties().minimum_len() {
        Some(0) => Err(PatternProblem::MatchesEmpty),
        None => Err(PatternProblem::Invalid("it can never match".into())),
        Some(_) => Ok(hir),
    }
}

fn syntax(error: regex_syntax::Error) -> PatternProblem {
    use regex_syntax::Error;
    match error {
        Error::Parse(error) => ascii::syntax(&error),
        Error::Translate(error) => {
            PatternProblem::Syntax(format!("{} at byte {}", error.kind(), error.span().start.offset))
        }
        other => PatternProblem::Syntax(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(regex: &str, unicode: bool) -> Matcher {
        Matcher::Regex { regex: regex.into(), unicode }
    }

    #[test]
    fn only_a_unicode_boundary_is_linted() {
        assert!(lint(&regex(r"\bfoo", true)).is_some_and(|text| text.contains(r"(?-u:\b)")));
        assert_eq!(lint(&regex(r"\bfoo", false)), None);
        assert_eq!(lint(&regex(r"(?-u:\b)foo\w", true)), None);
        assert_eq!(lint(&regex(r"\bfoo(", true)), None);
        assert_eq!(lint(&Matcher::Literal { text: "a".into(), case_insensitive: true, whole_word: true }), None);
    }

    #[test]
    fn what_can_be_empty_or_never_match_is_refused() {
        for empty in ["", "a*", "a?|b", r"\b", "^$", "(?:)", r"(?i)^\B", "(a|b*)"] {
            assert_eq!(parse(empty, false), Err(PatternProblem::MatchesEmpty), "{empty}");
        }
        assert!(matches!(parse("[a&&b]", false), Err(PatternProblem::Invalid(_))));
        assert!(parse("a+", false).is_ok());
    }

    #[test]
    fn syntax_errors_say_where() {
        for unicode in [false, true] {
            let Err(PatternProblem::Syntax(text)) = parse("ab(c", unicode) else { panic!() };
            assert_eq!(text, "unclosed group at byte 2");
            let Err(PatternProblem::Syntax(text)) = parse(r"(?-u:.)\xFF", unicode) else { panic!() };
            assert!(text.contains("UTF-8"), "{text}");
        }
        assert!(matches!(parse(r"(a)\1", true), Err(PatternProblem::Syntax(_))));
    }
}
