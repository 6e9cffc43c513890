//! What more patterns cost: secrets with a prefix of their own, assignments to a name, and phrases.

use lictor_model::{Input, InputSet};
use lictor_scan::{Matcher, Pattern, PatternLimits, Scanner, ViewClass, ViewSet};
use miette::{IntoDiagnostic, Result};

use crate::bench::Bench;
use crate::clock::timed;
use crate::figure::{Curve, Measure, Results, Unit};
use crate::race::{Contestant, race};
use crate::spread::Spread;

/// How many are declared.
const COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];

/// Answers that are scanned in one pass.
const ANSWERS: usize = 500;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let Some(course) = bench.courses.first() else { return Ok(()) };
    let texts: Vec<&str> = course.corpus.answers().take(ANSWERS).collect();
    let kibibytes = texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 1024.0;
    let mut built = Vec::new();
    for count in COUNTS {
        let patterns: Vec<Pattern> = (0..count).map(pattern).collect();
        let mut scanner = Err(());
        let build = timed(|| scanner = Ok(Scanner::new(&patterns, &PatternLimits::default())));
        if let Ok(scanner) = scanner {
            built.push((count, build, scanner.into_diagnostic()?));
        }
    }
    let contestants = built.iter().map(|(_, _, scanner)| {
        let (mut cache, mut matches, texts) = (scanner.new_cache(), Vec::new(), &texts);
        scanner.warm(&mut cache);
        Contestant::new(move || {
            for text in texts {
                matches.clear();
                // What is found is of no interest, only how long it takes.
                let _ = scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, text, |_| true, &mut matches);
            }
        })
    });
    let laps = race(contestants.collect(), bench.effort);
    let rows = built.iter().zip(&laps).map(|((count, build, _), laps)| {
        let per_kibibyte = Spread::of(laps.0.iter().map(|lap| lap.cpu * 1e6 / kibibytes));
        let measures = vec![
            Measure::new("per KiB", per_kibibyte, Unit::Microseconds),
            Measure::new("to compile", Spread::exactly(build.cpu * 1e3), Unit::Milliseconds),
        ];
        (count.to_string(), measures)
    });
    results.curves.push(Curve {
        part: "patterns",
        title: "the scan alone, by declared patterns".into(),
        axis: "patterns".into(),
        rows: rows.collect(),
    });
    Ok(())
}

/// Half prefixed secrets, a quarter assignments, a quarter phrases.
fn pattern(index: usize) -> Pattern {
    let word = word(index);
    let matcher = match index % 4 {
        0 => regex(format!(r"\b{word}_[A-Za-z0-9]{{32}}\b")),
        1 => regex(format!(r"\b{}-[0-9a-f]{{40}}\b", word.to_uppercase())),
        2 => regex(format!(r"(?i)\b{word}[_-]?(?:key|token)\s*[:=]\s*\S{{8,}}")),
        _ => Matcher::Literal { text: format!("about the {word}"), case_insensitive: true, whole_word: true },
    };
    Pattern { matcher, inputs: [Input::Answer].into_iter().collect::<InputSet>(), views: ViewSet::RAW }
}

fn regex(regex: String) -> Matcher {
    Matcher::Regex { regex, unicode: false }
}

/// A word of its own for every number: five letters of a made-up language.
fn word(index: usize) -> String {
    let (consonants, vowels) = (b"bdfgklmnprstvz", b"aeiou");
    let mut rest = index * 7 + 3;
    let mut next = |letters: &[u8]| {
        let letter = char::from(letters[rest % letters.len()]);
        rest /= letters.len();
        letter
    };
    [next(consonants), next(vowels), next(consonants), next(vowels), next(consonants), next(vowels)].iter().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_patterns_look_for_the_same() {
        let words: BTreeSet<String> = (0..10_000).map(word).collect();
        assert_eq!(words.len(), 10_000);
    }
}
