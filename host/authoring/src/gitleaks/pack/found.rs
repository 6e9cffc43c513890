//! From what a pattern matched to the secret in it, as gitleaks finds it: the group, its entropy, and what is allowed.

use std::ops::Range;

use lictor_sdk::text::entropy;
use regex_lite::Regex;

/// What an imported rule asks of a match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Secret<'a> {
    /// The rule's expression, for its groups. The host has no groups to give.
    pub(crate) regex: &'a str,
    /// The group that holds the secret; 0: the first that matched anything, or the whole match where there is none.
    pub(crate) group: usize,
    /// One of these must stand somewhere in the text. In lower case. None: nothing must.
    pub(crate) keywords: &'a [&'a str],
    /// The secret must have more bits a byte than this.
    pub(crate) entropy: Option<f32>,
    /// What is no finding after all.
    pub(crate) allow: &'a [Allow<'a>],
}

/// Something that is no finding after all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allow<'a> {
    /// Whether a regex and a stop word are needed, where there are both.
    pub(crate) both: bool,
    /// What the regexes are held against.
    pub(crate) target: Target,
    /// One of these must match.
    pub(crate) regexes: &'a [&'a str],
    /// One of these must stand in the secret. In lower case.
    pub(crate) stopwords: &'a [&'a str],
}

/// What an allowing regex is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code)] // A pack uses those that its configuration has.
pub(crate) enum Target {
    /// The secret.
    Secret,
    /// Everything that the rule matched.
    Match,
    /// The lines in which it stands.
    Line,
}

impl Secret<'_> {
    /// Whether a text has one of the keywords.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.keywords.is_empty() || self.keywords.iter().any(|keyword| lower.contains(keyword))
    }

    /// Where in a match the secret stands, if it is one. `global` is allowed in every rule, `line` gives the lines that the
    /// match stands in.
    pub(crate) fn find(&self, global: &[Allow<'_>], matched: &str, line: &dyn Fn() -> String) -> Option<Range<usize>> {
        let trimmed = matched.trim_matches('\n');
        let start = matched.len() - matched.trim_start_matches('\n').len();
        let range = self.group_of(trimmed)?;
        let secret = &trimmed[range.clone()];
        if self.entropy.is_some_and(|least| entropy(secret) <= least) {
            return None;
        }
        let allowed = global.iter().chain(self.allow).any(|allow| allow.allows(secret, trimmed, line));
        (!allowed && !secret.is_empty()).then(|| start + range.start..start + range.end)
    }

    /// The secret's place. None where the group that must hold it did not match.
    fn group_of(&self, trimmed: &str) -> Option<Range<usize>> {
        let whole = 0..trimmed.len();
        // The importer has compiled it.
        let Some(groups) = Regex::new(self.regex).ok().and_then(|regex| {
            let captures = regex.captures(trimmed)?;
            Some((1..captures.len()).map(|group| captures.get(group).map(|found| found.range())).collect::<Vec<_>>())
        }) else {
            return Some(whole);
        };
        match (groups.len(), self.group) {
            (0, _) => Some(whole),
            (_, 0) => Some(groups.into_iter().flatten().find(|range| !range.is_empty()).unwrap_or(whole)),
            (_, group) => groups.get(group - 1).cloned().flatten(),
        }
    }
}

impl Allow<'_> {
    fn allows(&self, secret: &str, matched: &str, line: &dyn Fn() -> String) -> bool {
        let matches = || {
            let lines;
            let target = match self.target {
                Target::Secret => secret,
                Target::Match => matched,
                Target::Line => {
                    lines = line();
                    &lines
                }
            };
            let regexes = self.regexes.iter().filter_map(|regex| Regex::new(regex).ok());
            !target.is_empty() && regexes.into_iter().any(|regex| regex.is_match(target))
        };
        let stops = || {
            let lower = secret.to_lowercase();
            self.stopwords.iter().any(|word| lower.contains(word))
        };
        match (self.regexes.is_empty(), self.stopwords.is_empty()) {
            (true, true) => false,
            (true, false) => stops(),
            (false, true) => matches(),
            (false, false) if self.both => stops() && matches(),
            (false, false) => stops() || matches(),
        }
    }
}
