//! Packs, a store, and short patience.
#![allow(dead_code, unreachable_pub)] // Each test uses its share.

pub mod scripted;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use lictor_artifact::{Artifact, Reference, SignatureArtifact, Store};
use lictor_registry::{Connection, Credentials, Limits, Login, Registry, Secret, Silent};
use serde_json::json;
use wasm_encoder::{Component, CustomSection};

pub const PASSWORD: &str = "correct horse";

/// A component that says which pack it is; `bytes` more make it as large as one wants.
pub fn pack(version: &str, bytes: usize) -> Artifact {
    let manifest = json!({"schema": "lictor.manifest/v1", "publisher": "acme", "pack": "tone", "version": version});
    let mut component = Component::new();
    let manifest = manifest.to_string();
    component
        .section(&CustomSection { name: Cow::Borrowed("lictor:manifest"), data: Cow::Borrowed(manifest.as_bytes()) });
    // No two pieces are the same.
    let filling: Vec<u8> = (0..bytes as u32 / 4).flat_map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    component.section(&CustomSection { name: Cow::Borrowed("filling"), data: Cow::Borrowed(&filling) });
    Artifact::of(component.finish()).unwrap()
}

pub fn signature(artifact: &Artifact, key: &str) -> SignatureArtifact {
    let document = json!({"schema": "lictor.signature/v1", "subject": artifact.descriptor(), "key": key});
    SignatureArtifact::of(document.to_string().into_bytes(), &artifact.descriptor()).unwrap()
}

pub struct Folder {
    pub folder: tempfile::TempDir,
    pub store: Store,
}

pub fn store() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    Folder { folder, store }
}

impl Folder {
    /// Nothing that nobody finished, and no blob that is not what its name says.
    pub fn is_whole(&self) {
        let Ok(entries) = std::fs::read_dir(self.store.folder()) else { return };
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.starts_with(".new-"), "{name}");
        }
        for entry in self.store.entries().unwrap() {
            self.store.artifact(&entry.digest).unwrap();
        }
    }
}

/// Seconds become parts of one.
pub fn short() -> Limits {
    Limits {
        connect: Duration::from_millis(1_000),
        head: Duration::from_millis(700),
        idle: Duration::from_millis(500),
        whole: Duration::from_secs(5),
        rate: 1 << 10,
        attempts: 3,
        pause: Duration::from_millis(10),
        longest_pause: Duration::from_secs(2),
    }
}

pub fn connection() -> Connection {
    Connection { limits: short(), ..Connection::default() }
}

pub fn with_login(connection: Connection, registry: &str, user: &str, password: &str) -> Connection {
    let login = Login::Password { user: user.into(), password: Secret::from(password.to_owned()) };
    Connection { credentials: Credentials::default().with(registry, login), ..connection }
}

pub fn registry(host: &str, connection: &Connection) -> Registry {
    Registry::new(host, connection).unwrap()
}

pub fn reference(host: &str, tag: &str) -> Reference {
    format!("{host}/packs/tone:{tag}").parse().unwrap()
}

pub fn silent() -> Arc<Silent> {
    Arc::new(Silent)
}
