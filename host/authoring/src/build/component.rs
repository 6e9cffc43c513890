//! What is the same for all languages: a component with nothing but the contract's imports, with metadata and manifest in it.

use std::sync::Arc;

use lictor::CodeCache;
use lictor_contract::{MANIFEST_SECTION, Scorer, tame};
use lictor_sandbox::{LoadError, Plugin, Runtime, SandboxLimits, inspect};
use wasmparser::{Parser, Payload};

use super::{BuildError, Built};
use crate::metadata::append;
use crate::{Metadata, Tool};

/// How many foreign imports an error names.
const MOST_NAMED: usize = 20;

/// Makes a component of a core module that carries the type of its world, as `wit-bindgen` leaves it.
///
/// # Errors
/// [`BuildError::ForeignImports`] by name, before anything else is complained about.
pub fn component(module: &[u8]) -> Result<Vec<u8>, BuildError> {
    let foreign = foreign_imports(module);
    if !foreign.is_empty() {
        return Err(BuildError::ForeignImports(foreign));
    }
    let encode = || wit_component::ComponentEncoder::default().module(module)?.validate(true).encode();
    encode().map_err(|error| BuildError::Failed {
        what: format!("the module does not become a component: {}", tame(&format!("{error:#}"), 400)),
        help: "a pack exports itself with the SDK's `export!`, once".into(),
    })
}

/// The imports of a core module that lead out of the contract, as `module#name`.
fn foreign_imports(module: &[u8]) -> Vec<String> {
    let mut foreign = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let Ok(Payload::ImportSection(section)) = payload else { continue };
        for import in section.into_imports().flatten() {
            // Whether the contract has it is for the sandbox to say.
            if !import.module.starts_with("lictor:plugin/") && foreign.len() < MOST_NAMED {
                foreign.push(tame(&format!("{}#{}", import.module, import.name), 100));
            }
        }
    }
    foreign
}

/// Loads a component as the host would, and puts metadata and manifest into it.
///
/// # Errors
/// [`BuildError::Load`] with what the host would say about it.
pub fn finish(component: &[u8], mut metadata: Metadata, cache: Option<CodeCache>) -> Result<Built, BuildError> {
    let runtime = Arc::new(Runtime::new(SandboxLimits::default(), cache)?);
    let manifest = Plugin::load(runtime, component, "{}")?.manifest().clone();
    metadata.name = Some(manifest.plugin());
    metadata.description = Some(manifest.summary.clone());
    metadata.version = Some(manifest.version.clone());
    let tool =
        |name: &str, version: &str| Tool { role: "processed-by".into(), name: name.into(), version: version.into() };
    metadata.tools.push(tool("lictor", lictor::VERSION));
    let mut bytes = metadata.embed(component).map_err(BuildError::Metadata)?;
    let json = serde_json::to_vec(&manifest).map_err(|error| BuildError::Metadata(error.to_string()))?;
    append(MANIFEST_SECTION, &json, &mut bytes);
    // The section was written from what the component said; a second one would contradict it. To load it again would show the same,
    // and compile an interpreter a second time.
    if inspect(&bytes).map_err(LoadError::from)?.manifests != 1 {
        return Err(LoadError::ManifestDiffers("two sections").into());
    }
    Ok(Built { component: bytes, manifest, metadata, differs: None })
}
