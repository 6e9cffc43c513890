use jiff::Timestamp;
use lictor_model::Digest;
use lictor_signing::{Domain, KeyId, PrivateKey, PublicKey, Signature};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::signature_file::SignatureFileError;
use crate::{Artifact, MANIFEST_TYPE, MOST_SIGNATURE_BYTES, MOST_SIGNATURES};

/// The schema that a signature names, and the domain in which it is made.
pub const SIGNATURE_SCHEMA: &str = "lictor.signature/v1";

const DOMAIN: Domain = Domain::new(SIGNATURE_SCHEMA);

/// What somebody says about an artifact: these bytes, under this name and version, are ours.
///
/// The digest alone decides which bytes are meant. Name and version stand there for people, and have to be those that the
/// artifact gives itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackSignature {
    document: Document,
    signed_at: Timestamp,
    signature: Signature,
}

/// The manifest that is signed, as OCI describes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SignedManifest")]
struct Subject {
    /// `application/vnd.oci.image.manifest.v1+json`.
    media_type: String,
    /// The digest of its bytes.
    digest: Digest,
    /// How many they are.
    size: u64,
}

/// A signature as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PackSignature")]
struct Document {
    /// `lictor.signature/v1`.
    schema: String,
    /// The OCI manifest of the artifact.
    subject: Subject,
    /// `publisher/pack`, as the pack calls itself.
    plugin: String,
    /// Its version.
    version: String,
    /// The id of the key that signed.
    key: KeyId,
    /// When it was signed, by the clock of whoever signed (RFC 3339, UTC).
    signed_at: String,
    /// The Ed25519 signature in base64: over `lictor.signature/v1`, a line feed, and the compact JSON of the other fields in this
    /// order.
    signature: String,
}

/// What is signed: its compact JSON.
#[derive(Serialize)]
struct Signed<'a> {
    schema: &'a str,
    subject: &'a Subject,
    plugin: &'a str,
    version: &'a str,
    key: &'a KeyId,
    signed_at: &'a str,
}

/// Why a text is no signature of a pack. It comes from a stranger, so nothing of it is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Too long.
    #[error("it has more than the {MOST_SIGNATURE_BYTES} bytes of any signature")]
    TooLong,
    /// No document of this kind.
    #[error("it is no signature of a pack (`{SIGNATURE_SCHEMA}`){0}")]
    Malformed(&'static str),
}

impl PackSignature {
    /// Signs an artifact.
    pub fn sign(artifact: &Artifact, key: &PrivateKey, at: Timestamp) -> Self {
        // Finer times say nothing.
        let signed_at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        let mut document = Document {
            schema: SIGNATURE_SCHEMA.into(),
            subject: Subject {
                media_type: MANIFEST_TYPE.into(),
                digest: artifact.digest(),
                size: artifact.manifest().len() as u64,
            },
            plugin: artifact.plugin().into(),
            version: artifact.version().into(),
            key: key.public().id(),
            signed_at: signed_at.to_string(),
            signature: String::new(),
        };
        let signature = key.sign(DOMAIN, &document.signed_bytes());
        document.signature = signature.to_string();
        Self { document, signed_at, signature }
    }

    /// Reads a signature. Whether it counts is another question: [`crate::admitted`].
    ///
    /// # Errors
    /// It is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignatureError> {
        use SignatureError::{Malformed, TooLong};
        if bytes.len() as u64 > MOST_SIGNATURE_BYTES {
            return Err(TooLong);
        }
        let document: Document = serde_json::from_slice(bytes).map_err(|_| Malformed(""))?;
        if document.schema != SIGNATURE_SCHEMA {
            return Err(Malformed(": its `schema` is another one"));
        }
        if document.subject.media_type != MANIFEST_TYPE {
            return Err(Malformed(": its subject is no OCI manifest"));
        }
        let plain = |text: &str| (1..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain(&document.plugin) || !plain(&document.version) {
            return Err(Malformed(": its `plugin` or `version` is none"));
        }
        let signed_at: Timestamp = document.signed_at.parse().map_err(|_| Malformed(": its `signed_at` is no time"))?;
        // What is signed are bytes, so a time has one way of being written.
        if signed_at.to_string() != document.signed_at {
            return Err(Malformed(": its `signed_at` is not written in UTC"));
        }
        let signature: Signature = document.signature.parse().map_err(|_| Malformed(": its `signature` is none"))?;
        Ok(Self { document, signed_at, signature })
    }

    /// Reads JSON Lines of signatures; `name` stands in errors.
    ///
    /// # Errors
    /// A line is no signature, or there are too many.
    pub fn parse_lines(name: &str, text: &[u8]) -> Result<Vec<Self>, SignatureFileError> {
        let mut signatures = Vec::new();
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            if signatures.len() == MOST_SIGNATURES {
                return Err(SignatureFileError::TooMany { file: name.into() });
            }
            let read = Self::parse(line.trim_ascii_end());
            signatures.push(read.map_err(|error| SignatureFileError::Line {
                file: name.into(),
                line: index + 1,
                error,
            })?);
        }
        Ok(signatures)
    }

    /// The one line of JSON that it is written as, without a line feed.
    pub fn to_json(&self) -> String {
        // Strings and a number: there is nothing in it that could not be written.
        serde_json::to_string(&self.document).unwrap_or_default()
    }

    /// The digest of the manifest that it is about.
    pub fn subject(&self) -> Digest {
        self.document.subject.digest
    }

    /// The size of that manifest in bytes.
    pub fn subject_size(&self) -> u64 {
        self.document.subject.size
    }

    /// `publisher/pack` of what was signed.
    pub fn plugin(&self) -> &str {
        &self.document.plugin
    }

    /// The version of what was signed.
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// The key that it names.
    pub fn key(&self) -> &KeyId {
        &self.document.key
    }

    /// When it says that it was made.
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }

    /// Whether a key made it. Says nothing about whether the key may.
    pub fn is_by(&self, key: &PublicKey) -> bool {
        key.id() == self.document.key && key.verifies(DOMAIN, &self.document.signed_bytes(), &self.signature)
    }

    pub(crate) fn domain() -> Domain {
        DOMAIN
    }

    pub(crate) fn signed_bytes(&self) -> Vec<u8> {
        self.document.signed_bytes()
    }

    pub(crate) fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The JSON Schema of a signature.
    pub fn json_schema() -> schemars::Schema {
        schemars::schema_for!(Document)
    }
}

impl Document {
    fn signed_bytes(&self) -> Vec<u8> {
        let Self { schema, subject, plugin, version, key, signed_at, .. } = self;
        serde_json::to_vec(&Signed { schema, subject, plugin, version, key, signed_at }).unwrap_or_default()
    }
}
