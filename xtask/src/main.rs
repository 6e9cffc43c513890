//! The project's own chores: `cargo xtask packs`, `cargo xtask schemas`, `cargo xtask rules`, `cargo xtask wit-check`,
//! `cargo xtask bench`, `cargo xtask load`, `cargo xtask accuracy`,
//! `cargo xtask corpus`.
#![allow(clippy::print_stdout)] // A command line tool for developers.

mod corpus;
mod measuring;
mod packs;
mod rules;
mod schemas;
mod wit;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the reference packs as components into plugins/dist.
    Packs {
        /// Change nothing; fail if the committed components are not what the sources give. Bytes are
        /// compared only when the compiler is the one that build.json records.
        #[arg(long)]
        check: bool,
    },
    /// Build a pack of each language into tests/contract-corpus, for the contract of today. A test loads and runs all of them for
    /// ever. Needs the tools that `lictor plugin build` asks for.
    Corpus,
    /// Write the published JSON Schemas into schemas.
    Schemas {
        /// Change nothing; fail if a committed schema is not what the code gives.
        #[arg(long)]
        check: bool,
    },
    /// Write the pages of the rules into docs/rules. The packs have to be built before.
    Rules {
        /// Change nothing; fail if a committed page is not what the built packs give.
        #[arg(long)]
        check: bool,
    },
    /// Fail if the contract would break a pack that was built against a released one.
    WitCheck,
    /// Measure speed and memory in a release build. `cargo xtask bench --help` lists what it takes.
    #[command(disable_help_flag = true)]
    Bench {
        /// What the bench takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure the server under load, beside a bare echo. `cargo xtask load --help` lists what it takes.
    #[command(disable_help_flag = true)]
    Load {
        /// What everything is built with: release, or quick while working.
        #[arg(long, default_value = "release")]
        profile: String,
        /// What the load takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure on labelled data how often the rules are right. `cargo xtask accuracy --help` lists what it takes.
    #[command(disable_help_flag = true)]
    Accuracy {
        /// What the measurement takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> miette::Result<()> {
    match Arguments::parse().chore {
        Chore::Packs { check } => packs::run(check),
        Chore::Corpus => corpus::run(),
        Chore::Schemas { check } => schemas::write(check),
        Chore::Rules { check } => rules::run(check),
        Chore::Bench { arguments } => measuring::bench(&arguments),
        Chore::WitCheck => wit::check(),
        Chore::Load { profile, arguments } => measuring::load(&profile, &arguments),
        Chore::Accuracy { arguments } => measuring::accuracy(&arguments),
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}
