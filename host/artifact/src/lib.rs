//! Packs as OCI artifacts, without a network.
//!
//! An [`Artifact`] is a component with the manifest that a registry keeps of it; the manifest is a pure function of the
//! component, so a file has the same digest before and after it is published. A [`Reference`] says where one is published. The
//! [`Store`] is the folder of packs that were pulled or imported, an OCI image layout whose every byte is verified whenever it is
//! read; [`Store::export`] and [`Store::import`] carry packs with their signatures to machines that reach no registry.
//!
//! A [`PackSignature`] says whose a pack is; whether that counts, [`admitted`] asks a trust file. A [`Lock`] says which packs a policy
//! runs and nothing else, and a [`Change`] what another lock would do differently.
//!
//! What this crate is not: it asks no registry and runs no component.
#![forbid(unsafe_code)]

mod archive;
mod artifact;
mod blobs;
mod component;
mod error;
mod file;
mod limits;
mod lock;
mod manifest;
mod reference;
mod referrer;
mod signature;
mod signature_file;
mod store;
mod verify;

pub use archive::{ArchiveError, Imported};
pub use artifact::Artifact;
pub use error::{ArtifactError, StoreError};
pub use limits::{
    MOST_COMPONENT_BYTES, MOST_CONFIG_BYTES, MOST_INDEX_BYTES, MOST_MANIFEST_BYTES, MOST_SIGNATURE_BYTES,
    MOST_SIGNATURES,
};
pub use lock::{Accepted, Change, LOCK_FILE, LOCK_SCHEMA, Lock, LockError, LockedPack, LockedSource, Refusal};
pub use manifest::{
    COMPONENT_TYPE, CONFIG_TYPE, Descriptor, EMPTY_CONFIG, EMPTY_TYPE, INDEX_TYPE, Index, MANIFEST_TYPE, Manifest,
    SIGNATURE_TYPE,
};
pub use reference::{Reference, ReferenceError, Repository};
pub use referrer::SignatureArtifact;
pub use signature::{PackSignature, SIGNATURE_SCHEMA, SignatureError};
pub use signature_file::{SignatureFile, SignatureFileError};
pub use store::{Entry, Store};
pub use verify::{Inadmissible, PUBLISH, Signatures, Signer, admitted};
