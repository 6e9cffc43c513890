//! `cargo xtask load`.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool for developers.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use lictor_bench::bench::{built, cache};
use lictor_bench::corpus::Corpus;
use lictor_bench::figure::Results;
use lictor_bench::load::{Ground, echo, shares, soak, speed};
use lictor_bench::machine::Machine;
use lictor_bench::race::Effort;
use lictor_bench::report::Report;
use lictor_bench::{guards, table};
use miette::{IntoDiagnostic, Result, WrapErr, bail};

/// Puts `lictor serve` under load on this machine, in turn with a bare echo, and shows which promises hold.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask load", bin_name = "cargo xtask load")]
struct Arguments {
    /// A rough run: fewer and shorter rounds.
    #[arg(long)]
    quick: bool,
    /// Only these parts. `soak` needs --soak.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<Part>,
    /// Also keep the server under load for so many minutes, and see whether it holds more and more.
    #[arg(long, value_name = "MINUTES", value_parser = minutes)]
    soak: Option<Duration>,
    /// Write everything as one JSON object, to a file or to standard output instead of the table.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    json: Option<PathBuf>,
    /// Write the result into a document, between its marks.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The built `lictor` (default: the one beside this program).
    #[arg(long, value_name = "FILE")]
    lictor: Option<PathBuf>,
    /// What everything was built with, for the report.
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    profile: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Requests a second and latencies, by connections and size.
    Speed,
    /// Where the processor time of a request goes.
    Shares,
    /// Memory and descriptors over many minutes.
    Soak,
}

/// More than none, and a day at most.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|_| "a number of minutes is needed")?;
    if minutes > 0.0 && minutes <= 1440.0 {
        Ok(Duration::from_secs_f64(minutes * 60.0))
    } else {
        Err("more than 0 and at most 1440 minutes are possible".into())
    }
}

fn main() -> Result<()> {
    let raw: Vec<String> = std::env::args().skip(1).collect();
    if raw.first().is_some_and(|first| first == echo::ECHO) {
        return echo::main();
    }
    let arguments = Arguments::parse();
    if arguments.only.contains(&Part::Soak) && arguments.soak.is_none() {
        bail!("`--only soak` needs `--soak MINUTES`");
    }
    let machine = Machine::here();
    let scratch = tempfile::tempdir().into_diagnostic()?;
    let ground = Ground {
        corpus: Corpus::plain(),
        effort: if arguments.quick { Effort::QUICK } else { Effort::FULL },
        engine: guards::engine(&cache(scratch.path()))?,
        lictor: built(arguments.lictor.as_deref())?,
        scratch,
    };
    let (mut results, mut failed) = (Results::default(), Vec::new());
    for part in [Part::Speed, Part::Shares, Part::Soak] {
        if !arguments.only.is_empty() && !arguments.only.contains(&part) {
            continue;
        }
        let measured = match (part, arguments.soak) {
            (Part::Speed, _) => speed::run(&ground, &mut results),
            (Part::Shares, _) => shares::run(&ground, &mut results),
            (Part::Soak, Some(span)) => soak::run(&ground, span, &mut results),
            (Part::Soak, None) => Ok(()),
        };
        // What the other parts took minutes to measure is not thrown away.
        if let Err(error) = measured {
            let name = format!("{part:?}").to_lowercase();
            results.notes.push(format!("{name} could not be measured: {error}"));
            failed.push(name);
        }
    }
    show(&arguments, &raw, &machine, &results)?;
    if !failed.is_empty() {
        bail!("could not be measured: {}", failed.join(", "));
    }
    Ok(())
}

fn show(arguments: &Arguments, raw: &[String], machine: &Machine, results: &Results) -> Result<()> {
    let report = Report {
        chore: "load",
        schema: "lictor.load/v1",
        machine,
        command: [&["cargo xtask load".to_owned()], raw].concat().join(" "),
        quick: arguments.quick,
        fuel_and_epochs: true,
        corpora: Vec::new(),
        results,
    };
    if let Some(path) = &arguments.report {
        report.write_into(path)?;
    }
    match &arguments.json {
        Some(path) if path == Path::new("-") => print!("{}", report.json()?),
        Some(path) => {
            let written = std::fs::write(path, report.json()?);
            written.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", path.display()))?;
            println!("{}", table::table(results));
        }
        None => println!("{}", table::table(results)),
    }
    Ok(())
}
