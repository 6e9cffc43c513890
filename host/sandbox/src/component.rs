use lictor_contract::{MANIFEST_SECTION, Served, served};
use wasmparser::{Chunk, Encoding, Parser, Payload};

use crate::shape::Shape;
use crate::words::tame;

/// What can be read from a component without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentFacts {
    /// The names of everything that it imports.
    pub imports: Vec<String>,
    /// The names of what it exports.
    pub exports: Vec<String>,
    /// The manifest in its custom section.
    pub manifest: Option<String>,
    /// How many such sections it has; more than one would say different things to different readers.
    pub manifests: usize,
    /// How large its code is.
    pub shape: Shape,
}

/// Why a file is not a component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InspectError {
    /// Not even the magic number.
    #[error("not WebAssembly (it does not start with `\\0asm`)")]
    NotWasm,
    /// A module, not a component.
    #[error("a core WebAssembly module, not a component: make one of it with `wasm-tools component new`")]
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

/// Whether an import is one that every host of the contract gives.
pub fn is_of_the_contract(import: &str) -> bool {
    matches!(served(import), Served::Yes("types" | "sample" | "findings"))
}

/// Reads imports, exports and manifest of a component. Compiles and runs nothing.
///
/// # Errors
/// [`InspectError`].
pub fn inspect(bytes: &[u8]) -> Result<ComponentFacts, InspectError> {
    if !bytes.starts_with(b"\0asm") {
        return Err(InspectError::NotWasm);
    }
    let mut facts = ComponentFacts {
        imports: Vec::new(),
        exports: Vec::new(),
        manifest: None,
        manifests: 0,
        shape: Shape::default(),
    };
    let malformed = |error: wasmparser::BinaryReaderError| InspectError::Malformed {
        offset: error.offset() as usize,
        message: tame(error.message(), 400),
    };
    // Nested modules and components are walked too; only what stands at the top counts.
    let (mut parser, mut outer) = (Parser::new(0), Vec::new());
    let mut at = 0;
    loop {
        let at_end = at == bytes.len();
        let chunk = match parser.parse(&bytes[at..], at_end) {
            Err(_) if at_end => return Err(InspectError::Truncated(bytes.len())),
            other => other.map_err(malformed)?,
        };
        let Chunk::Parsed { consumed, payload } = chunk else { return Err(InspectError::Truncated(bytes.len())) };
        at += consumed;
        let at_top = outer.is_empty();
        facts.shape.count(&payload, outer.len()).map_err(malformed)?;
        match payload {
            Payload::Version { encoding: Encoding::Module, .. } if at_top => return Err(InspectError::CoreModule),
            Payload::ModuleSection { parser: inner, .. } | Payload::ComponentSection { parser: inner, .. } => {
                outer.push(std::mem::replace(&mut parser, inner));
            }
            Payload::End(_) => match outer.pop() {
                Some(next) => parser = next,
                None => return Ok(facts),
            },
            Payload::ComponentImportSection(section) if at_top => {
                for import in section {
                    facts.imports.push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if at_top => {
                for export in section {
                    facts.exports.push(export.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::CustomSection(section) if at_top && section.name() == MANIFEST_SECTION => {
                facts.manifests += 1;
                // One that is no text is no manifest either, and must not pass for none at all.
                facts.manifest = Some(String::from_utf8_lossy(section.data()).into_owned());
            }
            _ => {}
        }
    }
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
