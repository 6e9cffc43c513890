//! A pack as somebody names it: a file, or a reference to what is in the store.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use lictor_artifact::{Artifact, MOST_COMPONENT_BYTES, PackSignature, Reference, SignatureError, SignatureFile, Store};
use miette::{Diagnostic, IntoDiagnostic, Result, WrapErr, miette};

/// A pack that was found.
pub(super) struct Subject {
    pub(super) artifact: Artifact,
    place: Place,
}

enum Place {
    File(PathBuf),
    Store(Store, Reference),
}

impl Subject {
    /// Reads a pack. A file counts first; anything else is a reference.
    pub(super) fn read(named: &str) -> Result<Self> {
        let path = Path::new(named);
        if path.exists() {
            return Self::of_file(path, component(path)?);
        }
        let reference: Reference = named.parse().map_err(|error: lictor_artifact::ReferenceError| {
            let help = error.help().map(|help| help.to_string()).unwrap_or_default();
            miette!(help = help, "there is no file {named}, and it is no reference either: {error}")
        })?;
        let folder = Store::default_folder()
            .ok_or_else(|| miette!(help = "name its folder with LICTOR_STORE", "there is no store of packs"))?;
        let store = Store::open(&folder)?;
        let digest = store.resolve(&reference)?.ok_or_else(|| {
            miette!(
                help = format!("`lictor plugin pull {reference}` brings it"),
                "{reference} is not in the store {}",
                folder.display()
            )
        })?;
        let artifact = store.artifact(&digest)?;
        artifact.require(&reference)?;
        Ok(Self { artifact, place: Place::Store(store, reference) })
    }

    /// The pack in a file that was read.
    pub(super) fn of_file(file: &Path, component: Vec<u8>) -> Result<Self> {
        let artifact = Artifact::of(component).map_err(miette::Report::new);
        let artifact = artifact.wrap_err_with(|| format!("{} is no pack", file.display()))?;
        Ok(Self { artifact, place: Place::File(file.into()) })
    }

    /// What it is called in words: as somebody named it.
    pub(super) fn name(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Store(_, reference) => reference.to_string(),
        }
    }

    /// Where its signatures are, in words.
    pub(super) fn signatures_at(&self) -> String {
        match &self.place {
            Place::File(path) => SignatureFile::of(path).path().display().to_string(),
            Place::Store(store, _) => format!("the store {}", store.folder().display()),
        }
    }

    /// Its signatures; those from a registry may be none at all.
    pub(super) fn signatures(&self) -> Result<Vec<Result<PackSignature, SignatureError>>> {
        Ok(match &self.place {
            Place::File(path) => SignatureFile::of(path).read()?.into_iter().map(Ok).collect(),
            Place::Store(store, _) => {
                let documents = store.signature_documents(&self.artifact.digest())?;
                documents.iter().map(|document| PackSignature::parse(document)).collect()
            }
        })
    }

    /// Adds a signature. False: this key's is there already.
    pub(super) fn add(&self, signature: &PackSignature) -> Result<bool> {
        match &self.place {
            Place::File(path) => Ok(SignatureFile::of(path).add(signature)?),
            Place::Store(store, _) => {
                if self.signatures()?.iter().flatten().any(|known| known.key() == signature.key()) {
                    return Ok(false);
                }
                store.add_signature_document(&self.artifact.digest(), signature.to_json().into_bytes())?;
                Ok(true)
            }
        }
    }
}

/// Reads a component's file, which is a stranger's and may be of any size.
pub(super) fn component(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST_COMPONENT_BYTES + 1).read_to_end(&mut bytes));
    read.into_diagnostic().wrap_err_with(|| format!("{} cannot be read", file.display()))?;
    if bytes.len() as u64 > MOST_COMPONENT_BYTES {
        let shown = file.display();
        return Err(miette!("{shown} has more than the {MOST_COMPONENT_BYTES} bytes that a component may have"));
    }
    Ok(bytes)
}

/// Reads a component: a file, or what a reference names in the store. It need not be a pack that a registry would take.
pub(super) fn component_named(named: &str) -> Result<Vec<u8>> {
    let path = Path::new(named);
    if path.exists() { component(path) } else { Ok(Subject::read(named)?.artifact.into_component()) }
}
