//! Small packs to handle.
#![allow(dead_code, unreachable_pub)] // Each test uses its share.

use std::borrow::Cow;

use lictor_artifact::{Artifact, Descriptor};
use serde_json::json;
use wasm_encoder::{Component, CustomSection};

/// A component that says which pack it is, and does nothing.
pub fn component(plugin: &str, version: &str) -> Vec<u8> {
    let (publisher, pack) = plugin.split_once('/').unwrap();
    let manifest = json!({"schema": "lictor.manifest/v1", "publisher": publisher, "pack": pack, "version": version});
    with_sections(&[&manifest.to_string()])
}

/// A component with some manifests.
pub fn with_sections(manifests: &[&str]) -> Vec<u8> {
    let mut component = Component::new();
    for manifest in manifests {
        component.section(&CustomSection {
            name: Cow::Borrowed("lictor:manifest"),
            data: Cow::Borrowed(manifest.as_bytes()),
        });
    }
    component.finish()
}

pub fn artifact(plugin: &str, version: &str) -> Artifact {
    Artifact::of(component(plugin, version)).unwrap()
}

/// A document that says that it signs something. Whether it does is not for this crate to say.
pub fn signature(subject: &Descriptor, key: &str) -> Vec<u8> {
    json!({"schema": "lictor.signature/v1", "subject": subject, "key": key}).to_string().into_bytes()
}
