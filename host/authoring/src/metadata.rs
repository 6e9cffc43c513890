//! What a component says about how it came to be: written when a pack is built, read when one is inspected.
//!
//! The sections are those of the WebAssembly tool conventions and of OCI annotations, so that other tools show them, too. They
//! are claims of whoever built the component. Nothing is decided by them.

use std::borrow::Cow;

use lictor_contract::tame;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wasm_encoder::{ComponentSection, CustomSection};
use wasm_metadata::{AddMetadata, AddMetadataField};
use wasmparser::{Parser, Payload, ProducersSectionReader};

/// The longest text of a section that is shown, in characters.
const LONGEST: usize = 300;

/// The most tools of a component that are listed.
const MOST_TOOLS: usize = 40;

/// A tool, a language or an SDK that a component was made with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// What it did: `language`, `processed-by` or `sdk`.
    pub role: String,
    /// Its name.
    pub name: String,
    /// Its version; empty where nobody said.
    pub version: String,
}

/// What a component says about its origin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// One sentence about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// An SPDX expression.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub licence: Option<String>,
    /// Where the sources are.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// Which revision of them it was built from; `…-dirty` where they had been changed since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<String>,
    /// What it was made with.
    #[serde(default)]
    pub tools: Vec<Tool>,
}

impl Metadata {
    /// Writes the metadata into a component.
    ///
    /// # Errors
    /// The bytes are no component.
    pub(crate) fn embed(&self, component: &[u8]) -> Result<Vec<u8>, String> {
        let of_role = |role: &str| {
            let tools = self.tools.iter().filter(|tool| tool.role == role);
            tools.map(|tool| (tool.name.clone(), tool.version.clone())).collect()
        };
        let mut add = AddMetadata::default();
        add.name = self.name.clone().map_or(AddMetadataField::Keep, AddMetadataField::Set);
        add.language = of_role("language");
        add.processed_by = of_role("processed-by");
        add.sdk = of_role("sdk");
        let mut bytes = add.to_wasm(component).map_err(|error| error.to_string())?;
        for (name, text) in [
            ("description", &self.description),
            ("version", &self.version),
            ("licenses", &self.licence),
            ("source", &self.source),
            ("revision", &self.revision),
        ] {
            if let Some(text) = text {
                append(name, text.as_bytes(), &mut bytes);
            }
        }
        Ok(bytes)
    }

    /// Reads the metadata of a component, a stranger's: every text is made harmless, and what cannot be read is left out.
    /// Tools of the modules inside count, too, for compilers name themselves there.
    pub(crate) fn read(component: &[u8]) -> Self {
        let mut metadata = Self::default();
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(component) {
            match payload {
                Ok(Payload::ModuleSection { .. } | Payload::ComponentSection { .. }) => depth += 1,
                Ok(Payload::End(_)) => depth = depth.saturating_sub(1),
                Ok(Payload::CustomSection(section)) => metadata.take(section.name(), &section, depth == 0),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        metadata.tools.sort();
        metadata.tools.dedup();
        metadata
    }

    fn take(&mut self, name: &str, section: &wasmparser::CustomSectionReader<'_>, at_top: bool) {
        let text = || Some(tame(&String::from_utf8_lossy(section.data()), LONGEST));
        match name {
            "producers" => self.producers(section),
            "component-name" if at_top => self.name = component_name(section),
            "description" if at_top => self.description = text(),
            "version" if at_top => self.version = text(),
            "licenses" if at_top => self.licence = text(),
            "source" if at_top => self.source = text(),
            "revision" if at_top => self.revision = text(),
            _ => {}
        }
    }

    fn producers(&mut self, section: &wasmparser::CustomSectionReader<'_>) {
        let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
        let Ok(fields) = ProducersSectionReader::new(reader) else { return };
        for field in fields.into_iter().flatten() {
            for value in field.values.into_iter().flatten() {
                if self.tools.len() < MOST_TOOLS {
                    let [role, name, version] = [field.name, value.name, value.version].map(|text| tame(text, 100));
                    self.tools.push(Tool { role, name, version });
                }
            }
        }
    }
}

fn component_name(section: &wasmparser::CustomSectionReader<'_>) -> Option<String> {
    let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
    wasmparser::ComponentNameSectionReader::new(reader).flatten().find_map(|name| match name {
        wasmparser::ComponentName::Component { name, .. } => Some(tame(name, LONGEST)),
        _ => None,
    })
}

/// Adds a custom section to the end of a component.
pub(crate) fn append(name: &str, data: &[u8], component: &mut Vec<u8>) {
    let section = CustomSection { name: Cow::Borrowed(name), data: Cow::Borrowed(data) };
    ComponentSection::append_to_component(&section, component);
}
