//! Finds the number of a source that a number of the answer should have been.
//!
//! A number that some source has, or that is a rounding of one, is fine, unless it stands there of another
//! thing and differs by a slip from the number of a place that says just what the answer says. For any other the sources are
//! searched for a number of the same unit in a place that says the same: most content words of the answer's
//! sentence, or of the words around the number, stand around it. If there is one, the two contradict each
//! other; if there is none, the number may be the answer's own and is no business of this rule.

use std::cell::OnceCell;
use std::ops::Range;

use lictor_sdk::{Case, Input};

use crate::derived::{is_derived, tells_of_computing};
use crate::index::{Answer, Index, Sentence, Source, distinct, sources};
use crate::numbers::{Kind, Number, numbers};
use crate::tokens::{Token, tokenise};
use crate::{code, markers, urls};

/// Share of the content words that must stand around the source's number.
const ALIGNED: f32 = 0.6;
/// The same where the two differ in one digit: then it takes less to say that one was meant for the other.
const ALIGNED_TYPO: f32 = 0.3;
/// The same where they have two digits and no unit in common: such pairs meet by accident.
const ALIGNED_SHORT_TYPO: f32 = 0.5;
/// Content words on each side of the answer's number, and tokens on each side of the source's.
const NEAR_STEMS: usize = 3;
const NEAR_TOKENS: usize = 9;
/// Tokens of a source's sentence that are looked at on each side, and how many are however short it is: what
/// a pronoun refers to stands in the sentence before.
const SENTENCE: usize = 50;
const AT_LEAST: usize = 14;
/// Numbers around a slip that it may be computed from without a word: of more, some two make any third.
const FEW_OPERANDS: usize = 4;
/// Numbers of an answer that are held against the sources. Tables beyond that are not prose.
const MAX_NUMBERS: usize = 400;

/// A number of the answer and the one of a source that it contradicts.
pub(crate) struct Mismatch {
    pub(crate) stated: Range<usize>,
    pub(crate) part: u32,
    pub(crate) actual: Range<usize>,
}

/// A number of a source.
struct Known {
    number: Number,
    source: usize,
    /// The tokens of its sentence, found when they are first asked for.
    sentence: OnceCell<Range<usize>>,
}

/// The contradictions between the answer's numbers and those of its sources, in the answer's order.
pub(crate) fn mismatches(case: &Case<'_>) -> Vec<Mismatch> {
    let answer = Answer::of(case);
    let text = case.answer();
    let stated = stated(text, &answer.tokens);
    if !stated.iter().any(is_checkable) {
        return Vec::new();
    }
    let index = Index::of(case);
    let texts: Vec<&str> = sources(case).map(|doc| doc.text).collect();
    let mut known = Vec::new();
    for (at, (source, text)) in index.sources.iter().zip(&texts).enumerate() {
        let found = numbers(text, index.tokens_of(source), |_| false);
        known.extend(found.into_iter().map(|number| Known { number, source: at, sentence: OnceCell::new() }));
    }
    let asked = asked(case, &index);
    let computed = Computed { text, answer: &answer, stated: &stated, known: &known };
    let mut out = Vec::new();
    for number in stated.iter().filter(|number| is_checkable(number)) {
        let Some(sentence) = answer.sentences.iter().find(|s| (s.start..s.end).contains(&(number.start as usize)))
        else {
            continue;
        };
        let claim = Claim::new(&answer, sentence, number, &asked);
        let place = |known: &Known| {
            let tokens = index.tokens_of(&index.sources[known.source]);
            let found = || sentence_around(tokens, texts[known.source], known.number.token as usize, AT_LEAST);
            claim.place(known.number.token as usize, tokens, known.sentence.get_or_init(found).clone())
        };
        // Where the sources have the number: is one of those places, however badly, what the answer speaks of?
        let backing = known.iter().filter(|known| number.is_backed_by(&known.number));
        let support = backing
            .map(|known| Support {
                near: place(known).near,
                same_unit: number.shares_slot(&known.number),
                within: number.is_within(&known.number),
            })
            .reduce(Support::and);
        let best = known
            .iter()
            .filter(|known| number.shares_unit(&known.number) || number.is_typo_of(&known.number))
            .filter_map(|known| Some((place(known).score(number, &known.number, support)?, known)))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, known)) = best {
            if is_in_title(case, number) || computed.shows(number, &known.number) {
                continue;
            }
            out.push(Mismatch {
                stated: number.start as usize..number.end as usize,
                part: index.sources[known.source].part,
                actual: known.number.start as usize..known.number.end as usize,
            });
        }
    }
    out
}

