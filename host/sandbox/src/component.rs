use lictor_contract::MANIFEST_SECTION;
use wasmparser::{Encoding, Parser, Payload};

/// What can be read from a component without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentFacts {
    /// The names of everything that it imports.
    pub imports: Vec<String>,
    /// The names of what it exports.
    pub exports: Vec<String>,
    /// The manifest in its custom section.
    pub manifest: Option<String>,
}

/// Why a file is not a component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InspectError {
    /// Not even the magic number.
    #[error("not WebAssembly (it does not start with `\\0asm`)")]
    NotWasm,
    /// A module, not a component.
    #[error("a core WebAssembly module, not a component: wrap it with `lictor plugin build` or `wasm-tools component new`")]
    CoreModule,
    /// It ends too early.
    #[error("truncated: it ends in the middle of a section, after {0} bytes; fetch or build it again")]
    Truncated(usize),
    /// Malformed.
    #[error("malformed at byte {offset}: {message}")]
    Malformed {
        /// Where.
        offset: usize,
        /// What the parser says.
        message: String,
    },
}

/// Reads imports, exports and manifest of a component. Compiles and runs nothing.
///
/// # Errors
/// [`InspectError`].
pub fn inspect(bytes: &[u8]) -> Result<ComponentFacts, InspectError> {
    if !bytes.starts_with(b"\0asm") {
        return Err(InspectError::NotWasm);
    }
    let mut facts = ComponentFacts { imports: Vec::new(), exports: Vec::new(), manifest: None };
    // Nested modules and components are parsed too; only what stands at the top counts.
    let mut depth = 0_u32;
    let malformed = |error: wasmparser::BinaryReaderError| match error.offset() as usize >= bytes.len() {
        true => InspectError::Truncated(bytes.len()),
        false => InspectError::Malformed { offset: error.offset() as usize, message: error.message().to_owned() },
    };
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(malformed)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => return Err(InspectError::CoreModule),
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    facts.imports.push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    facts.exports.push(export.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST_SECTION => {
                facts.manifest = String::from_utf8(section.data().to_vec()).ok();
            }
            _ => {}
        }
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_component_is_named() {
        assert_eq!(inspect(b"{}"), Err(InspectError::NotWasm));
        assert_eq!(inspect(b"\0asm\x01\0\0\0"), Err(InspectError::CoreModule));
        assert!(matches!(inspect(b"\0asm\x0d\0\x01\0\x07\x7f"), Err(InspectError::Truncated(_))));
    }
}
