//! A pack as somebody names it: a file, or a reference to what is in the store.

use std::path::{Path, PathBuf};

use lictor_artifact::{Artifact, PackSignature, Reference, SignatureError, SignatureFile, Store};
use miette::{Diagnostic, Result, WrapErr, miette};

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
            let bytes = std::fs::read(path).map_err(|error| miette!("{named}: {error}"))?;
            let artifact = Artifact::of(bytes).map_err(miette::Report::new).wrap_err(named.to_owned())?;
            return Ok(Self { artifact, place: Place::File(path.into()) });
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
