//! The most memory that the real `lictor` holds, for a short and for a long stream of answers.

use std::io::{BufWriter, Write};
use std::process::Stdio;

use miette::{IntoDiagnostic, Result, miette};

use crate::bench::Bench;
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::spread::Spread;
use crate::usage::{self, Usage};

/// Lines of the short stream.
const SHORT: usize = 10_000;
/// Lines of the long stream.
const LONG: usize = 1_000_000;
const LONG_QUICK: usize = 50_000;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    // A long run takes half a minute, and memory varies little.
    let rounds = if bench.effort.quick { 1 } else { 5 };
    let long = if bench.effort.quick { LONG_QUICK } else { LONG };
    let Some(course) = bench.courses.first() else { return Ok(()) };
    let text = course.corpus.to_jsonl()?;
    let lines: Vec<&str> = text.lines().collect();
    let (mut ratios, mut shorts, mut longs, mut rates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (short, long_run) = (stream(bench, &lines, SHORT)?, stream(bench, &lines, long)?);
        if short.unchecked || long_run.unchecked {
            results.note("memory", &course.corpus, usage::BUSY);
        }
        ratios.push(long_run.peak / short.peak);
        shorts.push(short.peak);
        longs.push(long_run.peak);
        rates.push(long as f64 / long_run.wall);
    }
    let name = format!("peak memory, {long} lines against {SHORT}");
    let value = Measure::new(name, Spread::of(ratios), Unit::Times);
    let figure = Figure::new("memory", &course.corpus.name, value, Some(Target::AtMost(1.2)));
    results.figures.push(figure.with([
        Measure::new(format!("peak, {SHORT} lines"), Spread::of(shorts), Unit::Mebibytes),
        Measure::new(format!("peak, {long} lines"), Spread::of(longs), Unit::Mebibytes),
        Measure::new("`lictor check`, all cores, answers/s", Spread::of(rates), Unit::AnswersPerSecond),
    ]));
    Ok(())
}

/// Streams so many lines through the real binary.
fn stream(bench: &Bench, lines: &[&str], count: usize) -> Result<Usage> {
    let report = bench.scratch.path().join("usage.json");
    let mut command = usage::command(&bench.lictor, &report)?;
    command.args(["check", "--format", "jsonl", "--quiet", "--exit-zero", "-"]).env("LICTOR_CACHE", bench.cache());
    let mut child = command.stdin(Stdio::piped()).spawn().into_diagnostic()?;
    let input = child.stdin.take().ok_or_else(|| miette!("the child has no standard input"))?;
    let mut input = BufWriter::with_capacity(1 << 16, input);
    for line in lines.iter().cycle().take(count) {
        writeln!(input, "{line}").into_diagnostic()?;
    }
    drop(input);
    let status = child.wait().into_diagnostic()?;
    usage::finished(status, &report)
}
