use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use lictor_artifact::Reference;
use lictor_registry::Replace;
use miette::{IntoDiagnostic, Result};

use super::connect::{self, ConnectionChoice, EXIT_CODES, StoreChoice, write_whole};
use crate::exit::Exit;
use crate::terminal;

/// Fetch a pack with its signatures from a registry into the store.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:
  lictor plugin pull registry.acme.example/packs/tone:1.2.0
  lictor plugin pull registry.acme.example/packs/tone@sha256:… -o tone.wasm

Every byte is held against its digest. Whether its signers are trusted is said by the policy that uses it, or by
`lictor plugin verify`. Standard output is the reference with its digest, to pin.

{EXIT_CODES}"))]
pub(crate) struct Pull {
    /// Which pack, with a tag or a digest.
    reference: Reference,
    /// Write the component to a file, too, and its signatures to FILE.sig.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Take what is there now for a version that the store knows otherwise.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    connection: ConnectionChoice,
}

pub(super) fn run(arguments: &Pull) -> Result<Exit> {
    let Pull { reference, connection, .. } = arguments;
    let store = arguments.store.open()?;
    let replace = if arguments.replace { Replace::Allowed } else { Replace::Never };
    let Some(pulled) = connect::pull(connection, reference, &store, replace)? else {
        connection.note("interrupted; the store is as it was, or has the pack");
        return Ok(Exit::Interrupted);
    };
    let artifact = &pulled.artifact;
    connection.note(match pulled.signatures {
        0 => format!("{} {}, without a signature", artifact.plugin(), artifact.version()),
        1 => format!("{} {}, with 1 signature", artifact.plugin(), artifact.version()),
        count => format!("{} {}, with {count} signatures", artifact.plugin(), artifact.version()),
    });
    if let Some(file) = &arguments.output {
        let mut lines = Vec::new();
        for mut document in store.signature_documents(&artifact.digest())? {
            document.push(b'\n');
            lines.extend(document);
        }
        write_whole(file, |out| out.write_all(artifact.component()).into_diagnostic())?;
        let mut signatures = file.as_os_str().to_owned();
        signatures.push(".sig");
        write_whole(signatures.as_ref(), |out| out.write_all(&lines).into_diagnostic())?;
    }
    terminal::print(&format!("{}\n", reference.at(artifact.digest())))?;
    Ok(Exit::Clean)
}
