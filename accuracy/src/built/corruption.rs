//! One digit of a grounded answer is changed: the number no longer stands in any source, and a rule should say so. On
//! the answer as it was, it should be silent.

use std::ops::Range;

use lictor_model::Sample;

use super::number_of;
use crate::checker::Checker;
use crate::measure::{Judgement, Measure, Rules, Statistic};

const CHANGED: &str = "one-digit";
const UNCHANGED: &str = "one-digit-clean";
const NUMBERS: Rules = Rules::all(&["GRD107"]);

/// An answer with one changed digit.
struct Corrupted {
    answer: String,
    /// Where the changed number stands.
    number: Range<usize>,
}

/// Checks each answer that has a number of its sources, with one digit changed and as it was.
pub(crate) fn measure(set: &str, grounded: &[(&str, &Sample)], checker: &Checker) -> [Measure; 2] {
    let (mut cases, mut samples) = (Vec::new(), Vec::new());
    for (id, sample) in grounded {
        if let Some(corrupted) = corrupt(id, sample) {
            samples.push(Sample { answer: Some(corrupted.answer.clone()), ..(*sample).clone() });
            samples.push((*sample).clone());
            cases.push((*id, corrupted));
        }
    }
    let records = checker.check(&format!("{set}, corrupted"), &samples);
    let (mut changed, mut unchanged) = (Vec::<Judgement>::new(), Vec::<Judgement>::new());
    for ((id, corrupted), pair) in cases.iter().zip(records.chunks(2)) {
        let Range { start, end } = corrupted.number;
        let mut found = NUMBERS.judge_spans(id, "changed", &[(start, end)], &pair[0]);
        // What else is reported was there before and is counted below.
        found.retain(|judgement| judgement.truth);
        changed.extend(found);
        unchanged.push(NUMBERS.judge(id, "unchanged", false, &pair[1]));
    }
    let measure =
        Measure::new(set, CHANGED, "grounded answers in which one digit of a number was changed", NUMBERS, &changed);
    let clean = Measure::new(set, UNCHANGED, "the same answers as they were", NUMBERS, &unchanged);
    [measure, clean]
}

/// All sets together, which is what is promised.
pub(crate) fn pooled(measures: &[Measure]) -> Vec<Measure> {
    let all = |name: &str| -> Vec<Judgement> {
        let named = measures.iter().filter(|measure| measure.name == name);
        named
            .flat_map(|measure| {
                measure.judged.iter().map(|judgement| Judgement { group: measure.set.clone(), ..judgement.clone() })
            })
            .collect()
    };
    let (changed, unchanged) = (all(CHANGED), all(UNCHANGED));
    if changed.is_empty() {
        return Vec::new();
    }
    let set = "built";
    vec![
        Measure::new(set, CHANGED, "the answers of all sets in which one digit was changed", NUMBERS, &changed)
            .target(Statistic::Recall, 0.97),
        Measure::new(set, UNCHANGED, "the same answers as they were", NUMBERS, &unchanged)
            .target(Statistic::Alarms, 0.02),
    ]
}

/// Changes one digit of one number; none if no number of the answer can be changed into one that stands nowhere.
fn corrupt(id: &str, sample: &Sample) -> Option<Corrupted> {
    let answer = sample.answer.as_deref()?;
    let contexts: Vec<&str> = sample.contexts.iter().flatten().map(|context| context.text.as_str()).collect();
    let messages: Vec<&str> = sample.messages.iter().flatten().map(|message| message.content.as_str()).collect();
    let in_sources = |number: &str| contexts.iter().any(|text| numbers(text).any(|range| text[range] == *number));
    let candidates: Vec<Range<usize>> = numbers(answer).filter(|range| in_sources(&answer[range.clone()])).collect();
    let seed = number_of(id);
    let number = candidates.get(seed % candidates.len().max(1))?.clone();
    let digits: Vec<usize> = number.clone().filter(|at| answer.as_bytes()[*at].is_ascii_digit()).collect();
    // From some digit on, in turn, until the changed number is new.
    for turn in 0..digits.len() * 9 {
        let at = digits[(seed + turn / 9) % digits.len()];
        let old = answer.as_bytes()[at] - b'0';
        let new = (old + 1 + ((seed + turn) % 9) as u8) % 10;
        if at == number.start && new == 0 {
            continue;
        }
        let changed = format!("{}{new}{}", &answer[..at], &answer[at + 1..]);
        let value = &changed[number.clone()];
        if ![&contexts[..], &messages[..]].concat().iter().any(|text| text.contains(value)) && !answer.contains(value) {
            return Some(Corrupted { number, answer: changed });
        }
    }
    None
}

/// Numbers of at least two digits that are no part of a word, no marker of a list and no citation.
fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if !digit(start) {
                at += 1;
                continue;
            }
            while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && digit(at + 1)) {
                at += 1;
            }
            let before = text[..start].chars().next_back();
            let after = text[at..].chars().next();
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_/:.-–[".contains(c));
            let ends = after.is_some_and(|c| c.is_alphanumeric() || "_/:-–])".contains(c));
            let digits = text[start..at].bytes().filter(u8::is_ascii_digit).count();
            if digits >= 2 && !joined(before) && !ends {
                return Some(start..at);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use lictor_model::Context;

    use super::*;

    fn sample(answer: &str, context: &str) -> Sample {
        let context = Context { text: context.into(), ..Context::default() };
        Sample { answer: Some(answer.into()), contexts: Some(vec![context]), ..Sample::default() }
    }

    #[test]
    fn numbers_are_told_from_other_digits() {
        let text = "1. In 1923, 230 of A320 and 1,250.5 (see [12]) on 12/24; 7 left 10-fold.";
        let found: Vec<&str> = numbers(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["1923", "230", "1,250.5"]);
    }

    #[test]
    fn one_digit_changes_and_the_number_is_new() {
        let sample = sample("It opened in 1923 with 40 rooms.", "Opened in 1923 with 41 beds; enlarged in 1933.");
        for id in ["a", "b", "c", "d"] {
            let corrupted = corrupt(id, &sample).unwrap();
            let answer = sample.answer.as_deref().unwrap();
            let changed = answer.bytes().zip(corrupted.answer.bytes()).filter(|(old, new)| old != new).count();
            assert_eq!((changed, corrupted.number.clone()), (1, 13..17));
            assert_ne!(&corrupted.answer[corrupted.number], "1933");
            assert_eq!(corrupt(id, &sample).unwrap().answer, corrupted.answer, "another run changes another digit");
        }
    }

    #[test]
    fn an_answer_without_a_number_of_its_sources_is_left_out() {
        assert!(corrupt("a", &sample("It opened in 1950.", "Opened in 1923.")).is_none());
        assert!(corrupt("a", &sample("It opened early.", "Opened in 1923.")).is_none());
    }
}
