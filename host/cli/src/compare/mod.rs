//! `lictor compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use lictor_evals::compare::{CompareOptions, Comparison, FailOn, compare};
use lictor_evals::run::Run;
use miette::Result;

use crate::check::output::put;
use crate::exit::Exit;
use crate::{document, terminal};

/// Tell two runs apart: what became better, what became worse, and what nobody can tell.
#[derive(Debug, Args)]
#[command(
    after_help = "Only cases that both runs have with the same content are compared. Differences are tested exactly
(McNemar) and corrected for the number of slices looked at (Holm); no figure adds dimensions up.
Two runs of one file of answers under two policies show what the policy changes.

Examples:
  lictor compare runs/main runs/candidate
  lictor compare --format json --output comparison.json runs/main runs/candidate
  lictor compare --format markdown runs/main runs/candidate >> \"$GITHUB_STEP_SUMMARY\"
  lictor compare --fail-on new-failures runs/main runs/candidate

Exit codes: 0 nothing of --fail-on got worse, 1 a case did, 2 usage or configuration (also: runs that
share no case), 3 such a case went unchecked in the head or a run cannot be read, 130 interrupted.
A difference between tables is no reason for an exit code: what is too small to be seen is not safe,
and what is significant may be what was wanted."
)]
pub(crate) struct Compare {
    /// The folder of the run before.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// The folder of the run after.
    #[arg(value_name = "HEAD")]
    head: PathBuf,
    /// How to write the comparison.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the comparison to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The significance level that tests are held against, after correction.
    #[arg(long, value_name = "ALPHA", default_value = "0.05", value_parser = alpha)]
    alpha: f64,
    /// Which cases that fail now exit with 1: `blockers` (with protected and previously failed cases),
    /// `new-failures` (all) or `none`.
    #[arg(long, value_name = "CASES", default_value = "blockers", value_parser = |text: &str| text.parse::<FailOn>())]
    fail_on: FailOn,
    /// The time that no run may be younger than (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For a pull request: what people read, in a block that folds. `lictor report` writes more.
    Markdown,
}

pub(crate) fn run(arguments: &Compare) -> Result<Exit> {
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let (base, head) = (Run::open(&arguments.base, now)?, Run::open(&arguments.head, now)?);
    let comparison = compare(&base, &head, &CompareOptions { alpha: arguments.alpha })?;
    let text = match arguments.format {
        Format::Text => comparison.text(arguments.output.is_none() && terminal::colour()),
        Format::Json => document::pretty(&comparison)?,
        Format::Markdown => comparison.markdown(),
    };
    put(&text, arguments.output.as_deref(), &[])?;
    Ok(exit(&comparison, arguments.fail_on))
}

/// Nothing to compare is no comparison: whoever reads only the exit code must not take it for a pass.
fn exit(comparison: &Comparison, fail_on: FailOn) -> Exit {
    if comparison.shared == 0 {
        terminal::note("the two runs share no case of the same content, so nothing was compared");
        Exit::Usage
    } else if !comparison.unchecked(fail_on).is_empty() {
        Exit::Unchecked
    } else if !comparison.regressions(fail_on).is_empty() {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

fn alpha(text: &str) -> Result<f64, String> {
    let alpha = text.parse::<f64>().ok().filter(|alpha| *alpha > 0.0 && *alpha < 1.0);
    alpha.ok_or_else(|| "expected a number above 0 and below 1, such as 0.05".to_owned())
}
