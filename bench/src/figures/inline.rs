//! How long an application waits for a verdict on an answer of about 1 KiB, in its own process.

use std::hint::black_box;
use std::time::{Duration, Instant};

use lictor::Sample;
use miette::Result;

use crate::bench::{Bench, Course};
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::spread::{Spread, quantile};

/// About 1 KiB, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 900..=1150;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    for course in &bench.courses {
        let length = |sample: &&Sample| sample.answer.as_ref().is_some_and(|answer| LENGTHS.contains(&answer.len()));
        let samples: Vec<&Sample> = course.corpus.samples.iter().filter(length).collect();
        if samples.is_empty() {
            results.note("inline", &course.corpus, "no answer of about 1 KiB");
            continue;
        }
        let mut session = bench.engine.session();
        let check = |sample: &&Sample| drop(black_box(session.check(sample)));
        let rounds = latencies(&samples, bench.effort.rounds, bench.effort.floor * 4, check);
        figures(course, &rounds, results);
    }
    Ok(())
}

/// For each round the time of every single check, sorted, in microseconds.
fn latencies<T>(samples: &[T], rounds: usize, floor: Duration, mut check: impl FnMut(&T)) -> Vec<Vec<f64>> {
    samples.iter().for_each(&mut check);
    let mut all = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let (start, mut times) = (Instant::now(), Vec::new());
        while start.elapsed() < floor {
            for sample in samples {
                let begin = Instant::now();
                check(sample);
                times.push(begin.elapsed().as_secs_f64() * 1e6);
            }
        }
        times.sort_by(f64::total_cmp);
        all.push(times);
    }
    all
}

fn figures(course: &Course, rounds: &[Vec<f64>], results: &mut Results) {
    let at = |thousandths| Spread::of(rounds.iter().map(|times| quantile(times, thousandths)));
    let checks = rounds.iter().map(Vec::len).sum::<usize>() as f64;
    for (name, thousandths, target) in [("p50", 500, Some(15.0)), ("p99", 990, Some(120.0)), ("p99.9", 999, None)] {
        let value =
            Measure::new(format!("inline, {name} for an answer of about 1 KiB"), at(thousandths), Unit::Microseconds);
        let figure = Figure::new("inline", &course.corpus.name, value, target.map(Target::AtMost));
        results.figures.push(figure.with([Measure::new("checks", Spread::exactly(checks), Unit::Number)]));
    }
}
