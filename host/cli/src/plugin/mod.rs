//! `lictor plugin`: what authors and owners of rule packs do.

mod build;
mod inspect;
mod new;
mod sign;
mod subject;
mod test;
mod verify;
mod watch;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Write, build, test, sign and inspect rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin new tone --lang rust --publisher acme    a small pack that builds and tests at once
  lictor plugin test tone                                build it and run its cases in the sandbox
  lictor plugin build tone                               tone/acme-tone.wasm
  lictor plugin inspect tone/acme-tone.wasm              what it says about itself, without running it
  lictor plugin sign tone/acme-tone.wasm --key acme.key  say that it is yours
  lictor plugin verify tone.wasm --trust trust.toml      who signed it, and does that count?")]
pub(crate) struct Plugin {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Debug, Subcommand)]
enum PluginCommand {
    /// Write a new pack: a first rule, its cases, and everything that it takes to build it.
    New(new::New),
    /// Build a pack into a component.
    Build(build::Build),
    /// Run a pack's cases and the examples of its rules in the sandbox.
    Test(test::Test),
    /// Show what a component says about itself. Nothing of it is run.
    Inspect(inspect::Inspect),
    /// Sign a pack.
    Sign(sign::Sign),
    /// Show who signed a pack, which signatures count, and why others do not.
    Verify(verify::Verify),
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        PluginCommand::New(arguments) => new::run(arguments),
        PluginCommand::Build(arguments) => build::run(arguments),
        PluginCommand::Test(arguments) => test::run(arguments),
        PluginCommand::Inspect(arguments) => inspect::run(arguments),
        PluginCommand::Sign(arguments) => sign::run(arguments),
        PluginCommand::Verify(arguments) => verify::run(arguments),
    }
}
