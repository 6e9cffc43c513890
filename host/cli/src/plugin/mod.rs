//! `lictor plugin`: what authors and owners of rule packs do.

pub(crate) mod connect;
mod export;
mod import;
mod list;
mod login;
mod logout;
mod publish;
mod pull;
mod transfer;

use clap::{Args, Subcommand};
use miette::Result;

use crate::exit::Exit;

/// Publish and fetch rule packs, and carry them to machines without a network.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin login registry.acme.example --user jane
  lictor plugin publish registry.acme.example/packs/tone:1.2.0 tone.wasm
  lictor plugin pull registry.acme.example/packs/tone:1.2.0
  lictor plugin list registry.acme.example/packs/tone")]
pub(crate) struct Plugin {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Debug, Subcommand)]
enum PluginCommand {
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
    /// Take packs from such a file into the store, after all of it was verified.
    Import(import::Import),
}

pub(crate) fn run(arguments: &Plugin) -> Result<Exit> {
    match &arguments.command {
        PluginCommand::Login(arguments) => login::run(arguments),
        PluginCommand::Logout(arguments) => logout::run(arguments),
        PluginCommand::Publish(arguments) => publish::run(arguments),
        PluginCommand::Pull(arguments) => pull::run(arguments),
        PluginCommand::List(arguments) => list::run(arguments),
        PluginCommand::Export(arguments) => export::run(arguments),
        PluginCommand::Import(arguments) => import::run(arguments),
    }
}
