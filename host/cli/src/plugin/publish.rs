use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use lictor_artifact::{Artifact, Reference, SignatureArtifact, SignatureFile, Store};
use lictor_authoring::diff::{Release, demanded};
use lictor_registry::Replace;
use miette::{IntoDiagnostic, Result, miette};

use super::connect::{ConnectionChoice, EXIT_CODES, wait};
use super::subject::{Subject, component};
use super::transfer::Transfer;
use crate::exit::Exit;
use crate::terminal;

/// Publish a pack with its signatures in a registry.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:
  lictor plugin publish registry.acme.example/packs/tone:1.2.0 tone.wasm
  lictor plugin publish localhost:5000/tone:1.2.0 tone.wasm
  lictor plugin publish registry.acme.example/packs/tone:1.2.0 tone.wasm --ca company-ca.pem

A tag that is a version must be the pack's own. The signatures in tone.wasm.sig, and those that were made of it in the store, are
published with it, also later: publishing the same again sends what is missing. Standard output is the reference with its digest, to pin.

{EXIT_CODES}"))]
pub(crate) struct Publish {
    /// Where, with a tag: `registry.acme.example/packs/tone:1.2.0`.
    reference: Reference,
    /// The component.
    file: PathBuf,
    /// Replace what is published under this tag, though somebody may count on it.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    connection: ConnectionChoice,
}

pub(super) fn run(arguments: &Publish) -> Result<Exit> {
    let Publish { reference, file, connection, .. } = arguments;
    if reference.tag().is_none() || reference.digest().is_some() {
        return Err(miette!(
            help = "the digest follows from the file; name the version, such as `:1.2.0`",
            "{reference}: a pack is published under a tag"
        ));
    }
    let artifact = Subject::of_file(file, component(file)?)?.artifact;
    let signatures = signatures(file, &artifact, connection)?;
    let registry = connection.registry(reference.repository())?;
    let transfer = Transfer::new(!connection.quiet);
    let progress = transfer.clone();
    let previous = wait(async {
        match registry.published(reference).await? {
            // A new version is held against the one before it.
            None => previous(&registry, reference, &artifact).await,
            Some(_) => Ok(None),
        }
    })?;
    let Some(previous) = previous else { return Ok(Exit::Interrupted) };
    if let Some((earlier, previous)) = &previous {
        require_bump(earlier, previous, &artifact)?;
    }
    let replace = if arguments.replace { Replace::Allowed } else { Replace::Never };
    let published = wait(registry.publish(reference, &artifact, &signatures, replace, progress))?;
    transfer.clear();
    let Some(published) = published else {
        connection.note("interrupted; the same command goes on with what is missing");
        return Ok(Exit::Interrupted);
    };
    if published.was_there {
        connection.note("it was there already");
    }
    match published.signatures {
        0 => {
            connection.note("it has no signature: whoever demands one will not run it; `lictor plugin sign` makes one")
        }
        count => connection.note(format!("with {count} {}", if count == 1 { "signature" } else { "signatures" })),
    }
    terminal::print(&format!("{}\n", reference.at(published.digest)))?;
    Ok(Exit::Clean)
}

/// The version that comes before this one in the registry.
async fn previous(
    registry: &lictor_registry::Registry,
    reference: &Reference,
    artifact: &Artifact,
) -> Result<Option<(Reference, Artifact)>, lictor_registry::RegistryError> {
    match artifact.version().parse() {
        Ok(version) => {
            registry.previous(reference.repository(), &version, std::sync::Arc::new(lictor_registry::Silent)).await
        }
        Err(_) => Ok(None),
    }
}

/// What a version must be beside the one before it: the same pack, with a number that says how much has changed, and rules whose IDs
/// mean what they meant.
fn require_bump(reference: &Reference, previous: &Artifact, next: &Artifact) -> Result<()> {
    if previous.plugin() != next.plugin() {
        return Err(miette!(
            help = "each pack has a repository of its own",
            "the repository holds {}, and this is {}",
            previous.plugin(),
            next.plugin()
        ));
    }
    // What can no longer be read, such as a release under a contract of long ago, is nothing to be held to.
    let Ok(old) = Release::of(previous.component()) else {
        terminal::note(format!("{reference} is no pack that can be read, so this version was not compared with it"));
        return Ok(());
    };
    let demand = demanded(&old, &Release::of(next.component()).into_diagnostic()?);
    if demand.is_met() {
        return Ok(());
    }
    let refused: Vec<String> =
        demand.refusals.iter().map(|refusal| format!("{}\n  {}", refusal.what, refusal.mend)).collect();
    Err(miette!(
        help = format!(
            "`lictor plugin diff {reference}` and this file shows all that changed; --replace does not publish it either"
        ),
        "it cannot come after {reference}:\n{}",
        refused.join("\n")
    ))
}

/// The signatures of a component: those in `FILE.sig`, and those that were made of it in the store.
fn signatures(file: &Path, artifact: &Artifact, choice: &ConnectionChoice) -> Result<Vec<SignatureArtifact>> {
    let beside = SignatureFile::of(file);
    let (ours, others): (Vec<_>, Vec<_>) =
        beside.read()?.into_iter().partition(|signature| signature.subject() == artifact.digest());
    if !others.is_empty() {
        choice.note(format!("{} of {} are of other bytes, and not published", others.len(), beside.path().display()));
    }
    let mut documents: BTreeSet<Vec<u8>> = ours.iter().map(|signature| signature.to_json().into_bytes()).collect();
    if let Some(folder) = Store::default_folder() {
        documents.extend(Store::open(&folder)?.signature_documents(&artifact.digest())?);
    }
    let of = |document| Ok(SignatureArtifact::of(document, &artifact.descriptor())?);
    documents.into_iter().map(of).collect()
}
