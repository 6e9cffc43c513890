use lictor_contract::{Manifest, ManifestError, ManifestLimits, contract_of};
use lictor_model::Digest;
use lictor_sandbox::{InspectError, inspect};

/// One release of a pack, as far as it can be read without running it.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The contract that it speaks, such as `lictor:plugin@1.0.0`.
    pub contract: String,
    /// The digest of its component.
    pub digest: Digest,
}

/// Why a file is no release of a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// It is no component.
    #[error(transparent)]
    Component(#[from] InspectError),
    /// It is a component, and no pack.
    #[error("it is no rule pack: it does not export `lictor:plugin/scorer`")]
    NoPack,
    /// It says nothing about itself.
    #[error("it carries no manifest, or more than one: build it with `lictor plugin build`")]
    NoManifest,
    /// What it says is not accepted.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl Release {
    /// Reads a component. Runs nothing.
    ///
    /// # Errors
    /// [`ReleaseError`].
    pub fn of(component: &[u8]) -> Result<Self, ReleaseError> {
        let facts = inspect(component)?;
        let contract = contract_of(facts.exports.iter().map(String::as_str)).ok_or(ReleaseError::NoPack)?;
        let manifest = facts.manifest.filter(|_| facts.manifests == 1).ok_or(ReleaseError::NoManifest)?;
        let manifest = Manifest::from_json(&manifest, &ManifestLimits::default())?;
        Ok(Self { manifest, contract, digest: Digest::of(component) })
    }
}
