//! What a new lock changes, and what of it needs a person's word.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use lictor_model::{Digest, InputSet};
use semver::Version;

use super::{LockedPack, LockedSource, listed};

/// What a person has accepted beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Inputs that a pack may read from now on.
    pub inputs: BTreeMap<String, InputSet>,
    /// Packs that may go back to an earlier version.
    pub older: Vec<String>,
}

/// How a pack differs from what was locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `publisher/pack`.
    pub plugin: String,
    /// What is other than before, in words. Empty: nothing.
    pub said: Vec<String>,
}

/// Why a change is not made without a person's word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum Refusal {
    /// It reads more.
    #[error("{plugin} {version} would read {}, and the lock grants {}", listed(*.more), listed(*.granted))]
    #[diagnostic(help("if it may: {}", flags(plugin, *more)))]
    MoreInputs {
        /// The pack.
        plugin: String,
        /// Its new version.
        version: String,
        /// What is granted.
        granted: InputSet,
        /// What it would read beside that.
        more: InputSet,
    },
    /// The same version is something else now.
    #[error(
        "{plugin} {version} was {locked} when it was locked, and is {found} now: somebody moved the tag, or published again under the same version"
    )]
    #[diagnostic(help(
        "a version never changes what it is: ask its publisher for a new version; if you trust what is there now, take the pack out \
         of the lock and lock again"
    ))]
    SameVersion {
        /// The pack.
        plugin: String,
        /// The version.
        version: String,
        /// What is locked.
        locked: Digest,
        /// What is there now.
        found: Digest,
    },
    /// The version is an earlier one.
    #[error("{plugin} would go back from {locked} to {found}")]
    #[diagnostic(help(
        "an old version may have mistakes that were mended since; if it is meant: `--accept-older {plugin}`"
    ))]
    Older {
        /// The pack.
        plugin: String,
        /// The version that is locked.
        locked: String,
        /// The one that is there now.
        found: String,
    },
}

fn flags(plugin: &str, inputs: InputSet) -> String {
    inputs.iter().map(|input| format!("`--accept-input {plugin}={input}`")).collect::<Vec<_>>().join(" ")
}

impl Change {
    /// What changes from one pack to another under the same name.
    ///
    /// # Errors
    /// It is something that a person has to accept, and has not.
    pub fn between(old: &LockedPack, new: &LockedPack, accepted: &Accepted) -> Result<Self, Refusal> {
        let plugin = new.plugin.clone();
        // Files are built again and again under one version while a pack is written; what came from a registry is out.
        let published = |pack: &LockedPack| matches!(pack.source, LockedSource::Reference(_));
        if old.version == new.version && old.digest != new.digest && published(old) && published(new) {
            let (version, locked, found) = (new.version.clone(), old.digest, new.digest);
            return Err(Refusal::SameVersion { plugin, version, locked, found });
        }
        if order(&new.version, &old.version) == Ordering::Less && !accepted.older.contains(&plugin) {
            let (locked, found) = (old.version.clone(), new.version.clone());
            return Err(Refusal::Older { plugin, locked, found });
        }
        let allowed = accepted.inputs.get(&plugin).copied().unwrap_or_default();
        let more = new.inputs.difference(old.inputs).difference(allowed);
        if !more.is_empty() {
            let (version, granted) = (new.version.clone(), old.inputs);
            return Err(Refusal::MoreInputs { plugin, version, granted, more });
        }
        let mut said = Vec::new();
        let mut tell = |what: &str, old: &str, new: &str| {
            if old != new {
                said.push(format!("{what} {old} → {new}"));
            }
        };
        tell("version", &old.version, &new.version);
        tell("from", &old.source.to_string(), &new.source.to_string());
        tell("digest", &old.digest.to_string(), &new.digest.to_string());
        let key = |pack: &LockedPack| pack.signer.as_ref().map_or("nobody".to_owned(), |key| key.to_string());
        tell("signer", &key(old), &key(new));
        tell("contract", &old.contract, &new.contract);
        tell("reads", &listed(old.inputs), &listed(new.inputs));
        Ok(Self { plugin, said })
    }
}

/// Versions as semantic versioning orders them; what is none is neither earlier nor later.
fn order(one: &str, other: &str) -> Ordering {
    match (Version::parse(one), Version::parse(other)) {
        (Ok(one), Ok(other)) => one.cmp_precedence(&other),
        _ => Ordering::Equal,
    }
}
