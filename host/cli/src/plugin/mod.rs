//! `lictor plugin`: what authors and owners of rule packs do.

mod bench;
mod build;
mod component;
mod diff;
mod import_gitleaks;
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

/// Write, build, test, compare, measure, sign and inspect rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin new tone --lang rust --publisher acme       a small pack that builds and tests at once
  lictor plugin test tone                                   build it and run its cases in the sandbox
  lictor plugin build tone                                  tone/acme-tone.wasm
  lictor plugin inspect tone/acme-tone.wasm                 what it says about itself, without running it
  lictor plugin diff tone-1.2.0.wasm tone/acme-tone.wasm    what changed, and which version that demands
  lictor plugin bench tone/acme-tone.wasm --corpus answers.jsonl
  lictor plugin import gitleaks.toml --publisher acme --name leaks
  lictor plugin sign tone/acme-tone.wasm --key acme.key     say that it is yours
  lictor plugin verify tone.wasm --trust trust.toml         who signed it, and does that count?")]
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
    /// Tell two releases of a pack apart: what changed, and which version that demands.
    Diff(diff::Diff),
    /// Measure what a pack costs on a corpus, beside plain Rust.
    Bench(bench::Bench),
    /// Make a pack of a gitleaks configuration.
    Import(import_gitleaks::Import),
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
        PluginCommand::Diff(arguments) => diff::run(arguments),
        PluginCommand::Bench(arguments) => bench::run(arguments),
        PluginCommand::Import(arguments) => import_gitleaks::run(arguments),
        PluginCommand::Sign(arguments) => sign::run(arguments),
        PluginCommand::Verify(arguments) => verify::run(arguments),
    }
}
