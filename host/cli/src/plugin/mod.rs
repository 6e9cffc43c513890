//! `lictor plugin`: what authors and owners of rule packs do.

mod bench;
mod build;
pub(crate) mod connect;
mod diff;
mod export;
mod import;
mod import_gitleaks;
mod inspect;
mod list;
mod login;
mod logout;
mod new;
mod publish;
mod pull;
mod sign;
mod subject;
mod test;
mod transfer;
mod verify;
mod watch;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Write, build, test, compare, measure, sign, publish and fetch rule packs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin new tone --lang rust --publisher acme       a small pack that builds and tests at once
  lictor plugin test tone                                   build it and run its cases in the sandbox
  lictor plugin build tone                                  tone/acme-tone.wasm
  lictor plugin inspect tone/acme-tone.wasm                 what it says about itself, without running it
  lictor plugin diff tone-1.2.0.wasm tone/acme-tone.wasm    what changed, and which version that demands
  lictor plugin bench tone/acme-tone.wasm --corpus answers.jsonl
  lictor plugin sign tone/acme-tone.wasm --key acme.key     say that it is yours
  lictor plugin verify tone.wasm --trust trust.toml         who signed it, and does that count?
  lictor plugin login registry.acme.example --user jane
  lictor plugin publish registry.acme.example/packs/tone:1.2.0 tone.wasm
  lictor plugin pull registry.acme.example/packs/tone:1.2.0
  lictor plugin list registry.acme.example/packs/tone
  lictor plugin export registry.acme.example/packs/tone:1.2.0 -o packs.tar
  lictor plugin import packs.tar                            on a machine without a network
  lictor plugin import gitleaks.toml --publisher acme --name leaks")]
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
    /// Sign a pack.
    Sign(sign::Sign),
    /// Show who signed a pack, which signatures count, and why others do not.
    Verify(verify::Verify),
    /// Keep a name and a password for a registry.
    Login(login::Login),
    /// Forget them.
    Logout(logout::Logout),
    /// Publish a pack with its signatures in a registry.
    Publish(publish::Publish),
    /// Fetch a pack with its signatures from a registry into the store.
    Pull(pull::Pull),
    /// List the versions of a pack in a registry.
    List(list::List),
    /// Write packs of the store with their signatures into one file.
    Export(export::Export),
    /// Take packs from such a file into the store, or make a pack of a gitleaks configuration.
    Import(import::Import),
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        PluginCommand::New(arguments) => new::run(arguments),
        PluginCommand::Build(arguments) => build::run(arguments),
        PluginCommand::Test(arguments) => test::run(arguments),
        PluginCommand::Inspect(arguments) => inspect::run(arguments),
        PluginCommand::Diff(arguments) => diff::run(arguments),
        PluginCommand::Bench(arguments) => bench::run(arguments),
        PluginCommand::Sign(arguments) => sign::run(arguments),
        PluginCommand::Verify(arguments) => verify::run(arguments),
        PluginCommand::Login(arguments) => login::run(arguments),
        PluginCommand::Logout(arguments) => logout::run(arguments),
        PluginCommand::Publish(arguments) => publish::run(arguments),
        PluginCommand::Pull(arguments) => pull::run(arguments),
        PluginCommand::List(arguments) => list::run(arguments),
        PluginCommand::Export(arguments) => export::run(arguments),
        PluginCommand::Import(arguments) => import::run(arguments),
    }
}
