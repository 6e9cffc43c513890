//! `lictor plugin`: what authors of rule packs do.

mod bench;
mod component;
mod diff;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Write, compare, measure and share rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin diff tone-1.2.0.wasm tone.wasm            what changed, and which version that demands
  lictor plugin bench tone.wasm --corpus answers.jsonl    what the pack costs on your answers")]
pub(crate) struct Plugin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell two releases of a pack apart: what changed, and which version that demands.
    Diff(diff::Diff),
    /// Measure what a pack costs on a corpus, beside plain Rust.
    Bench(bench::Bench),
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        Command::Diff(arguments) => diff::run(arguments),
        Command::Bench(arguments) => bench::run(arguments),
    }
}
