//! `lictor plugin import`: archives of packs into the store, and gitleaks configurations into a folder.

use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use miette::{IntoDiagnostic, Result, WrapErr};

use super::connect::StoreChoice;
use super::import_gitleaks;
use crate::exit::Exit;
use crate::terminal;

/// Take packs from an archive into the store, or make a pack of a gitleaks configuration.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin import packs.tar
  lictor plugin import gitleaks.toml --publisher acme --name leaks
  lictor plugin import .gitleaks.toml --default config/gitleaks.toml --publisher acme --name leaks -o packs/leaks

An archive: names, kinds and sizes of files, digests, and that everything is a pack or a signature of one; only when all of it is
right does anything enter the store. Whether its signers are trusted is said by the policy that uses a pack.

A configuration (its name ends with .toml): regexes are translated from Go's dialect; keywords, entropy, groups, stop words and
allowlists are kept. Rules that look at paths only, and whatever else means nothing for an answer, are left out and named. Every
rule gets an example on which it fires, made from its regex; a rule for which none is found is left out, too. codes.toml in the
folder keeps the codes: import again into the same folder, and rules keep theirs. docs/porting.md says more.

Exit codes: 0 it was imported, 1 a version would become another one, 2 usage, or a configuration that cannot be read, 3 the archive
is not sound, or the store cannot be written; nothing was imported.")]
pub(crate) struct Import {
    /// The archive, as `lictor plugin export` writes it (`-` is standard input), or the configuration.
    file: PathBuf,
    /// Take what is in the archive for versions that the store knows otherwise.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    gitleaks: import_gitleaks::Choice,
}

pub(super) fn run(arguments: &Import) -> Result<Exit> {
    if arguments.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        return import_gitleaks::run(&arguments.file, &arguments.gitleaks);
    }
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
