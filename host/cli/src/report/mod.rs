//! `lictor report`.

mod sarif;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use lictor_evals::report::{Material, html, junit, markdown, read_decision};
use lictor_evals::run::Run;
use miette::{Result, miette};

use crate::check::output::{Output, put};
use crate::exit::{Exit, written};

/// Write a report about a run: for a pull request, a build, a dashboard or a release meeting.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor report runs/candidate --base runs/main --format markdown
  lictor report runs/candidate --base runs/main --decision decision.json \\
      --history runs/2026-09 runs/2026-10 --format html --output report.html
  lictor report runs/candidate --format junit --output evaluation.xml
  lictor report runs/candidate --base runs/main --format sarif --output lictor.sarif

html      one page that needs no network: decision, dimensions, differences, trends, every case behind a number
markdown  a comment of at most 65,536 characters, the decision first
junit     a suite per workflow, a test per case and dimension; a blocker that fails is a failure
sarif     the findings of the run; with --base each says whether it is new, unchanged, updated or absent

Exit codes: 0 the report is written, 2 usage or configuration (also: a decision about another run),
3 a run cannot be read or is not what it was, or the report cannot be written.
What the report says is no exit code: `lictor gate` decides.")]
pub(crate) struct Report {
    /// The folder of the run.
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// The run that it is compared with.
    #[arg(long, value_name = "RUN")]
    base: Option<PathBuf>,
    /// What `lictor gate` decided about the run.
    #[arg(long, value_name = "FILE")]
    decision: Option<PathBuf>,
    /// Earlier runs for trends, in any order.
    #[arg(long, value_name = "RUNS", num_args = 1..)]
    history: Vec<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
    /// Write the report to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The time that no run may be younger than (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Markdown,
    Junit,
    Sarif,
}

pub(crate) fn run(arguments: &Report) -> Result<Exit> {
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let run = Run::open(&arguments.run, now)?;
    let base = arguments.base.as_deref().map(|folder| Run::open(folder, now)).transpose()?;
    let (path, inputs) = (arguments.output.as_deref(), Vec::from_iter(arguments.decision.clone()));
    if arguments.format == Format::Sarif {
        if arguments.decision.is_some() || !arguments.history.is_empty() {
            return Err(miette!(
                help = "leave --decision and --history out, or choose another --format",
                "SARIF has no place for a decision or for trends"
            ));
        }
        let mut output = Output::open(path, &inputs)?;
        sarif::write(&run, base.as_ref(), Box::new(output.writer()))?;
        output.keep()?;
    } else {
        let mut history =
            arguments.history.iter().map(|folder| Run::open(folder, now)).collect::<Result<Vec<_>, _>>()?;
        history.sort_by_key(|run| (run.manifest().created.parse::<Timestamp>().ok(), run.digest()));
        let decision = arguments.decision.as_deref().map(read_decision).transpose()?;
        let material = Material::read(&run, base.as_ref(), &history, decision)?;
        let report = material.report();
        report.check()?;
        let text = match arguments.format {
            Format::Html => html(&report),
            Format::Junit => written(junit(&report))?,
            Format::Markdown | Format::Sarif => markdown(&report),
        };
        put(&text, path, &inputs)?;
    }
    Ok(Exit::Clean)
}
