//! The engine against the same packs without a sandbox, and against plain Rust that needs no engine.

use std::hint::black_box;

use miette::{Result, bail};

use crate::bench::{Bench, Course};
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::race::{Contestant, Laps, race};
use crate::spread::Spread;
use crate::yardstick::Yardstick;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let yardstick = Yardstick::new()?;
    for course in &bench.courses {
        agree(bench, course)?;
        let (mut engine, mut twin) = (bench.engine.session(), bench.twin.session());
        let samples = &course.corpus.samples;
        let laps = race(
            vec![
                Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(engine.check(sample))))),
                Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(twin.check(sample))))),
                Contestant::new(|| {
                    black_box(course.corpus.answers().map(|answer| yardstick.count(answer)).sum::<usize>());
                }),
            ],
            bench.effort,
        );
        let [engine, twin, plain] = &laps[..] else { bail!("three contestants give three laps") };
        let twin_target = if course.corpus.rag() { 0.60 } else { 0.75 };
        results.figures.extend([
            figure(course, "engine against the same packs natively", (engine, twin), "native packs", twin_target),
            figure(
                course,
                "engine against 13 regexes and 69 phrases in plain Rust",
                (engine, plain),
                "plain Rust",
                0.5,
            ),
        ]);
    }
    Ok(())
}

fn figure(course: &Course, name: &str, (engine, other): (&Laps, &Laps), others: &str, target: f64) -> Figure {
    let value = Measure::new(name, engine.speed_against(other), Unit::Times);
    let answers = course.corpus.samples.len() as f64;
    let per_answer = |laps: &Laps| Spread::of(laps.0.iter().map(|lap| lap.cpu * 1e6 / answers));
    Figure::new("ratios", &course.corpus.name, value, Some(Target::AtLeast(target)))
        .with([
            Measure::new("by the clock on the wall", engine.wall_speed_against(other), Unit::Times),
            course.rate("engine", engine),
            course.rate(others, other),
            Measure::new("engine, per answer", per_answer(engine), Unit::Microseconds),
            Measure::new(format!("{others}, per answer"), per_answer(other), Unit::Microseconds),
        ])
        .with(course.wakes())
}

/// A twin that says something else would be no yardstick.
fn agree(bench: &Bench, course: &Course) -> Result<()> {
    let (mut engine, mut twin) = (bench.engine.session(), bench.twin.session());
    for (index, sample) in course.corpus.samples.iter().enumerate() {
        let (ours, mut theirs) = (engine.check(sample), twin.check(sample));
        theirs.policy.clone_from(&ours.policy);
        if ours != theirs {
            bail!("sample {index} of {}: the sandboxed and the native packs differ", course.corpus.name);
        }
        if !ours.failures.is_empty() {
            bail!("sample {index} of {}: {} plugins failed", course.corpus.name, ours.failures.len());
        }
    }
    Ok(())
}
