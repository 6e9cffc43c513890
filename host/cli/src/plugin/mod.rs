//! `lictor plugin`: what authors and owners of rule packs do.

mod build;
mod inspect;
mod new;
mod test;
mod watch;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Write, build, test and inspect rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin new tone --lang rust --publisher acme    a small pack that builds and tests at once
  lictor plugin test tone                                build it and run its cases in the sandbox
  lictor plugin build tone                               tone/acme-tone.wasm
  lictor plugin inspect tone/acme-tone.wasm              what it says about itself, without running it")]
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
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        PluginCommand::New(arguments) => new::run(arguments),
        PluginCommand::Build(arguments) => build::run(arguments),
        PluginCommand::Test(arguments) => test::run(arguments),
        PluginCommand::Inspect(arguments) => inspect::run(arguments),
    }
}
