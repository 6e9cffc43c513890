use std::path::PathBuf;

use clap::Args;
use lictor_evals::set::{Coverage, Set};
use miette::Result;

use super::{Page, require};
use crate::check::output::put;
use crate::exit::Exit;
use crate::{document, terminal};

/// Show what a set looks at and what not: workflow × risk × difficulty × expected behaviour.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor set coverage sets/support
  lictor set coverage sets/support --format markdown --output coverage.md
  lictor set coverage sets/support --strict                 fail where a hole matters

A hole matters where a workflow lacks a blocker of high risk, a case of each difficulty, a case that expects an answer, or one
that expects a refusal, a question back or an \"I do not know\".

Exit codes: 0 fine, 1 holes that matter (with --strict), 2 usage or a set that cannot be used,
3 it could not be read or written.")]
pub(super) struct CoverageArguments {
    /// The folder of the set, or the set.toml in it.
    #[arg(value_name = "SET")]
    set: PathBuf,
    /// Holes that matter count as a failure.
    #[arg(long)]
    strict: bool,
    /// text, json or markdown.
    #[arg(long, value_enum, default_value_t = Page::Text)]
    format: Page,
    /// Write to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &CoverageArguments) -> Result<Exit> {
    let Some(set) = opened(&arguments.set)? else { return Ok(Exit::Unchecked) };
    let coverage = Coverage::of(&set);
    let text = match arguments.format {
        Page::Text => coverage.text(),
        Page::Json => document::named("lictor.coverage/v1", &coverage)?,
        Page::Markdown => coverage.markdown(),
    };
    put(&text, arguments.output.as_deref(), &[arguments.set.join("set.toml"), arguments.set.join("cases.jsonl")])?;
    Ok(if arguments.strict && !coverage.holes.is_empty() { Exit::Findings } else { Exit::Clean })
}

/// A set that can be used; none where it could not be read, which was told.
pub(super) fn opened(path: &std::path::Path) -> Result<Option<Set>> {
    require(path)?;
    match Set::open(path) {
        Ok(set) => Ok(Some(set)),
        Err(error) if error.is_unreadable() => {
            terminal::error(&error.into());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
