//! From the start of the process to its first verdict, with the plugins compiled beforehand and without.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use miette::{IntoDiagnostic, Result, bail};

use crate::bench::Bench;
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::spread::Spread;
use crate::usage::UNCHECKED;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let file = bench.scratch.path().join("first.jsonl");
    std::fs::write(&file, "{\"id\":\"first\",\"answer\":\"I have sent you the form. It always works.\"}\n")
        .into_diagnostic()?;
    first_verdict(bench, &file, &bench.cache())?;
    let (mut warm, mut cold) = (Vec::new(), Vec::new());
    for _ in 0..bench.effort.rounds {
        let fresh = tempfile::tempdir_in(bench.scratch.path()).into_diagnostic()?;
        cold.push(first_verdict(bench, &file, fresh.path())?);
        // A warm start is short, so that one round takes the middle of several.
        let starts = (0..9).map(|_| first_verdict(bench, &file, &bench.cache())).collect::<Result<Vec<f64>>>()?;
        warm.push(Spread::of(starts).median);
    }
    for (name, times, target) in [("compiled before", warm, 25.0), ("nothing compiled", cold, 1_000.0)] {
        let value =
            Measure::new(format!("process start to first verdict, {name}"), Spread::of(times), Unit::Milliseconds);
        results.figures.push(Figure::new("start", "one answer", value, Some(Target::AtMost(target))));
    }
    Ok(())
}

/// Milliseconds until the first line comes out of the real binary.
fn first_verdict(bench: &Bench, file: &Path, cache: &Path) -> Result<f64> {
    let start = Instant::now();
    let mut child = Command::new(&bench.lictor)
        .args(["check", "--format", "jsonl", "--quiet", "--exit-zero"])
        .arg(file)
        .env("LICTOR_CACHE", cache)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .into_diagnostic()?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line).into_diagnostic()?;
    }
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    let status = child.wait().into_diagnostic()?;
    // A machine with other work may miss a deadline; the verdict then says so, and came as fast as any.
    let ended = status.success() || status.code() == Some(UNCHECKED);
    if !ended || line.is_empty() {
        bail!("`lictor check` gave no verdict and ended with {status}");
    }
    Ok(elapsed)
}
