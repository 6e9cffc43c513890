use std::collections::BTreeMap;

use lictor_model::Digest;
use serde::{Deserialize, Serialize};

use crate::component::{Facts, facts};
use crate::limits::{MOST_CONFIG_BYTES, MOST_MANIFEST_BYTES};
use crate::manifest::{COMPONENT_TYPE, CONFIG_TYPE, Descriptor, MANIFEST_TYPE, Manifest, TITLE, VERSION, json};
use crate::{ArtifactError, Reference};

/// A pack as registries keep it: the component, and the configuration and the manifest that describe it.
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact {
    component: Vec<u8>,
    config: Vec<u8>,
    manifest: Vec<u8>,
    digest: Digest,
    plugin: String,
    version: String,
}

/// The configuration as CNCF's guidance has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    created: &'static str,
    architecture: &'static str,
    os: &'static str,
    layer_digests: [Digest; 1],
    component: ComponentConfig<'a>,
}

#[derive(Serialize)]
struct ComponentConfig<'a> {
    exports: &'a [String],
    imports: &'a [String],
    target: Option<&'static str>,
}

/// What is looked at of somebody's configuration.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadConfig {
    architecture: String,
    #[serde(default)]
    layer_digests: Vec<Digest>,
}

/// A time in the artifact would give the same component another digest each time. It says nothing about when it was built.
const CREATED: &str = "1970-01-01T00:00:00Z";

impl Artifact {
    /// The artifact of a component. Runs nothing, and gives the same bytes for the same component, always.
    ///
    /// # Errors
    /// The component is none, is too large, or does not say which pack it is.
    pub fn of(component: Vec<u8>) -> Result<Self, ArtifactError> {
        let Facts { plugin, version, imports, exports } = facts(&component)?;
        let layer = Descriptor::of(COMPONENT_TYPE, &component);
        let config = json(&Config {
            created: CREATED,
            architecture: "wasm",
            os: "wasip2",
            layer_digests: [layer.digest],
            component: ComponentConfig { exports: &exports, imports: &imports, target: None },
        });
        let manifest = json(&Manifest {
            schema_version: 2,
            media_type: MANIFEST_TYPE.to_owned(),
            artifact_type: None,
            config: Descriptor::of(CONFIG_TYPE, &config),
            layers: vec![layer],
            subject: None,
            annotations: BTreeMap::from([(TITLE.to_owned(), plugin.clone()), (VERSION.to_owned(), version.clone())]),
        });
        Ok(Self { digest: Digest::of(&manifest), component, config, manifest, plugin, version })
    }

    /// An artifact that came from somewhere, whoever made its manifest. Everything is verified against the manifest's bytes,
    /// whose digest is the artifact's.
    ///
    /// # Errors
    /// The manifest is not that of a component in CNCF's layout, or the parts are not what it names.
    pub fn from_parts(manifest: Vec<u8>, config: Vec<u8>, component: Vec<u8>) -> Result<Self, ArtifactError> {
        let layout = Layout::read(&manifest)?;
        for (what, descriptor, bytes) in
            [("configuration", &layout.config, &config), ("component", &layout.component, &component)]
        {
            if !descriptor.fits(bytes) {
                return Err(ArtifactError::Digest { what, wanted: descriptor.digest, found: Digest::of(bytes) });
            }
        }
        let read: ReadConfig = serde_json::from_slice(&config).map_err(|_| ArtifactError::Config)?;
        let layers = &read.layer_digests;
        if read.architecture != "wasm" || !(layers.is_empty() || layers[..] == [layout.component.digest]) {
            return Err(ArtifactError::Config);
        }
        let Facts { plugin, version, .. } = facts(&component)?;
        for (said, is) in [(layout.plugin, &plugin), (layout.version, &version)] {
            if said.is_some_and(|said| said != *is) {
                return Err(ArtifactError::Annotation { is: is.clone() });
            }
        }
        Ok(Self { digest: Digest::of(&manifest), component, config, manifest, plugin, version })
    }

    /// What the manifest of a pack names, before any of it is fetched: its configuration and its component, with bounded sizes.
    ///
    /// # Errors
    /// The manifest is not that of a component in CNCF's layout.
    pub fn parts(manifest: &[u8]) -> Result<(Descriptor, Descriptor), ArtifactError> {
        Layout::read(manifest).map(|layout| (layout.config, layout.component))
    }

    /// The digest of its manifest: what is signed, locked and referred to.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What others say of its manifest.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor::of(MANIFEST_TYPE, &self.manifest)
    }

    /// The manifest.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The configuration.
    pub fn config(&self) -> &[u8] {
        &self.config
    }

    /// The component.
    pub fn component(&self) -> &[u8] {
        &self.component
    }

    /// The component, without a copy.
    pub fn into_component(self) -> Vec<u8> {
        self.component
    }

    /// `publisher/pack`.
    pub fn plugin(&self) -> &str {
        &self.plugin
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether a reference can be to it: a tag that is a whole version names this one, and a digest is this one's.
    ///
    /// # Errors
    /// It is to another.
    pub fn require(&self, reference: &Reference) -> Result<(), ArtifactError> {
        Identity::of(self).require(reference)
    }
}

/// Which pack an artifact is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    digest: Digest,
    plugin: String,
    version: String,
}

impl Identity {
    pub(crate) fn of(artifact: &Artifact) -> Self {
        Self { digest: artifact.digest, plugin: artifact.plugin.clone(), version: artifact.version.clone() }
    }

    pub(crate) fn require(&self, reference: &Reference) -> Result<(), ArtifactError> {
        if let Some(wanted) = reference.digest().filter(|wanted| *wanted != self.digest) {
            return Err(ArtifactError::Digest { what: "manifest", wanted, found: self.digest });
        }
        match reference.version() {
            Some(version) if version.to_string() != self.version => Err(ArtifactError::Version {
                reference: reference.to_string(),
                plugin: self.plugin.clone(),
                version: self.version.clone(),
            }),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Artifact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Artifact({} {} {})", self.plugin, self.version, self.digest)
    }
}

/// What the manifest of a pack names, before any of it is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) config: Descriptor,
    pub(crate) component: Descriptor,
    plugin: Option<String>,
    version: Option<String>,
}

impl Layout {
    pub(crate) fn read(manifest: &[u8]) -> Result<Self, ArtifactError> {
        let too_large = |what, bytes, limit| Err(ArtifactError::TooLarge { what, bytes, limit });
        if manifest.len() as u64 > MOST_MANIFEST_BYTES {
            return too_large("manifest", manifest.len() as u64, MOST_MANIFEST_BYTES);
        }
        let read = Manifest::read(manifest).ok_or(ArtifactError::NoManifest)?;
        if read.config.media_type != CONFIG_TYPE || read.subject.is_some() {
            return Err(ArtifactError::NoComponent);
        }
        let (plugin, version) = (read.plugin().map(str::to_owned), read.version().map(str::to_owned));
        let Ok([component]) = <[Descriptor; 1]>::try_from(read.layers) else { return Err(ArtifactError::NoComponent) };
        if component.media_type != COMPONENT_TYPE {
            return Err(ArtifactError::NoComponent);
        }
        if read.config.size > MOST_CONFIG_BYTES {
            return too_large("configuration", read.config.size, MOST_CONFIG_BYTES);
        }
        if component.size > crate::limits::MOST_COMPONENT_BYTES {
            return too_large("component", component.size, crate::limits::MOST_COMPONENT_BYTES);
        }
        Ok(Self { config: read.config, component, plugin, version })
    }
}
