//! `lictor plugin`: what authors of rule packs do.

mod sign;
mod subject;
mod verify;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Write, compare, measure and share rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin sign tone.wasm --key acme.key             say that it is yours
  lictor plugin verify tone.wasm --trust trust.toml       who signed it, and does it count?")]
pub(crate) struct Plugin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sign a pack.
    Sign(sign::Sign),
    /// Show who signed a pack, which signatures count, and why others do not.
    Verify(verify::Verify),
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        Command::Sign(arguments) => sign::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
    }
}
