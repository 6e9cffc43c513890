//! The documents of the OCI image specification 1.1, as far as packs and their signatures need them.

use std::collections::BTreeMap;

use lictor_model::Digest;
use serde::{Deserialize, Serialize};

/// The media type of a manifest.
pub const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";

/// The media type of an index.
pub const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";

/// The media type of a component's configuration (CNCF's guidance for WebAssembly in OCI artifacts).
pub const CONFIG_TYPE: &str = "application/vnd.wasm.config.v0+json";

/// The media type of a component.
pub const COMPONENT_TYPE: &str = "application/wasm";

/// What a signature's artifact calls itself, and the media type of its document.
pub const SIGNATURE_TYPE: &str = "application/vnd.lictor.signature.v1+json";

/// The media type of a configuration that says nothing.
pub const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";

/// The configuration that says nothing.
pub const EMPTY_CONFIG: &[u8] = b"{}";

/// The annotation under which an index names an artifact.
pub(crate) const NAME: &str = "org.opencontainers.image.ref.name";

/// The annotation with a pack's name.
pub(crate) const TITLE: &str = "org.opencontainers.image.title";

/// The annotation with a pack's version.
pub(crate) const VERSION: &str = "org.opencontainers.image.version";

/// What is said of some bytes that stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What they are.
    pub media_type: String,
    /// Their digest.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// What kind of artifact, where they are a manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Names and remarks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    /// Of bytes that are at hand.
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            annotations: BTreeMap::new(),
        }
    }

    /// Whether it is of these bytes.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        self.size == bytes.len() as u64 && self.digest == Digest::of(bytes)
    }
}

/// The manifest of an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: u32,
    /// [`MANIFEST_TYPE`].
    pub media_type: String,
    /// What kind of artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The content.
    pub layers: Vec<Descriptor>,
    /// The manifest that this artifact is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Names and remarks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads one. None if it is no manifest of the image specification. Whoever calls this has bounded the bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.schema_version == 2 && manifest.media_type == MANIFEST_TYPE).then_some(manifest)
    }

    /// The version that it says it is.
    pub fn version(&self) -> Option<&str> {
        self.annotations.get(VERSION).map(String::as_str)
    }

    /// The pack that it says it is.
    pub fn plugin(&self) -> Option<&str> {
        self.annotations.get(TITLE).map(String::as_str)
    }
}

/// A list of manifests: of a store, of an archive, or of all that refer to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Always 2.
    pub schema_version: u32,
    /// [`INDEX_TYPE`]. Some tools leave it out.
    #[serde(default)]
    pub media_type: String,
    /// The manifests.
    pub manifests: Vec<Descriptor>,
}

impl Index {
    /// A list of these.
    pub fn new(manifests: Vec<Descriptor>) -> Self {
        Self { schema_version: 2, media_type: INDEX_TYPE.to_owned(), manifests }
    }

    /// Reads one. None if it is no index. Whoever calls this has bounded the bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let index: Self = serde_json::from_slice(bytes).ok()?;
        let known = index.media_type.is_empty() || index.media_type == INDEX_TYPE;
        (index.schema_version == 2 && known).then_some(index)
    }
}

/// Compact JSON of one of our own documents.
pub(crate) fn json<T: Serialize>(document: &T) -> Vec<u8> {
    // Structs with string keys: nothing in them can fail to be written.
    serde_json::to_vec(document).unwrap_or_default()
}
