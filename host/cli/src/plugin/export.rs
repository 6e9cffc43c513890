use std::path::PathBuf;

use clap::Args;
use lictor_artifact::{Entry, Reference};
use miette::{Result, miette};

use super::connect::{StoreChoice, write_whole};
use crate::exit::Exit;
use crate::terminal;

/// Write packs of the store with their signatures into one file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin pull registry.acme.example/packs/tone:1.2.0
  lictor plugin export registry.acme.example/packs/tone:1.2.0 -o packs.tar
  lictor plugin import packs.tar                          on a machine that reaches no registry

The file is a tar archive of an OCI image layout. The same packs give the same bytes.

Exit codes: 0 it is written, 2 usage, or a pack is not in the store, 3 the store was altered, or the file cannot be written.")]
pub(crate) struct Export {
    /// Which packs, as they were pulled.
    #[arg(required = true, value_name = "REF")]
    references: Vec<Reference>,
    /// The file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

pub(super) fn run(arguments: &Export) -> Result<Exit> {
    let store = arguments.store.open()?;
    let mut packs = Vec::new();
    for reference in &arguments.references {
        let digest = store.resolve(reference)?.ok_or_else(|| {
            miette!(
                help = format!("`lictor plugin pull {reference}` brings it"),
                "{reference} is not in the store {}",
                store.folder().display()
            )
        })?;
        packs.push(Entry { reference: Some(reference.clone()), digest });
    }
    write_whole(&arguments.output, |file| Ok(store.export(&packs, std::io::BufWriter::new(file))?))?;
    let count = packs.len();
    terminal::note(format!("{count} {} in {}", if count == 1 { "pack" } else { "packs" }, arguments.output.display()));
    Ok(Exit::Clean)
}
