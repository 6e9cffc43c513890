//! `lictor set`.

mod add;
mod check;
mod coverage;
mod diff;
mod secrets;

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use miette::{Result, miette};

use crate::arguments::Reading;
use crate::exit::Exit;

/// Check evaluation sets, show what they look at and what not, compare versions, add cases.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor set check examples/sets/support-assistant
  lictor set coverage examples/sets/support-assistant
  lictor set diff old/support-assistant examples/sets/support-assistant
  lictor set add examples/sets/support-assistant --case new-case.json

A set is a folder: set.toml, and cases in cases.jsonl (one per line), in cases/*.toml (one per file) or in both.

Exit codes: 0 fine, 1 problems of the set, 2 usage or configuration, 3 something could not be read, written or checked.")]
pub(crate) struct SetArguments {
    #[command(subcommand)]
    command: SetCommand,
}

#[derive(Debug, Subcommand)]
enum SetCommand {
    Check(check::Check),
    Coverage(coverage::CoverageArguments),
    Diff(diff::Diff),
    Add(add::Add),
}

pub(crate) fn run(arguments: &SetArguments) -> Result<Exit> {
    match &arguments.command {
        SetCommand::Check(arguments) => check::run(arguments),
        SetCommand::Coverage(arguments) => coverage::run(arguments),
        SetCommand::Diff(arguments) => diff::run(arguments),
        SetCommand::Add(arguments) => add::run(arguments),
    }
}

/// For people, for programs, or for a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Page {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
}

/// A set that is not there is a mistake of usage; one that cannot be read is told apart by its errors.
fn require(path: &Path) -> Result<()> {
    match path.exists() {
        true => Ok(()),
        false => Err(miette!(
            help = "name the folder of a set, or the set.toml in it",
            "{}: there is no such file or folder",
            path.display()
        )),
    }
}

/// The day that counts as today.
fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day such as 2026-11-23".to_owned())
}
