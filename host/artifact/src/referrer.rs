use std::collections::BTreeMap;

use lictor_model::Digest;
use serde::Deserialize;

use crate::ArtifactError;
use crate::limits::{MOST_MANIFEST_BYTES, MOST_SIGNATURE_BYTES};
use crate::manifest::{Descriptor, EMPTY_CONFIG, EMPTY_TYPE, MANIFEST_TYPE, Manifest, SIGNATURE_TYPE, json};

/// A signature as registries keep it: an artifact of its own that names the one it is about. What the document says and whether
/// it holds is not looked at here, only that it is about the same artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureArtifact {
    document: Vec<u8>,
    manifest: Vec<u8>,
    subject: Descriptor,
}

/// The part of a signature's document that says what it is about.
#[derive(Deserialize)]
struct About {
    schema: String,
    subject: Subject,
}

#[derive(Deserialize)]
struct Subject {
    digest: Digest,
}

/// The schema of a signature's document.
const SCHEMA: &str = "lictor.signature/v1";

impl SignatureArtifact {
    /// Of a document, and of the artifact that it is about. The same bytes for the same document, always.
    ///
    /// # Errors
    /// The document is too large, is no signature, or is about another artifact.
    pub fn of(document: Vec<u8>, subject: &Descriptor) -> Result<Self, ArtifactError> {
        // Nothing but what is needed to find it: the same signature has the same digest wherever it is kept.
        let subject = Descriptor { artifact_type: None, annotations: BTreeMap::new(), ..subject.clone() };
        check(&document, subject.digest)?;
        let manifest = json(&Manifest {
            schema_version: 2,
            media_type: MANIFEST_TYPE.to_owned(),
            artifact_type: Some(SIGNATURE_TYPE.to_owned()),
            config: Descriptor::of(EMPTY_TYPE, EMPTY_CONFIG),
            layers: vec![Descriptor::of(SIGNATURE_TYPE, &document)],
            subject: Some(subject.clone()),
            annotations: BTreeMap::new(),
        });
        Ok(Self { document, manifest, subject })
    }

    /// One that came from somewhere, verified against its manifest.
    ///
    /// # Errors
    /// The manifest is not that of a signature, or the document is not what it names.
    pub fn from_parts(manifest: Vec<u8>, document: Vec<u8>) -> Result<Self, ArtifactError> {
        let (layer, subject) = Self::layout(&manifest)?;
        if !layer.fits(&document) {
            let (wanted, found) = (layer.digest, Digest::of(&document));
            return Err(ArtifactError::Digest { what: "signature", wanted, found });
        }
        check(&document, subject.digest)?;
        Ok(Self { document, manifest, subject })
    }

    /// What the manifest of a signature names: its document, and what it is about.
    ///
    /// # Errors
    /// The manifest is not that of a signature.
    pub fn layout(manifest: &[u8]) -> Result<(Descriptor, Descriptor), ArtifactError> {
        if manifest.len() as u64 > MOST_MANIFEST_BYTES {
            let (bytes, limit) = (manifest.len() as u64, MOST_MANIFEST_BYTES);
            return Err(ArtifactError::TooLarge { what: "manifest", bytes, limit });
        }
        let read = Manifest::read(manifest).ok_or(ArtifactError::NoManifest)?;
        let (Some(SIGNATURE_TYPE), Some(subject)) = (read.artifact_type.as_deref(), read.subject) else {
            return Err(ArtifactError::NoSignature);
        };
        let Ok([layer]) = <[Descriptor; 1]>::try_from(read.layers) else { return Err(ArtifactError::NoSignature) };
        if layer.media_type != SIGNATURE_TYPE || subject.media_type != MANIFEST_TYPE {
            return Err(ArtifactError::NoSignature);
        }
        if layer.size > MOST_SIGNATURE_BYTES {
            let (bytes, limit) = (layer.size, MOST_SIGNATURE_BYTES);
            return Err(ArtifactError::TooLarge { what: "signature", bytes, limit });
        }
        Ok((layer, subject))
    }

    /// The signature's document, JSON.
    pub fn document(&self) -> &[u8] {
        &self.document
    }

    /// The manifest.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The artifact that it is about.
    pub fn subject(&self) -> &Descriptor {
        &self.subject
    }

    /// What lists say of its manifest.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor { artifact_type: Some(SIGNATURE_TYPE.to_owned()), ..Descriptor::of(MANIFEST_TYPE, &self.manifest) }
    }
}

fn check(document: &[u8], subject: Digest) -> Result<(), ArtifactError> {
    if document.len() as u64 > MOST_SIGNATURE_BYTES {
        let (bytes, limit) = (document.len() as u64, MOST_SIGNATURE_BYTES);
        return Err(ArtifactError::TooLarge { what: "signature", bytes, limit });
    }
    let about: About = serde_json::from_slice(document).map_err(|_| ArtifactError::NoSignature)?;
    if about.schema != SCHEMA {
        return Err(ArtifactError::NoSignature);
    }
    match about.subject.digest == subject {
        true => Ok(()),
        false => Err(ArtifactError::Subject { wanted: subject, found: about.subject.digest }),
    }
}
