use clap::Args;
use jiff::Timestamp;
use lictor_artifact::PackSignature;
use miette::Result;

use super::subject::Subject;
use crate::exit::Exit;
use crate::key::KeyChoice;
use crate::terminal;

/// Sign a pack: these bytes, under their own name and version, are ours.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin sign tone.wasm --key acme.key                                 adds a line to tone.wasm.sig
  lictor plugin sign registry.acme.example/packs/tone:1.2.0 --key acme.key    into the store; `publish` sends it

A file and what is published of it have one digest, so either can be signed. `lictor key generate` makes a key.

Exit codes: 0 it is signed, 2 usage, or a file that cannot be read or written.")]
pub(super) struct Sign {
    /// A component's file, or a reference to a pack in the store.
    #[arg(value_name = "FILE|REF")]
    pack: String,
    #[command(flatten)]
    key: KeyChoice,
}

pub(super) fn run(arguments: &Sign) -> Result<Exit> {
    let subject = Subject::read(&arguments.pack)?;
    let key = arguments.key.open()?;
    let signature = PackSignature::sign(&subject.artifact, &key, Timestamp::now());
    let added = subject.add(&signature)?;
    let artifact = &subject.artifact;
    let what = format!("{} {} {}", artifact.plugin(), artifact.version(), artifact.digest());
    let (key, place) = (key.public().id(), subject.signatures_at());
    terminal::note(match added {
        true => format!("{what} is signed by {key}, in {place}"),
        false => format!("{what} was signed by {key} before, in {place}"),
    });
    Ok(Exit::Clean)
}
