use std::path::PathBuf;

use lictor_artifact::Reference;
use lictor_model::InputSet;
use serde_json::Value;

use crate::{OnFailure, Place};

/// A pack that a policy runs, and on what terms. At least one of `plugin` and `path` is there, and never both `path` and
/// `reference`.
#[derive(Debug, Clone)]
pub struct PackUse {
    /// `publisher/pack`: an embedded pack, or what the component at `path` or `reference` must call itself. Always there with a
    /// reference and in a resolved policy.
    pub plugin: Option<String>,
    /// The component's file. A relative path in the policy counts from the policy's folder.
    pub path: Option<PathBuf>,
    /// Where it was published. It comes from the store, by the digest that the lock gives.
    pub reference: Option<Reference>,
    /// What the pack may read.
    pub inputs: InputSet,
    /// The settings, an object; they fit the pack's schema once the policy is resolved.
    pub settings: Value,
    /// What it means when this pack fails.
    pub on_failure: OnFailure,
    /// Where the policy names it.
    pub place: Place,
}

/// Where the fingerprint secret is. A policy never holds the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// The environment variable of this name.
    Env(String),
    /// The contents of this file. A relative path in the policy counts from the policy's folder.
    File(PathBuf),
}
