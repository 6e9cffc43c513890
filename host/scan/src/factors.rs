//! What a text must contain for a regex to match in it.
//!
//! Most regexes have a part that ordinary text seldom has: `ghp_`, `according to`, three digits and a hyphen. Such a
//! part is a set of literals of which every match contains one, with how far from the match's start it can stand.
//! Literals are looked for in text that is [folded](fold): what is found is a hint, never a match.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde::{Deserialize, Serialize};

use crate::alphabet::{fold, rate, seldom};

/// More of a literal is not looked for, in bytes.
pub(crate) const MAX_BYTES: usize = 8;

/// The most literals of one regex.
const MAX_LITERALS: usize = 2_048;

/// The most literals while parts are being joined.
const MAX_JOINED: usize = 256;

/// The longest literal while parts are being joined, in bytes.
const MAX_JOINED_BYTES: usize = 96;

/// The most characters of a class that are looked at.
const MAX_CLASS: usize = 32;

/// How often a repeated part is joined with what stands before it.
const MAX_REPEATED: u32 = 12;

/// What ordinary text has more often than this is no hint, per byte.
const MAX_RATE: f64 = 1e-2;

/// What is found no more often than this costs nothing, per byte.
const RARE: f64 = 2e-4;

/// How much of ordinary text is the start of a word.
const WORD_STARTS: f64 = 0.2;

/// One folded literal, and where in a match it can stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Factor {
    pub(crate) bytes: Vec<u8>,
    /// The fewest bytes of the match before it.
    pub(crate) least: usize,
    /// The most bytes of the match before it, where there is a bound.
    pub(crate) most: Option<usize>,
}

/// The factors of a regex.
pub(crate) struct Factors {
    pub(crate) list: Vec<Factor>,
    /// Whether nothing else could be a better hint.
    pub(crate) rare: bool,
}

/// A set of factors and how often ordinary text has one of them, per byte.
struct Choice {
    factors: Vec<Factor>,
    rate: f64,
}

/// The factors of a regex, one of which every match contains, unless ordinary text is full of them.
///
/// Letters outside ASCII that are taken for `k` or `s` in either case are left out: see [`FOLDED_TO_ASCII`].
pub(crate) fn factors(hir: &Hir) -> Option<Factors> {
    let choice = best(hir)?;
    let begins_word = choice.factors.iter().all(|factor| factor.most == Some(0)) && starts_word(hir);
    let rate = if begins_word { choice.rate * WORD_STARTS } else { choice.rate };
    let useful = rate <= MAX_RATE && choice.factors.len() <= MAX_LITERALS;
    useful.then_some(Factors { rare: choice.rate <= RARE, list: choice.factors })
}

/// The factor of a literal: all of it, or its rarest part.
pub(crate) fn of_literal(text: &[u8]) -> Factor {
    let (at, part) = rarest(&folded(text));
    Factor { bytes: part, least: at, most: Some(at) }
}

/// The two characters outside ASCII that match an ASCII letter when case is ignored: the Kelvin sign and the long s.
/// A text that has one of them is searched for every pattern.
pub(crate) const FOLDED_TO_ASCII: [&str; 2] = ["\u{212a}", "\u{17f}"];

