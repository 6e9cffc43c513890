//! `lictor.lock`: exactly which packs a policy runs, who signed them, and what they may read.

mod change;
mod read;

use std::fmt::{self, Write};
use std::path::Path;

use lictor_model::{Digest, Input, InputSet};
use lictor_signing::KeyId;

pub use change::{Accepted, Change, Refusal};
/// Why a lock cannot be used: where, and what to do.
pub use lictor_located::Located as LockError;

use crate::Reference;
use crate::file::write_whole;

/// The schema that a lock names.
pub const LOCK_SCHEMA: &str = "lictor.lock/v1";

/// The name of a lock, beside the policies that it is for.
pub const LOCK_FILE: &str = "lictor.lock";

/// What is locked for the policies of a folder.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// By policy, then by plugin.
    entries: Vec<Entry>,
}

/// A pack of a lock, and where it stands.
#[derive(Debug, Clone)]
struct Entry {
    pack: LockedPack,
    /// From 1; 0 for one that was not read from a file.
    line: usize,
}

/// What is locked of one pack of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedPack {
    /// The file name of the policy: of the outermost, where policies extend each other.
    pub policy: String,
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Where the policy takes it from.
    pub source: LockedSource,
    /// The digest of its OCI manifest, also where it lies in a file.
    pub digest: Digest,
    /// The key that signed it. None: nobody whose signature counts was asked for.
    pub signer: Option<KeyId>,
    /// The contract that it was built for.
    pub contract: String,
    /// What it reads and is granted.
    pub inputs: InputSet,
}

/// Where a policy takes a pack from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockedSource {
    /// A registry, by way of the store.
    Reference(Reference),
    /// A file, from the lock's folder.
    Path(String),
    /// The program.
    Embedded,
}

impl fmt::Display for LockedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(reference) => reference.fmt(f),
            Self::Path(path) => f.write_str(path),
            Self::Embedded => f.write_str("the program"),
        }
    }
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong: the error names the line and the mend.
    pub fn read(path: &Path) -> Result<Self, LockError> {
        read::file(path)
    }

    /// Reads the text of a lock. `name` stands in errors.
    ///
    /// # Errors
    /// Something in it is wrong: the error names the line and the mend.
    pub fn parse(name: &str, text: &str) -> Result<Self, LockError> {
        read::text(name, text)
    }

    /// The packs that are locked for a policy, by plugin.
    pub fn packs(&self, policy: &str) -> impl Iterator<Item = &LockedPack> {
        self.entries.iter().map(|entry| &entry.pack).filter(move |pack| pack.policy == policy)
    }

    /// What is locked of a pack, and the line at which it stands.
    pub fn pack(&self, policy: &str, plugin: &str) -> Option<(&LockedPack, usize)> {
        let is = |entry: &&Entry| entry.pack.policy == policy && entry.pack.plugin == plugin;
        self.entries.iter().find(is).map(|entry| (&entry.pack, entry.line))
    }

    /// Puts packs in the place of all those that are locked for a policy. Other policies keep theirs.
    pub fn replace(&mut self, policy: &str, packs: impl IntoIterator<Item = LockedPack>) {
        self.entries.retain(|entry| entry.pack.policy != policy);
        self.entries.extend(packs.into_iter().map(|pack| Entry { pack, line: 0 }));
        self.sort();
    }

    fn sort(&mut self) {
        let key = |entry: &Entry| (entry.pack.policy.clone(), entry.pack.plugin.clone());
        self.entries.sort_by_key(key);
    }

    /// The text that it is written as: always the same for the same packs.
    pub fn to_toml(&self) -> String {
        let mut text = format!(
            "# What `lictor policy lock` wrote. Commit it, and look at what changes.\nschema = \"{LOCK_SCHEMA}\"\n"
        );
        for Entry { pack, .. } in &self.entries {
            let mut line = |key: &str, value: &str| {
                // Writing to a `String` cannot fail.
                let _ = writeln!(text, "{key} = {value}");
            };
            line("\n[[packs]]\npolicy", &quoted(&pack.policy));
            line("plugin", &quoted(&pack.plugin));
            line("version", &quoted(&pack.version));
            match &pack.source {
                LockedSource::Reference(reference) => line("reference", &quoted(&reference.to_string())),
                LockedSource::Path(path) => line("path", &quoted(path)),
                LockedSource::Embedded => line("embedded", "true"),
            }
            line("digest", &quoted(&pack.digest.to_string()));
            if let Some(signer) = &pack.signer {
                line("signer", &quoted(signer.as_str()));
            }
            line("contract", &quoted(&pack.contract));
            let inputs: Vec<String> = pack.inputs.iter().map(|input| quoted(input.as_str())).collect();
            line("inputs", &format!("[{}]", inputs.join(", ")));
        }
        text
    }

    /// Writes it whole, if the file says anything else. Whether it was written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<bool, LockError> {
        let text = self.to_toml();
        if std::fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(false);
        }
        write_whole(path, text.as_bytes()).map_err(|error| {
            LockError::of_file(&path.display().to_string(), format!("the lock cannot be written: {error}"))
        })?;
        Ok(true)
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.into()).to_string()
}

/// Inputs in a list for people.
pub(crate) fn listed(inputs: InputSet) -> String {
    let names: Vec<&str> = inputs.iter().map(Input::as_str).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
