//! What a sample costs that wakes no plugin, against the scan of it alone: everything that the engine does beside it.

use std::hint::black_box;

use lictor::Sample;
use miette::{Result, bail};

use crate::bench::Bench;
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::guards;
use crate::race::{Contestant, Laps, race};
use crate::spread::Spread;

/// With fewer samples a figure says nothing of a corpus.
const ENOUGH: usize = 50;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let (matching, wanted) = guards::matching()?;
    for course in &bench.courses {
        let samples: Vec<&Sample> = course.wakes.quiet.iter().map(|index| &course.corpus.samples[*index]).collect();
        if samples.len() < ENOUGH {
            results.note("quiet", &course.corpus, &format!("only {} samples wake no plugin", samples.len()));
            continue;
        }
        let (mut engine, mut cache) = (bench.engine.session(), matching.new_cache());
        let laps = race(
            vec![
                Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(engine.check(sample))))),
                Contestant::new(|| {
                    samples.iter().for_each(|sample| drop(black_box(matching.scan_wanted(sample, &wanted, &mut cache))))
                }),
            ],
            bench.effort,
        );
        let [engine, scan] = &laps[..] else { bail!("two contestants give two laps") };
        let value = scan.speed_against(engine);
        let per_answer = |laps: &Laps| Spread::of(laps.0.iter().map(|lap| lap.cpu * 1e6 / samples.len() as f64));
        let figure = Figure::new(
            "quiet",
            &course.corpus.name,
            Measure::new("a sample that wakes no plugin, against its scan alone", value, Unit::Times),
            Some(Target::AtMost(1.25)),
        );
        results.figures.push(figure.with([
            Measure::new("samples", Spread::exactly(samples.len() as f64), Unit::Number),
            course.rate_of("engine", samples.len(), engine),
            course.rate_of("scan", samples.len(), scan),
            Measure::new("engine, per answer", per_answer(engine), Unit::Microseconds),
            Measure::new("scan, per answer", per_answer(scan), Unit::Microseconds),
        ]));
    }
    Ok(())
}