fn best(hir: &Hir) -> Option<Choice> {
    match hir.kind() {
        HirKind::Literal(_) => choice(&literals(hir)?, 0, Some(0)),
        HirKind::Class(_) => choice(&literals(hir).or_else(|| beginnings(hir))?, 0, Some(0)),
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            best(&repetition.sub).into_iter().chain(best_part(std::slice::from_ref(hir))).min_by(rarer)
        }
        HirKind::Alternation(branches) => {
            let mut all = Choice { factors: Vec::new(), rate: 0.0 };
            for branch in branches {
                let found = best(branch)?;
                all.factors.extend(found.factors);
                all.rate += found.rate;
            }
            Some(all)
        }
        HirKind::Concat(parts) => best_part(parts),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

fn rarer(a: &Choice, b: &Choice) -> std::cmp::Ordering {
    a.weight().total_cmp(&b.weight())
}

impl Choice {
    /// What the choice costs: being found, being near, and being many.
    fn weight(&self) -> f64 {
        let near = self.factors.iter().all(|factor| factor.most.is_some());
        self.rate * if near { 1.0 } else { 2.0 } + 1e-7 * self.factors.len() as f64
    }
}

/// The best part of a concatenation: one of its elements, or the literals of some neighbours joined.
fn best_part(parts: &[Hir]) -> Option<Choice> {
    let known: Vec<Option<Vec<Vec<u8>>>> = parts.iter().map(literals).collect();
    let (mut least, mut most) = (0, Some(0_usize));
    let mut found: Option<Choice> = None;
    let mut take = |new: Option<Choice>| {
        if let Some(new) = new
            && found.as_ref().is_none_or(|old| rarer(&new, old).is_lt())
        {
            found = Some(new);
        }
    };
    for (index, part) in parts.iter().enumerate() {
        if known[index].is_none() && parts.len() > 1 {
            take(best(part).map(|choice| moved(choice, least, most)));
        }
        // What follows a single literal was joined with it, and the rarest part of the whole was taken.
        let begun = index > 0 && known[index - 1].as_ref().is_some_and(|before| before.len() == 1);
        if !begun {
            for joined in runs(&parts[index..], &known[index..]) {
                take(choice(&joined, least, most));
            }
        }
        let properties = part.properties();
        least += properties.minimum_len().unwrap_or(0);
        most = most.zip(properties.maximum_len()).map(|(most, more)| most.saturating_add(more));
    }
    found
}

/// The literals of neighbours joined, as far as they can be: before each part that makes more of them, and at the end.
fn runs(parts: &[Hir], known: &[Option<Vec<Vec<u8>>>]) -> Vec<Vec<Vec<u8>>> {
    let mut runs = Vec::new();
    let mut joined = vec![Vec::new()];
    let mut join = |joined: &mut Vec<Vec<u8>>, next: &[Vec<u8>]| -> bool {
        let Some(longer) = product(joined, next) else { return false };
        let before = std::mem::replace(joined, longer);
        if joined.len() > before.len() {
            runs.push(before);
        }
        true
    };
    for (part, next) in parts.iter().zip(known) {
        if next.as_ref().is_some_and(|next| join(&mut joined, next)) {
            continue;
        }
        // What is repeated without a bound is there as often as it must be.
        if let Some((sub, times)) = repeated(part) {
            let _ = (0..times).all(|_| join(&mut joined, &sub));
        }
        break;
    }
    runs.push(joined);
    runs
}

/// The literals of what is repeated, and how often it is at least.
fn repeated(hir: &Hir) -> Option<(Vec<Vec<u8>>, usize)> {
    match hir.kind() {
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            Some((literals(&repetition.sub)?, repetition.min.min(MAX_REPEATED) as usize))
        }
        HirKind::Capture(capture) => repeated(&capture.sub),
        _ => None,
    }
}

fn moved(mut choice: Choice, least: usize, most: Option<usize>) -> Choice {
    for factor in &mut choice.factors {
        factor.least += least;
        factor.most = factor.most.zip(most).map(|(own, most)| own.saturating_add(most));
    }
    choice
}

/// The literals as factors, the rarest part of each. None where one is too short to be looked for.
fn choice(literals: &[Vec<u8>], least: usize, most: Option<usize>) -> Option<Choice> {
    let mut factors = Vec::with_capacity(literals.len());
    for literal in literals {
        if literal.is_empty() {
            return None;
        }
        let (at, bytes) = rarest(literal);
        factors.push(Factor { bytes, least: least + at, most: most.map(|most| most + at) });
    }
    factors.sort_unstable();
    factors.dedup();
    let rate = factors.iter().map(|factor| rate(&factor.bytes)).sum();
    Some(Choice { factors, rate })
}

/// All texts that a regex matches, in small letters, if they are few and short.
fn literals(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => (literal.0.len() <= MAX_JOINED_BYTES).then(|| vec![folded(&literal.0)]),
        HirKind::Class(class) => of_class(class),
        HirKind::Capture(capture) => literals(&capture.sub),
        HirKind::Repetition(repetition) => {
            let max = repetition.max.filter(|max| *max <= MAX_REPEATED)?;
            let sub = literals(&repetition.sub)?;
            let mut power = vec![Vec::new()];
            let mut all = Vec::new();
            for count in 0..=max {
                if count >= repetition.min {
                    all.extend(power.iter().cloned());
                }
                if count < max {
                    power = product(&power, &sub)?;
                }
            }
            bounded(all)
        }
        HirKind::Concat(parts) => {
            let start = Some(vec![Vec::new()]);
            parts.iter().fold(start, |joined, part| product(&joined?, &literals(part)?))
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(literals(branch)?);
                if all.len() > 2 * MAX_JOINED {
                    return None;
                }
            }
            bounded(all)
        }
    }
}

