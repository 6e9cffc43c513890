//! The project's own chores: `cargo xtask packs`, `cargo xtask schemas`.
#![allow(clippy::print_stdout)] // A command line tool for developers.

mod packs;
mod schemas;
mod toolchain;

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
    /// Write the published JSON Schemas into schemas.
    Schemas {
        /// Change nothing; fail if a committed schema is not what the code gives.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> miette::Result<()> {
    match Arguments::parse().chore {
        Chore::Packs { check } => packs::run(check),
        Chore::Schemas { check } => schemas::run(check),
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}
