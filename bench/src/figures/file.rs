//! The real `lictor`, from a file to JSON Lines, against the engine alone: what reading, parsing and writing cost.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, Result};

use crate::bench::Bench;
use crate::clock::timed;
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::spread::Spread;
use crate::usage::{self, Usage};

/// How often the corpus stands in the file, so that a start weighs little.
const COPIES: usize = 30;
const COPIES_QUICK: usize = 6;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let copies = if bench.effort.quick { COPIES_QUICK } else { COPIES };
    for course in &bench.courses {
        let samples = &course.corpus.samples;
        let all = course.corpus.to_jsonl()?;
        let one = all.lines().next().unwrap_or_default();
        let (many, single) = (bench.scratch.path().join("many.jsonl"), bench.scratch.path().join("one.jsonl"));
        std::fs::write(&many, all.repeat(copies)).into_diagnostic()?;
        std::fs::write(&single, format!("{one}\n")).into_diagnostic()?;
        check(bench, &single)?;

        let mut session = bench.engine.session();
        let lines = (samples.len() * copies) as f64;
        let (mut pipeline, mut engine, mut walls, mut unchecked) = (Vec::new(), Vec::new(), Vec::new(), false);
        for _ in 0..bench.effort.rounds {
            let (whole, start) = (check(bench, &many)?, check(bench, &single)?);
            unchecked |= whole.unchecked;
            pipeline.push((whole.cpu - start.cpu) / lines);
            walls.push((whole.wall - start.wall) / lines);
            let alone = timed(|| {
                for _ in 0..copies.min(10) {
                    samples.iter().for_each(|sample| drop(black_box(session.check(sample))));
                }
            });
            engine.push(alone.over(samples.len() * copies.min(10)).cpu);
        }
        std::fs::remove_file(&many).into_diagnostic()?;
        if unchecked {
            results.note("file", &course.corpus, usage::BUSY);
        }

        let ratio = Spread::of(engine.iter().zip(&pipeline).map(|(engine, pipeline)| engine / pipeline));
        let micros = |times: &[f64]| Spread::of(times.iter().map(|time| time * 1e6));
        let rate = |times: &[f64]| Spread::of(times.iter().map(|time| 1.0 / time));
        let value = Measure::new("file in, JSON Lines out, against the engine alone", ratio, Unit::Times);
        let figure = Figure::new("file", &course.corpus.name, value, Some(Target::AtLeast(0.70)));
        results.figures.push(
            figure
                .with([
                    Measure::new("lines", Spread::exactly(lines), Unit::Number),
                    Measure::new("`lictor check --jobs 1`, answers/s/core", rate(&pipeline), Unit::AnswersPerSecond),
                    Measure::new("engine, answers/s/core", rate(&engine), Unit::AnswersPerSecond),
                    Measure::new("`lictor check`, processor time per answer", micros(&pipeline), Unit::Microseconds),
                    Measure::new("`lictor check`, time on the wall per answer", micros(&walls), Unit::Microseconds),
                    Measure::new("engine, per answer", micros(&engine), Unit::Microseconds),
                ])
                .with(course.wakes()),
        );
    }
    Ok(())
}

/// One run of the real binary. The processor time is that of all its threads.
fn check(bench: &Bench, file: &Path) -> Result<Usage> {
    let scratch = |name: &str| -> PathBuf { bench.scratch.path().join(name) };
    let report = scratch("usage.json");
    let mut command = usage::command(&bench.lictor, &report)?;
    command
        .args(["check", "--jobs", "1", "--format", "jsonl", "--quiet", "--exit-zero", "--output"])
        .arg(scratch("records.jsonl"))
        .arg(file)
        .env("LICTOR_CACHE", bench.cache());
    usage::run(&mut command, &report)
}