/// The characters of a class that has only few once they are folded.
fn of_class(class: &Class) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    match class {
        Class::Unicode(class) => {
            for c in class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(MAX_CLASS + 1) {
                let mut bytes = [0; 4];
                let text = &*c.encode_utf8(&mut bytes);
                if !FOLDED_TO_ASCII.contains(&text) {
                    all.push(folded(text.as_bytes()));
                }
            }
        }
        Class::Bytes(class) => {
            let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            all.extend(bytes.take(MAX_CLASS + 1).map(|byte| vec![fold(byte)]));
        }
    }
    (all.len() <= MAX_CLASS).then(|| bounded(all)).flatten().filter(|all| !all.is_empty())
}

/// The first bytes of the characters of a class beyond the basic plane, which ordinary text seldom has.
fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return None };
    let mut all = Vec::new();
    for range in class.ranges() {
        let (first, last) = (u32::from(range.start()), u32::from(range.end()));
        if first < 0x1_0000 || last - first > 0x1000 {
            return None;
        }
        let shared = |c: u32| char::from_u32(c).map(|c| c.encode_utf8(&mut [0; 4]).as_bytes()[..3].to_vec());
        all.extend((first..=last).step_by(64).chain([last]).filter_map(shared));
    }
    bounded(all)
}

/// Whether every match has a character outside ASCII.
pub(crate) fn leaves_ascii(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => !literal.0.is_ascii(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().first().is_some_and(|range| !range.start().is_ascii()),
        HirKind::Class(Class::Bytes(class)) => class.ranges().first().is_some_and(|range| !range.start().is_ascii()),
        HirKind::Repetition(repetition) => repetition.min > 0 && leaves_ascii(&repetition.sub),
        HirKind::Capture(capture) => leaves_ascii(&capture.sub),
        HirKind::Concat(parts) => parts.iter().any(leaves_ascii),
        HirKind::Alternation(branches) => branches.iter().all(leaves_ascii),
    }
}

/// The bytes of which a match can consist.
pub(crate) fn all_bytes(hir: &Hir) -> [bool; 256] {
    fn add(hir: &Hir, all: &mut [bool; 256]) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => literal.0.iter().for_each(|byte| all[usize::from(*byte)] = true),
            HirKind::Class(class) => add_class(class, all, true),
            HirKind::Repetition(repetition) => add(&repetition.sub, all),
            HirKind::Capture(capture) => add(&capture.sub, all),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| add(part, all)),
        }
    }
    let mut all = [false; 256];
    add(hir, &mut all);
    all
}

/// Adds the first bytes of the characters of a class, and the others if they are wanted.
fn add_class(class: &Class, bytes: &mut [bool; 256], all: bool) {
    match class {
        Class::Bytes(class) => {
            class.ranges().iter().for_each(|range| bytes[range.start().into()..=range.end().into()].fill(true));
        }
        Class::Unicode(class) => {
            let byte = |c: char| usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0]);
            class.ranges().iter().for_each(|range| bytes[byte(range.start())..=byte(range.end())].fill(true));
            if all && class.ranges().last().is_some_and(|range| !range.end().is_ascii()) {
                bytes[0x80..0xc0].fill(true);
            }
        }
    }
}

/// The bytes with which a match can begin.
pub(crate) fn first_bytes(hir: &Hir) -> [bool; 256] {
    let mut first = [false; 256];
    if add_edge(hir, &mut first, false) {
        first = [true; 256];
    }
    first
}

/// The bytes with which a match can end.
pub(crate) fn last_bytes(hir: &Hir) -> [bool; 256] {
    let mut last = [false; 256];
    if add_edge(hir, &mut last, true) {
        last = [true; 256];
    }
    last
}