/// Whether a date of the answer stands in the title of a context.
fn is_in_title(case: &Case<'_>, number: &Number) -> bool {
    let is_date = |number: &Number| matches!(number.kind, Kind::Year | Kind::Decade | Kind::Day);
    let titles = case.parts_of(Input::PermittedContexts).filter_map(|context| context.property("title"));
    is_date(number)
        && titles.into_iter().any(|title| {
            let mut tokens = Vec::new();
            tokenise(&title, &mut tokens);
            let same = |known: &Number| match (number.kind, known.kind) {
                (Kind::Day, Kind::Day) => number.slots == known.slots && number.value == known.value,
                (Kind::Day, _) | (_, Kind::Day) => false,
                _ => number.is_backed_by(known),
            };
            numbers(&title, &tokens, |_| false).iter().any(same)
        })
}

/// What shows that a number of the answer was computed.
struct Computed<'a> {
    text: &'a str,
    answer: &'a Answer,
    stated: &'a [Number],
    known: &'a [Known],
}

impl Computed<'_> {
    /// Whether the answer shows from what it computed a number that would else be a wrong copy of `actual`.
    fn shows(&self, number: &Number, actual: &Number) -> bool {
        let sentences = &self.answer.sentences;
        let holds = |sentence: &Sentence| (sentence.start..sentence.end).contains(&(number.start as usize));
        let Some(at) = sentences.iter().position(holds) else { return false };
        let bytes = sentences[at.saturating_sub(1)].start..sentences[(at + 1).min(sentences.len() - 1)].end;
        let is_known = |other: &Number| self.known.iter().any(|known| other.is_backed_by(&known.number));
        let beside = |other: &&Number| bytes.contains(&(other.start as usize)) && other.start != number.start;
        let operands: Vec<Number> =
            self.stated.iter().filter(beside).filter(|other| is_known(other)).copied().collect();
        let own = &sentences[at];
        // What differs from the source's number by a slip is a slip, unless the answer shows all it was computed from.
        let says = tells_of_computing(&self.text[own.start..own.end], &self.answer.tokens[own.tokens.clone()]);
        let told = says && !number.is_typo_of(actual);
        if !says && operands.len() > FEW_OPERANDS && number.is_typo_of(actual) {
            return false;
        }
        let others: Vec<Number> = self.known.iter().filter(|_| told).map(|known| known.number).collect();
        is_derived(number, &operands, &others)
    }
}

/// The answer's numbers, without citation markers, addresses and code.
fn stated(text: &str, tokens: &[Token]) -> Vec<Number> {
    let mut apart: Vec<Range<usize>> = code::regions(text);
    apart.extend(markers::markers(text).into_iter().map(|marker| marker.start..marker.end));
    apart.extend(urls::urls(text));
    let mut found = numbers(text, tokens, |at| apart.iter().any(|range| range.contains(&at)));
    found.truncate(MAX_NUMBERS);
    found
}

/// Whether the number says enough about itself to be held against another.
fn is_checkable(number: &Number) -> bool {
    let has_unit = number.slots[0] != 0 || !matches!(number.kind, Kind::Plain);
    match number.kind {
        Kind::Ordinal => !number.spelt && has_unit,
        Kind::Code => number.len >= 3,
        _ if number.spelt || number.len < 2 => has_unit,
        _ => true,
    }
}

/// Content words of the user's message: what a bare answer is about.
fn asked(case: &Case<'_>, index: &Index) -> Vec<u32> {
    let is_message = |source: &&Source| case.part(source.part).input() == Input::UserMessage;
    let tokens = index.sources.iter().filter(is_message).flat_map(|source| index.tokens_of(source));
    distinct(tokens.map(|token| token.stem))
}

/// What the answer says around a number.
struct Claim {
    sentence: Vec<u32>,
    near: Vec<u32>,
}

