//! Which numbers and dates of an answer no source has.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use lictor_sdk::{Case, Input, text};

use crate::alignment::{self, Share};
use crate::numbers::{self, Day, Kind, Number, is_within, shares, spelt};
use crate::sentence::sentences_of;
use crate::words::{folded, mentions, words_back};

/// What is wrong with a number of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No source has it.
    Absent,
    /// No source has the year or the day.
    NoDate,
    /// A source has fewer digits of it.
    TooFine,
}

/// The answer's numbers that its sources do not bear out: bytes of the answer.
pub(crate) struct Faults(pub(crate) Vec<(Fault, Range<usize>)>);

/// A sentence that is no claim about what the sources are about.
const SUPPOSING: &str = "example|e.g.|suppose|imagine|let's say|assume|assuming|hypothetical*|such as|say,|if you";
/// A sentence whose numbers may be calculated.
const CALCULATING: &str = "total*|sum|combined|altogether|difference|average|increase*|decrease*|more|fewer|less|years|\
    old|aged|age|per|remaining|each|times|double|twice|half|later|earlier|after|before|lasted|percent*|ratio|equals";
/// Pairs of more numbers give nearly every number.
const MAX_PAIRED: usize = 40;

struct Sources {
    numbers: Vec<Number>,
    values: Vec<f64>,
    shares: Vec<f64>,
    days: Vec<Day>,
}

impl Sources {
    fn of(case: &Case<'_>) -> Self {
        let mut all = Self { numbers: Vec::new(), values: Vec::new(), shares: Vec::new(), days: Vec::new() };
        // The arguments of a call are the model's own words.
        for part in case.parts().filter(|part| !matches!(part.input(), Input::Answer | Input::ToolCalls)) {
            let written = part.text();
            let lowered = folded(written);
            all.values.extend(spelt(&lowered));
            all.shares.extend(shares(&lowered));
            all.days.extend(numbers::days(&lowered));
            // Sources name things by numbers that an answer may count: every digit run is known, names too.
            all.values.extend(runs(written).filter_map(|run| run.parse::<f64>().ok()));
            all.numbers.extend(numbers::numbers(written));
        }
        all
    }

    fn have(&self, number: &Number) -> bool {
        let close = |value: &f64| is_within(number.value, *value, number.step);
        self.numbers.iter().any(|known| number.is_near(known))
            || self.shares.iter().any(close)
            || number.kind != Kind::Time && self.values.iter().any(close)
    }

    fn give(&self, number: &Number) -> bool {
        let mut known: Vec<f64> = self.numbers.iter().map(|number| number.value).collect();
        known.sort_unstable_by(f64::total_cmp);
        known.dedup();
        let close = |value: f64| is_within(number.value, value, number.step.max(1.0));
        known.len() <= MAX_PAIRED
            && known.iter().any(|a| {
                close(100.0 - a)
                    || known.iter().any(|b| {
                        let ratio = if *b == 0.0 { 0.0 } else { a / b };
                        close(a + b)
                            || close((a - b).abs())
                            || close(a * b)
                            || close(ratio)
                            || close(100.0 * ratio)
                            || close(100.0 * (ratio - 1.0).abs())
                    })
            })
    }

    /// Whether a source has the share in words that this percentage is near: *a quarter* for 23.47 %.
    fn roughly(&self, number: &Number) -> bool {
        const NEAR: f64 = 3.0;
        number.kind == Kind::Percent && self.shares.iter().any(|share| (number.value - share).abs() <= NEAR)
    }
}

/// Whether a sentence of a context says what this one says, or what stands around these bytes of it, with another
/// number or day: a contradiction, and no invention.
fn contradicted(case: &Case<'_>, sentence: &str, at: &Range<usize>, other: impl Fn(&str) -> bool) -> bool {
    const AROUND: usize = 4;
    let after = &sentence[at.end..];
    let end = after.match_indices(' ').nth(AROUND).map_or(after.len(), |(end, _)| end);
    let around = [words_back(&sentence[..at.start], AROUND), &after[..end]].concat();
    let same = |text: &str, share: Share| alignment::sentences(case, text, share);
    let slipped = |source: &Rc<alignment::Source>| runs(&source.text).any(|run| is_slip(&sentence[at.clone()], run));
    [sentence, &around].iter().any(|text| same(text, Share::MOST).iter().any(|source| other(&source.text)))
        || same(&around, Share::SOME).iter().any(slipped)
}

/// Whether two numbers differ by one digit, or by two that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    let one: Vec<u8> = one.bytes().filter(u8::is_ascii_digit).collect();
    let differing: Vec<usize> =
        one.iter().zip(other.bytes()).enumerate().filter(|(_, (a, b))| **a != *b).map(|(at, _)| at).collect();
    one.len() == other.len()
        && match differing[..] {
            [_] => true,
            [first, second] => {
                second == first + 1 && one[first] == other.as_bytes()[second] && one[second] == other.as_bytes()[first]
            }
            _ => false,
        }
}

/// All runs of digits.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let start = at;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        text.get(start..at)
    })
}

impl Faults {
    /// The sample's.
    pub(crate) fn of(case: &Case<'_>) -> Rc<Self> {
        case.memo(Self::find)
    }

    fn find(case: &Case<'_>) -> Self {
        let mut faults = Vec::new();
        let answer = case.answer();
        // Code has numbers of its own.
        if text::find(answer, "```").is_some() {
            return Self(faults);
        }
        let known = OnceCell::new();
        let sources = || known.get_or_init(|| Sources::of(case));
        let this_year = case.attribute("today").and_then(|today| today.get(..4)?.parse::<f64>().ok());
        let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
        for range in sentences_of(case, part).iter() {
            let sentence = &answer[range.clone()];
            let lowered = folded(sentence);
            if mentions(&lowered, SUPPOSING) || text::find(sentence, "://").is_some() || sentence.contains('`') {
                continue;
            }
            let shift = |of: &Range<usize>| range.start + of.start..range.start + of.end;
            // As long as the sentence, byte for byte, which `folded` is not.
            let days = numbers::days(&sentence.to_ascii_lowercase());
            for day in &days {
                let known = |other: &Day| (other.month, other.day) == (day.month, day.day);
                if !sources().days.iter().any(known)
                    && !contradicted(case, sentence, &day.range, |source| !numbers::days(source).is_empty())
                {
                    faults.push((Fault::NoDate, shift(&day.range)));
                }
            }
            for number in numbers::numbers(sentence) {
                let in_day =
                    days.iter().any(|day| day.range.start <= number.range.start && number.range.end <= day.range.end);
                if in_day || number.digits < 2 || sources().have(&number) {
                    continue;
                }
                let calculated = mentions(&lowered, CALCULATING) && sources().give(&number);
                let fault = match number.kind {
                    Kind::Year if this_year == Some(number.value) => continue,
                    Kind::Year => Fault::NoDate,
                    _ if sources().numbers.iter().any(|known| number.is_finer_than(known))
                        || number.decimals > 0 && sources().roughly(&number) =>
                    {
                        Fault::TooFine
                    }
                    _ => Fault::Absent,
                };
                let other = |source: &str| numbers::numbers(source).iter().any(|known| known.kind == number.kind);
                if !calculated && (fault == Fault::TooFine || !contradicted(case, sentence, &number.range, other)) {
                    faults.push((fault, shift(&number.range)));
                }
            }
        }
        Self(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_one_digit_or_two_that_changed_places() {
        assert!(is_slip("4,815", "4185") && is_slip("1987", "1986"));
        assert!(!is_slip("1987", "1987") && !is_slip("1987", "1896") && !is_slip("198", "1987"));
    }
}