/// Adds the first or last bytes of what a regex matches. True if that can be empty.
fn add_edge(hir: &Hir, bytes: &mut [bool; 256], last: bool) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let byte = if last { literal.0.last() } else { literal.0.first() };
            byte.map(|byte| bytes[usize::from(*byte)] = true).is_none()
        }
        HirKind::Class(class) => {
            add_class(class, bytes, last);
            false
        }
        HirKind::Repetition(repetition) => add_edge(&repetition.sub, bytes, last) || repetition.min == 0,
        HirKind::Capture(capture) => add_edge(&capture.sub, bytes, last),
        HirKind::Concat(parts) if last => parts.iter().rev().all(|part| add_edge(part, bytes, last)),
        HirKind::Concat(parts) => parts.iter().all(|part| add_edge(part, bytes, last)),
        HirKind::Alternation(branches) => {
            // Each adds its bytes, so none may be left out.
            branches.iter().filter(|branch| add_edge(branch, bytes, last)).count() > 0
        }
    }
}

/// Whether every match begins at the start of an ASCII word.
pub(crate) fn starts_word(hir: &Hir) -> bool {
    let first = first_bytes(hir);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    hir.properties().look_set_prefix().contains(Look::WordAscii)
        && (0..=255).all(|byte: u8| !first[usize::from(byte)] || word(byte))
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| fold(*byte)).collect()
}

fn product(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if left.len() * right.len() > 2 * MAX_JOINED {
        return None;
    }
    bounded(left.iter().flat_map(|left| right.iter().map(move |right| [left.as_slice(), right].concat())).collect())
}

fn bounded(mut all: Vec<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    all.sort_unstable();
    all.dedup();
    (all.len() <= MAX_JOINED && all.iter().all(|text| text.len() <= MAX_JOINED_BYTES)).then_some(all)
}

/// The rarest part of a literal that is not longer than is looked for, and where it begins.
fn rarest(literal: &[u8]) -> (usize, Vec<u8>) {
    if literal.len() <= MAX_BYTES {
        return (0, literal.to_vec());
    }
    let parts = literal.windows(MAX_BYTES).enumerate();
    let rarest = parts.max_by_key(|(at, part)| (seldom(part), std::cmp::Reverse(*at)));
    rarest.map_or_else(|| (0, literal.to_vec()), |(at, part)| (at, part.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(regex: &str) -> Option<String> {
        let hir = crate::pattern::parse(regex, false).unwrap();
        let show = |factor: &Factor| {
            let most = factor.most.map_or_else(|| "…".to_owned(), |most| most.to_string());
            format!("{}@{}-{most}", String::from_utf8_lossy(&factor.bytes), factor.least)
        };
        Some(factors(&hir)?.list.iter().map(show).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn the_rarest_part_that_every_match_has_is_taken() {
        for (regex, expected) in [
            (r"\bgh[po]_[0-9A-Za-z]{36}", "gho_@0-0|ghp_@0-0"),
            ("(?i)AB-x", "ab-x@0-0"),
            (r"[a-z]+_live_[0-9]", "_live_0@1-…"),
            (r"(?i)\bI(?: am)? (?:cannot|unable to) go", " unable @1-4|annot go@3-6"),
            ("(?:x1y|[0-9]{3}zz+q)", "x0y@0-0|000zz@0-0"),
        ] {
            assert_eq!(of(regex).as_deref(), Some(expected), "{regex}");
        }
    }

    #[test]
    fn what_is_everywhere_is_no_factor() {
        for often in ["e", "[a-z]+", "ghp_|e", r"\s\w", "a"] {
            assert_eq!(of(often), None, "{often}");
        }
    }

    #[test]
    fn what_needs_more_than_ascii_is_known() {
        let leaves = |regex: &str| leaves_ascii(&crate::pattern::parse(regex, false).unwrap());
        assert!(leaves("[à-ü]{2}") && leaves("[a-z][à-ü]|[à-ü][a-z]") && leaves("a(?:é)+"));
        assert!(!leaves("[a-ü]") && !leaves("[à-ü]?a") && !leaves("é|e") && !leaves("(?i)k"));
    }

    #[test]
    fn letters_that_fold_to_ascii_are_left_out() {
        assert_eq!(of("(?i)sk-risk").as_deref(), Some("sk-risk@0-0"));
    }
}