impl Claim {
    fn new(answer: &Answer, sentence: &Sentence, number: &Number, asked: &[u32]) -> Self {
        let (before, after) =
            (sentence.tokens.start..number.token as usize, number.token as usize..sentence.tokens.end);
        let content =
            |range: Range<usize>| answer.tokens.get(range).unwrap_or_default().iter().filter(|t| t.is_content());
        let near = content(before).rev().take(NEAR_STEMS).chain(content(after).take(NEAR_STEMS));
        let near = distinct(near.map(|token| token.stem));
        let mut stems = answer.stems(sentence);
        if stems.len() < 2 {
            stems.extend(asked);
        }
        Self { sentence: stems, near }
    }

    /// How well the place of a source's number matches that of the answer's.
    fn place(&self, at: usize, tokens: &[Token], sentence: Range<usize>) -> Place {
        let around = |range: Range<usize>, stems: &[u32]| {
            let window = &tokens[range];
            let hits = stems.iter().filter(|stem| window.iter().any(|token| token.stem == **stem)).count();
            (hits, hits as f32 / stems.len().max(1) as f32)
        };
        let (_, wide) = around(sentence, &self.sentence);
        let close = at.saturating_sub(NEAR_TOKENS)..(at + NEAR_TOKENS + 1).min(tokens.len());
        let (hits, near) = around(close, &self.near);
        Place { wide, near, hits }
    }
}

/// How much of a claim stands around a source's number.
struct Place {
    /// Share of the sentence's content words.
    wide: f32,
    /// Share of the words next to the number, and how many.
    near: f32,
    hits: usize,
}

/// What the places tell together that have the answer's number.
#[derive(Clone, Copy)]
struct Support {
    /// How well the best of them matches.
    near: f32,
    /// Whether one has its unit.
    same_unit: bool,
    /// Whether all are ranges that it merely lies in.
    within: bool,
}

impl Support {
    fn and(self, other: Self) -> Self {
        Self {
            near: self.near.max(other.near),
            same_unit: self.same_unit || other.same_unit,
            within: self.within && other.within,
        }
    }
}

impl Place {
    /// How likely the answer's number was meant to be this one; nothing if it was not.
    fn score(&self, stated: &Number, known: &Number, support: Option<Support>) -> Option<f32> {
        let (typo, unit) = (stated.is_typo_of(known), stated.shares_unit(known));
        let near = if self.hits >= 2 { self.near } else { 0.0 };
        let best = self.wide.max(near);
        // What counts something is not meant for what counts nothing, nor a day for one of another month, however
        // alike they look.
        let days = matches!((stated.kind, known.kind), (Kind::Day, Kind::Day));
        let alike = !days && (stated.slots == [0; 2] || known.slots != [0; 2]);
        let needed = match typo {
            true if unit || (alike && stated.len >= 3) => ALIGNED_TYPO,
            true if alike => ALIGNED_SHORT_TYPO,
            _ => ALIGNED,
        };
        if best < needed {
            return None;
        }
        if let Some(support) = support {
            // The number stands in another place, of something else: then this place must match far better, or better than a
            // mere range.
            let other_thing = !support.same_unit && stated.shares_slot(known) && support.near < near;
            let far = support.near <= near * 0.4 || (support.within && support.near < near);
            let far = far && self.hits >= 3 && near >= 0.75;
            if !typo || !unit || near < ALIGNED || !(other_thing || far) {
                return None;
            }
        }
        // Of two equally good places the one with the likelier slip, and the same unit, is the one meant.
        Some(self.wide + near + if typo { 1.0 } else { 0.0 } + if unit { 0.5 } else { 0.0 })
    }
}

/// The tokens of the sentence around a token, and so many on each side however short it is.
pub(crate) fn sentence_around(tokens: &[Token], text: &str, at: usize, at_least: usize) -> Range<usize> {
    let breaks = |left: usize| {
        let gap = &text[tokens[left].end as usize..tokens[left + 1].start as usize];
        if gap.len() < 2 {
            return false;
        }
        // A stop before a small letter is an abbreviation's, or a phonetic transcription's.
        let small = text[tokens[left + 1].start as usize..].starts_with(char::is_lowercase);
        let stop = gap.find(['.', '!', '?', '…']).is_some_and(|stop| gap[stop..].contains([' ', '\n']));
        gap.contains("\n\n") || (stop && !small)
    };
    let (mut start, mut end) = (at, at + 1);
    while start > 0 && at - start < SENTENCE && (at - start < at_least || !breaks(start - 1)) {
        start -= 1;
    }
    while end < tokens.len() && end - at < SENTENCE && (end - at < at_least || !breaks(end - 1)) {
        end += 1;
    }
    start..end
}
