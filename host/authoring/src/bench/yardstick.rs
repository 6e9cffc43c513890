//! What a good engineer writes who needs no engine: 13 regexes for secrets and identifiers, 69 phrases for
//! refusals, plain Rust. No views, no offsets into anything but the text, no policy, no record.

use aho_corasick::{AhoCorasick, MatchKind};
use miette::{IntoDiagnostic, Result};
use regex::{Regex, RegexSet};

/// One phrase per line.
const PHRASES: &str = include_str!("yardstick/refusals.txt");

/// Boundaries are ASCII: a Unicode one throws the automaton off at the first curly quote.
const EXPRESSIONS: [&str; 13] = [
    // E-mail address.
    r"(?-u:\b)[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?-u:\b)",
    // North American telephone number.
    r"(?:\+1[ .-]?)?(?:\([2-9][0-9]{2}\) ?|(?-u:\b)[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}(?-u:\b)",
    // Payment card; the check digit is tested below.
    CARD,
    // Social security number.
    r"(?-u:\b)[0-9]{3}-[0-9]{2}-[0-9]{4}(?-u:\b)",
    // IBAN.
    r"(?-u:\b)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?-u:\b)",
    // AWS access key ID.
    r"(?-u:\b)(?:AKIA|ASIA)[A-Z0-9]{16}(?-u:\b)",
    // GitHub token.
    r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})(?-u:\b)",
    // Slack token.
    r"(?-u:\b)xox[abeoprs]-[A-Za-z0-9-]{10,}",
    // JSON Web Token.
    r"(?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    // Private key.
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----",
    // URL with a password.
    r"(?-u:\b)[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@[^\s/]+",
    // Password or API key in an assignment.
    r#"(?i)(?-u:\b)(?:password|passwd|secret|api[_-]?key|access[_-]?token)["']?\s*[:=]\s*["']?[^\s"']{8,}"#,
    // IPv4 address.
    r"(?-u:\b)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?-u:\b)",
];

const CARD: &str = r"(?-u:\b)[0-9](?:[ -]?[0-9]){12,18}(?-u:\b)";

/// The yardstick, ready to count.
pub struct Yardstick {
    set: RegexSet,
    regexes: Vec<Regex>,
    phrases: AhoCorasick,
}

impl Yardstick {
    /// Compiles it.
    ///
    /// # Errors
    /// An expression is broken.
    pub fn new() -> Result<Self> {
        let regexes = EXPRESSIONS.into_iter().map(Regex::new).collect::<Result<_, _>>().into_diagnostic()?;
        let phrases = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostFirst)
            .build(phrases())
            .into_diagnostic()?;
        Ok(Self { set: RegexSet::new(EXPRESSIONS).into_diagnostic()?, regexes, phrases })
    }

    /// How much it finds in a text: first which expressions match at all, then where those do.
    pub fn count(&self, text: &str) -> usize {
        let spans = |expression: usize| {
            let found = self.regexes[expression].find_iter(text);
            found.filter(|found| EXPRESSIONS[expression] != CARD || luhn(found.as_str())).count()
        };
        self.set.matches(text).into_iter().map(spans).sum::<usize>() + self.phrases.find_iter(text).count()
    }
}

fn phrases() -> impl Iterator<Item = &'static str> {
    PHRASES.lines().filter(|line| !line.is_empty())
}

/// The check digit of payment cards (ISO/IEC 7812-1, annex B).
fn luhn(text: &str) -> bool {
    let digits = text.bytes().rev().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use lictor_contract::expand;

    use super::*;

    #[test]
    fn it_is_what_its_name_says() {
        assert_eq!((EXPRESSIONS.len(), phrases().count()), (13, 69));
    }

    #[test]
    fn every_expression_finds_its_kind_once() {
        let yardstick = Yardstick::new().unwrap();
        for text in [
            "write to someone@example.org today",
            "call (415) 555-0132 today",
            "card 4111 1111 1111 1111",
            "SSN {{joined:078-05|-1120}}",
            "IBAN {{joined:GB82 WEST |1234 5698 7654 32}}",
            "key AKIA{{random:base32:16}}",
            "token ghp_{{random:alnum:36}}",
            "token {{joined:xo|xb}}-{{random:digits:12}}-{{random:alnum:24}}",
            "token eyJ{{random:alnum:20}}.eyJ{{random:alnum:20}}.{{random:base64url:30}}",
            "{{joined:-----BEGIN RSA PRIV|ATE KEY-----}}",
            "postgres://app:{{random:alnum:12}}@db/x",
            "password = {{random:alnum:12}}",
            "from 203.0.113.9 today",
            "I CANNOT assist with that, friend",
        ] {
            assert_eq!(yardstick.count(&expand(text)), 1, "{text}");
        }
        assert_eq!(yardstick.count("card 4111 1111 1111 1112"), 0, "the check digit is wrong");
        assert_eq!(
            yardstick.count("An ordinary answer \u{2014} with \u{201c}quotes\u{201d} \u{2014} and 12 numbers."),
            0
        );
    }
}
