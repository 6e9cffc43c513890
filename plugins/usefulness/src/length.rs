//! Limits of length: what a message asks for, and what a text has.

use lictor_sdk::text::{sentences, words};

use crate::asked::Demand;
use crate::words::{mentions, number};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Words,
    Characters,
    Sentences,
    Paragraphs,
}

/// How the number binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtMost,
    AtLeast,
    /// A number without more: "in 100 words".
    Target,
    About,
}

/// A limit of length.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    bound: Bound,
    wanted: usize,
    pub(crate) unit: Unit,
}

/// A number of words without a preposition is a limit only from here on: "give me 5 words that rhyme" asks for a list.
const MIN_BARE_WORDS: usize = 20;
/// A number without "at most" may be passed by half.
const TARGET_SLACK: f32 = 0.5;

const AT_LEAST: &str = "at least|minimum|no less than|no fewer than|or more|more than|over";
const NOT_MORE: &str = "no more than|not more than|not exceed*|at most|not be more|n't exceed|n't be more|not over";
const AT_MOST: &str = "\
    fewer than|less than|under|within|max|maximum|up to|limit*|below|or less|or fewer|keep|tops|shorter than|only|just";
const ABOUT: &str = "about|around|approximately|roughly|or so|approx|circa";
/// The number is that of something else: a text that is given, parts of the answer, words that are listed.
const OTHERS: &str = "\
    following|this|that|these|those|my|above|attached|original|given|each|per|every|function|script|code|program|password*|field|\
    regex|first|last|difference|other|find|unscramble|rhyme|definition*|count|how many|means|with one|essay was|title*|\
    hint*|heading*|headline*|caption*|label*|question|questions|option*|description*|name|names|slide*|tweets|subject line";
/// Ask for a text.
const VERBS: &str = "\
    write|summar*|answer|explain|describe|give|keep|limit|respond|reply|tell|make|create|draft|generate|compose|rewrite|use|provide|\
    condense|shorten|say|state|define|outline|list|discuss|compare|exceed|be|in";

impl Limit {
    /// The limit that a demand sets.
    pub(crate) fn of(demand: &Demand) -> Option<Self> {
        let sentence = format!("{}{}{}", demand.before, demand.matched, demand.after);
        let near: String = format!("{}{}", demand.matched, demand.after.chars().take(24).collect::<String>());
        if mentions(&sentence, OTHERS) || !mentions(&sentence, VERBS) {
            return None;
        }
        let wanted = demand.matched.split([' ', '-']).find_map(number).filter(|wanted| *wanted > 0)?;
        let unit = match demand.matched.trim_end_matches('s') {
            text if text.ends_with("word") => Unit::Words,
            text if text.ends_with("character") => Unit::Characters,
            text if text.ends_with("sentence") => Unit::Sentences,
            _ => Unit::Paragraphs,
        };
        let framed = mentions(
            &near,
            "in|within|under|below|to|most|than|max|maximum|limit|at least|exactly|least|exceed|using|use",
        ) || demand.matched.contains('-');
        if unit == Unit::Words && !framed && wanted < MIN_BARE_WORDS {
            return None;
        }
        let before: String = demand.before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        let near = format!("{before}{near}");
        let bound = match () {
            () if mentions(&near, NOT_MORE) => Bound::AtMost,
            () if mentions(&near, AT_LEAST) => Bound::AtLeast,
            () if mentions(&near, ABOUT) => Bound::About,
            () if mentions(&near, AT_MOST) => Bound::AtMost,
            () => Bound::Target,
        };
        Some(Self { bound, wanted, unit })
    }

    /// Whether a count obeys the limit. The slack is a share of it.
    pub(crate) fn allows(&self, count: usize, slack: f32) -> bool {
        let exact = matches!(self.unit, Unit::Sentences | Unit::Paragraphs);
        let (wanted, count) = (self.wanted as f32, count as f32);
        match self.bound {
            Bound::AtLeast => count >= wanted * (1.0 - if exact { 0.0 } else { slack }),
            Bound::AtMost => count <= wanted * (1.0 + if exact { 0.0 } else { slack }),
            Bound::Target if exact => count <= wanted,
            // One more than half of a small number: "in one word" may be a name of two.
            Bound::Target | Bound::About => count <= wanted * (1.0 + TARGET_SLACK) + 1.0,
        }
    }
}

impl Unit {
    /// How many of them a text has. Headings and lines that introduce others do not count.
    pub(crate) fn count(self, text: &str) -> usize {
        let told = |line: &str| {
            let line = line.trim().trim_end_matches('*');
            !line.is_empty() && !line.starts_with('#') && !line.ends_with(':')
        };
        let body = || text.lines().filter(|line| told(line)).collect::<Vec<_>>().join("\n");
        match self {
            Self::Words => words(&body()).count(),
            Self::Characters => text.trim().chars().count(),
            Self::Sentences => {
                let body = body();
                // A signature or a list's marker is no sentence.
                sentences(&body).filter(|range| words(&body[range.clone()]).count() >= 3).count()
            }
            Self::Paragraphs => text.split("\n\n").filter(|paragraph| paragraph.lines().any(told)).count(),
        }
    }
}
