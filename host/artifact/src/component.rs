//! What a component says about itself, read without running anything.

use lictor_contract::{MANIFEST_SCHEMA, MANIFEST_SECTION, tame};
use serde::Deserialize;
use wasmparser::{Encoding, Parser, Payload};

use crate::ArtifactError;
use crate::limits::{MOST_COMPONENT_BYTES, MOST_NAME_BYTES};

/// The most characters of a stranger's words that an error repeats.
const LONGEST_WORDS: usize = 200;

/// What a manifest in a registry says of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// `publisher/pack`.
    pub(crate) plugin: String,
    pub(crate) version: String,
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

/// The part of a pack's own manifest that says which pack it is. Whether the rest is sound is for whoever loads it.
#[derive(Deserialize)]
struct Identity {
    schema: String,
    publisher: String,
    pack: String,
    version: String,
}

pub(crate) fn facts(bytes: &[u8]) -> Result<Facts, ArtifactError> {
    if bytes.len() as u64 > MOST_COMPONENT_BYTES {
        return Err(ArtifactError::TooLarge {
            what: "component",
            bytes: bytes.len() as u64,
            limit: MOST_COMPONENT_BYTES,
        });
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(ArtifactError::NotWasm);
    }
    let malformed = |error: wasmparser::BinaryReaderError| {
        ArtifactError::Malformed(format!("at byte {}: {}", error.offset(), tame(error.message(), LONGEST_WORDS)))
    };
    let (mut imports, mut exports, mut manifests) = (Vec::new(), Vec::new(), Vec::new());
    let (mut depth, mut name_bytes) = (0_u32, 0);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(malformed)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => return Err(ArtifactError::CoreModule),
            // What stands in something nested is not said of the whole.
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    imports.push(import.map_err(malformed)?.name.name.to_owned());
                    name_bytes += imports.last().map_or(0, String::len) + 1;
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    exports.push(export.map_err(malformed)?.name.name.to_owned());
                    name_bytes += exports.last().map_or(0, String::len) + 1;
                }
            }
            Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST_SECTION => {
                manifests.push(section.data());
            }
            _ => {}
        }
        if name_bytes > MOST_NAME_BYTES {
            let (bytes, limit) = (name_bytes as u64, MOST_NAME_BYTES as u64);
            return Err(ArtifactError::TooLarge { what: "list of imports and exports", bytes, limit });
        }
    }
    let [manifest] = manifests[..] else { return Err(ArtifactError::Manifests(manifests.len())) };
    let identity = identity(manifest)?;
    Ok(Facts {
        plugin: format!("{}/{}", identity.publisher, identity.pack),
        version: identity.version,
        imports,
        exports,
    })
}

fn identity(manifest: &[u8]) -> Result<Identity, ArtifactError> {
    let identity: Identity = serde_json::from_slice(manifest)
        .map_err(|error| ArtifactError::Identity(tame(&error.to_string(), LONGEST_WORDS)))?;
    let name = |text: &str| {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=64).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(known)
    };
    let problem = if identity.schema != MANIFEST_SCHEMA {
        format!("`schema` is not `{MANIFEST_SCHEMA}`")
    } else if !name(&identity.publisher) || !name(&identity.pack) {
        "`publisher` and `pack` are lower-case letters, digits and hyphens".to_owned()
    } else if identity.version.len() > 100 || identity.version.parse::<semver::Version>().is_err() {
        "`version` is no version such as `1.2.0`".to_owned()
    } else {
        return Ok(identity);
    };
    Err(ArtifactError::Identity(problem))
}
