use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use miette::{IntoDiagnostic, Result, WrapErr};

use super::connect::StoreChoice;
use crate::exit::Exit;
use crate::terminal;

/// Take packs from an archive into the store, after all of it was verified.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  lictor plugin import packs.tar

Names, kinds and sizes of files, digests, and that everything is a pack or a signature of one: only when all of it is right does
anything enter the store. Whether its signers are trusted is said by the policy that uses a pack.

Exit codes: 0 everything is in the store, 1 a version would become another one, 2 usage, 3 the archive is not sound, or the store
cannot be written; nothing was imported.")]
pub(crate) struct Import {
    /// The archive, as `lictor plugin export` writes it; `-` is standard input.
    file: PathBuf,
    /// Take what is in the archive for versions that the store knows otherwise.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    store: StoreChoice,
}

pub(super) fn run(arguments: &Import) -> Result<Exit> {
    let store = arguments.store.open()?;
    let imported = if arguments.file.as_os_str() == "-" {
        store.import(std::io::stdin().lock(), arguments.replace)?
    } else {
        let shown = || format!("{} cannot be read", arguments.file.display());
        let file = File::open(&arguments.file).into_diagnostic().wrap_err_with(shown)?;
        store.import(std::io::BufReader::new(file), arguments.replace)?
    };
    let lines: String = imported
        .packs
        .iter()
        .map(|pack| match &pack.reference {
            Some(reference) => format!("{}\n", reference.at(pack.digest)),
            None => format!("{}\n", pack.digest),
        })
        .collect();
    terminal::print(&lines)?;
    terminal::note(match imported.signatures {
        0 => "without a signature".to_owned(),
        1 => "with 1 signature".to_owned(),
        count => format!("with {count} signatures"),
    });
    Ok(Exit::Clean)
}
