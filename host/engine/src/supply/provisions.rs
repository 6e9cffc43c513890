use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lictor_artifact::{
    Artifact, Lock, LockedPack, LockedSource, Reference, SignatureFile, Signatures, Signer, Store, StoreError,
};
use lictor_model::{Digest, InputSet};
use lictor_policy::{PackUse, PolicyFile};
use lictor_signing::{KeyId, SignedPacks, TrustFile};

use super::{LockSource, PackSource, Supply, SupplyError, lock_path, locked_name, locked_path};
use crate::GuardError;
use crate::load::{place, unknown_pack};

/// What is known before any pack of a policy is read.
pub(crate) struct Provisions {
    expected: Expected,
    trust: Option<(PathBuf, TrustFile)>,
    store: Option<(PathBuf, Store)>,
    /// Whether every pack has to be locked.
    locked: bool,
    now: Timestamp,
    /// For words: the policy as it was named, its name in the lock, and the lock.
    policy: String,
    name: String,
    policy_path: PathBuf,
    lock_path: PathBuf,
}

/// Which packs those have to be that are found.
enum Expected {
    /// Nobody said.
    Anything,
    Locked(Lock),
    /// A lock is being made: packs by reference by the digests that somebody chose, whoever signed them before preferred.
    Chosen {
        digests: BTreeMap<String, Digest>,
        signers: BTreeMap<String, KeyId>,
    },
}

/// A pack before it is loaded.
pub(crate) struct Supplied {
    /// The file, reference or name, for words.
    pub(crate) component: String,
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) provenance: Provenance,
}

/// Where a pack came from, as far as somebody asked.
#[derive(Debug, Clone)]
pub(crate) struct Provenance {
    pub(crate) source: PackSource,
    pub(crate) artifact: Option<Digest>,
    pub(crate) signer: Option<Signer>,
}

impl Default for Provenance {
    fn default() -> Self {
        Self { source: PackSource::Given, artifact: None, signer: None }
    }
}

impl Provisions {
    /// For running a policy.
    pub(crate) fn open(file: &PolicyFile, supply: &Supply) -> Result<Self, SupplyError> {
        let mut provisions = Self::new(file, supply)?;
        let first = file.packs().iter().find(|pack| pack.reference.is_some());
        if first.is_some() || supply.locked {
            let place = first.map(|pack| format!("{}: ", place(pack))).unwrap_or_default();
            provisions.expected = Expected::Locked(provisions.lock(file, supply, place)?);
        }
        Ok(provisions)
    }

    /// For making a lock.
    pub(crate) fn choosing(
        file: &PolicyFile,
        supply: &Supply,
        old: &Lock,
        digests: &BTreeMap<String, Digest>,
    ) -> Result<Self, SupplyError> {
        let mut provisions = Self::new(file, supply)?;
        let signers = old.packs(&provisions.name).filter_map(|pack| Some((pack.plugin.clone(), pack.signer.clone()?)));
        provisions.expected = Expected::Chosen { signers: signers.collect(), digests: digests.clone() };
        Ok(provisions)
    }

    fn new(file: &PolicyFile, supply: &Supply) -> Result<Self, SupplyError> {
        let trust = file
            .trust()
            .map(|path| Ok::<_, SupplyError>((path.to_owned(), TrustFile::read(path).map_err(SupplyError::Trust)?)));
        let store = match &supply.store {
            Some(folder) if file.packs().iter().any(|pack| pack.reference.is_some()) => {
                let opened = Store::open(folder);
                let store = opened.map_err(|error| SupplyError::Store { place: String::new(), error })?;
                Some((folder.clone(), store))
            }
            _ => None,
        };
        let path = file.path().unwrap_or(Path::new(""));
        Ok(Self {
            expected: Expected::Anything,
            trust: trust.transpose()?,
            store,
            locked: supply.locked,
            now: supply.now(),
            policy: path.display().to_string(),
            name: locked_name(file).unwrap_or_default(),
            policy_path: path.to_owned(),
            lock_path: lock_path(file).unwrap_or_default(),
        })
    }

    fn lock(&self, file: &PolicyFile, supply: &Supply, place: String) -> Result<Lock, SupplyError> {
        match &supply.lock {
            LockSource::Given(lock) => Ok(lock.clone()),
            LockSource::Beside => {
                let lock = lock_path(file).ok_or_else(|| SupplyError::NoFile { place: place.clone() })?;
                if !lock.exists() {
                    return Err(SupplyError::NoLock { place, lock, policy: self.policy.clone() });
                }
                Lock::read(&lock).map_err(SupplyError::Lock)
            }
        }
    }

    /// Gets a pack and asks everything that can be asked before it is loaded.
    pub(crate) fn supply(&self, pack: &PackUse) -> Result<Supplied, GuardError> {
        let source = PackSource::of(pack);
        match &source {
            PackSource::Reference(reference) => Ok(self.in_store(pack, reference)?),
            PackSource::Path(path) => {
                let read = std::fs::read(path);
                let bytes = read.map_err(|error| GuardError::Read { path: path.clone(), place: place(pack), error })?;
                let component = path.display().to_string();
                let signed = || Ok(Some(SignatureFile::of(path).read()?));
                Ok(self.at_hand(pack, component, bytes.into(), source.clone(), signed)?)
            }
            PackSource::Embedded | PackSource::Given => {
                let plugin = pack.plugin.clone().unwrap_or_default();
                let embedded = lictor_dist::PACKS.iter().find(|pack| pack.plugin == plugin);
                let Some(embedded) = embedded else { return Err(unknown_pack(place(pack), plugin)) };
                Ok(self.at_hand(pack, plugin, embedded.component.into(), source.clone(), || Ok(None))?)
            }
        }
    }

    fn in_store(&self, pack: &PackUse, reference: &Reference) -> Result<Supplied, SupplyError> {
        let place = place(pack);
        let plugin = pack.plugin.clone().unwrap_or_default();
        let digest = match &self.expected {
            // Not reached: whatever runs a pack by reference has read a lock.
            Expected::Anything => return Err(self.not_locked(&place, &plugin)),
            Expected::Locked(_) => {
                let entry = self.entry(&place, &plugin)?;
                self.agrees(
                    &plugin,
                    "where it comes from",
                    &entry.source,
                    &LockedSource::Reference(reference.clone()),
                )?;
                entry.digest
            }
            Expected::Chosen { digests, .. } => {
                *digests.get(&plugin).ok_or_else(|| self.not_locked(&place, &plugin))?
            }
        };
        let Some((trust_path, trust)) = &self.trust else {
            return Err(SupplyError::NoTrust { place, plugin });
        };
        let Some((folder, store)) = &self.store else { return Err(SupplyError::NoStore { place, plugin }) };
        let failed = |error| match error {
            StoreError::Missing { digest: missing, .. } if missing == digest => SupplyError::Missing {
                place: place.clone(),
                plugin: plugin.clone(),
                digest,
                store: folder.clone(),
                policy: self.policy.clone(),
            },
            error => SupplyError::Store { place: format!("{place}: "), error },
        };
        let artifact = store.artifact(&digest).map_err(failed)?;
        let wrong = |error| SupplyError::Artifact { component: reference.to_string(), error };
        artifact.require(reference).map_err(wrong)?;
        is_called(pack, &place, &artifact)?;
        self.is_locked(&plugin, &artifact)?;
        let documents = store.signature_documents(&digest).map_err(failed)?;
        let documents = documents.iter().map(Vec::as_slice);
        let found = Signatures::of_documents(&artifact, documents, trust, self.now);
        let signer = self.signer(&place, &plugin, &artifact, found, trust_path)?;
        Ok(Supplied {
            component: reference.to_string(),
            provenance: Provenance {
                source: PackSource::Reference(reference.clone()),
                artifact: Some(digest),
                signer: Some(signer),
            },
            bytes: artifact.into_component().into(),
        })
    }

    /// A pack that lies in a file or in the program.
    fn at_hand(
        &self,
        pack: &PackUse,
        component: String,
        bytes: Cow<'static, [u8]>,
        source: PackSource,
        signatures: impl FnOnce() -> Result<Option<Vec<lictor_artifact::PackSignature>>, SupplyError>,
    ) -> Result<Supplied, SupplyError> {
        let in_file = matches!(source, PackSource::Path(_));
        let demanded = in_file && self.trust.as_ref().is_some_and(|(_, trust)| trust.packs() == SignedPacks::All);
        let held = self.locked || matches!(self.expected, Expected::Chosen { .. });
        let mut provenance = Provenance { source, artifact: None, signer: None };
        if !demanded && !held {
            return Ok(Supplied { component, bytes, provenance });
        }
        let place = place(pack);
        let artifact = Artifact::of(bytes.into_owned());
        let artifact = artifact.map_err(|error| SupplyError::Artifact { component: component.clone(), error })?;
        is_called(pack, &place, &artifact)?;
        let plugin = artifact.plugin().to_owned();
        if let (true, Expected::Locked(_)) = (self.locked, &self.expected) {
            let entry = self.entry(&place, &plugin)?;
            self.agrees(&plugin, "where it comes from", &entry.source, &self.locked_source(&provenance.source))?;
            self.agrees(&plugin, "its digest", &entry.digest, &artifact.digest())?;
            self.is_locked(&plugin, &artifact)?;
        }
        let named = self.preferred(&plugin).is_some();
        if let Some((trust_path, trust)) = &self.trust
            && let Some(signatures) = signatures()?
        {
            let found = Signatures::of(&artifact, &signatures, trust, self.now);
            if demanded || named || !found.counted.is_empty() {
                provenance.signer = Some(self.signer(&place, &plugin, &artifact, found, trust_path)?);
            }
        } else if let (Some(locked), Expected::Locked(_)) = (self.preferred(&plugin), &self.expected) {
            return Err(self.differs(&plugin, "its signer", locked.as_str(), "nobody whom a trust file admits"));
        }
        provenance.artifact = Some(artifact.digest());
        Ok(Supplied { component, provenance, bytes: artifact.into_component().into() })
    }

    /// Whoever signed, if that counts and is the one who is locked.
    fn signer(
        &self,
        place: &str,
        plugin: &str,
        artifact: &Artifact,
        found: Signatures,
        trust: &Path,
    ) -> Result<Signer, SupplyError> {
        let preferred = self.preferred(plugin);
        let Some(signer) = found.signer(preferred.as_ref()).cloned() else {
            let (place, plugin) = (place.to_owned(), plugin.to_owned());
            return Err(match found.refused.is_empty() {
                true => SupplyError::Unsigned { place, plugin, digest: artifact.digest() },
                false => SupplyError::NoneCounts { place, plugin, trust: trust.into(), refused: found.refused },
            });
        };
        // While a lock is made, another signer may take over; the change is shown.
        let Some(entry) = self.held(plugin) else { return Ok(signer) };
        match &entry.signer {
            Some(locked) if *locked == signer.key => Ok(signer),
            Some(locked) => {
                let others: Vec<String> =
                    found.counted.iter().map(|signer| format!("{} ({})", signer.key, signer.holder)).collect();
                Err(SupplyError::OtherSigner {
                    lock: self.lock_line(plugin),
                    plugin: plugin.into(),
                    locked: locked.clone(),
                    others: others.join(", "),
                    refused: found.refused,
                    policy: self.policy.clone(),
                })
            }
            // A file that somebody signed after it was locked is the same file.
            None if matches!(entry.source, LockedSource::Path(_)) => Ok(signer),
            None => Err(self.differs(plugin, "its signer", "nobody", &signer.key.to_string())),
        }
    }

    /// The signer that is locked, or was.
    fn preferred(&self, plugin: &str) -> Option<KeyId> {
        match &self.expected {
            Expected::Anything => None,
            Expected::Locked(_) => self.held(plugin).and_then(|pack| pack.signer.clone()),
            Expected::Chosen { signers, .. } => signers.get(plugin).cloned(),
        }
    }

    /// Holds what can be read of an artifact against its entry.
    fn is_locked(&self, plugin: &str, artifact: &Artifact) -> Result<(), SupplyError> {
        let Some(entry) = self.held(plugin) else { return Ok(()) };
        self.agrees(plugin, "its version", &entry.version, &artifact.version())
    }

    /// Holds what is known of a pack once it is loaded against its entry.
    pub(crate) fn fits(&self, plugin: &str, contract: &str, inputs: InputSet) -> Result<(), SupplyError> {
        let Some(entry) = self.held(plugin) else { return Ok(()) };
        self.agrees(plugin, "its contract", &entry.contract, &contract)?;
        self.agrees(plugin, "what it reads", &listed(entry.inputs), &listed(inputs))
    }

    /// Refuses entries of packs that the policy does not have.
    pub(crate) fn complete(&self, plugins: &BTreeSet<String>) -> Result<(), SupplyError> {
        let Expected::Locked(lock) = &self.expected else { return Ok(()) };
        let gone = lock.packs(&self.name).find(|pack| self.locked && !plugins.contains(&pack.plugin));
        let Some(pack) = gone else { return Ok(()) };
        let (lock, plugin) = (self.lock_line(&pack.plugin), pack.plugin.clone());
        Err(SupplyError::NotInPolicy { lock, plugin, policy: self.policy.clone() })
    }

    /// What a lock would say of a pack.
    pub(crate) fn locked_source(&self, source: &PackSource) -> LockedSource {
        match source {
            PackSource::Reference(reference) => LockedSource::Reference(reference.clone()),
            PackSource::Path(path) => LockedSource::Path(locked_path(&self.policy_path, path)),
            PackSource::Embedded | PackSource::Given => LockedSource::Embedded,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The entry against which a pack is held, if it is: those by reference always, the others on demand.
    fn held(&self, plugin: &str) -> Option<&LockedPack> {
        let Expected::Locked(lock) = &self.expected else { return None };
        let (pack, _) = lock.pack(&self.name, plugin)?;
        (self.locked || matches!(pack.source, LockedSource::Reference(_))).then_some(pack)
    }

    fn entry(&self, place: &str, plugin: &str) -> Result<&LockedPack, SupplyError> {
        let Expected::Locked(lock) = &self.expected else { return Err(self.not_locked(place, plugin)) };
        lock.pack(&self.name, plugin).map(|(pack, _)| pack).ok_or_else(|| self.not_locked(place, plugin))
    }

    fn not_locked(&self, place: &str, plugin: &str) -> SupplyError {
        SupplyError::NotLocked {
            place: place.into(),
            lock: self.lock_path.clone(),
            plugin: plugin.into(),
            policy: self.policy.clone(),
        }
    }

    fn agrees<T: ToString, U: ToString>(
        &self,
        plugin: &str,
        what: &'static str,
        locked: &T,
        found: &U,
    ) -> Result<(), SupplyError> {
        let (locked, found) = (locked.to_string(), found.to_string());
        if locked == found { Ok(()) } else { Err(self.differs(plugin, what, &locked, &found)) }
    }

    fn differs(&self, plugin: &str, what: &'static str, locked: &str, found: &str) -> SupplyError {
        SupplyError::Differs {
            lock: self.lock_line(plugin),
            plugin: plugin.into(),
            what,
            locked: locked.into(),
            found: found.into(),
            policy: self.policy.clone(),
        }
    }

    /// The lock, with the line at which a pack stands.
    fn lock_line(&self, plugin: &str) -> String {
        let lock = self.lock_path.display();
        match &self.expected {
            Expected::Locked(locked) => match locked.pack(&self.name, plugin) {
                Some((_, line)) if line > 0 => format!("{lock}:{line}"),
                _ => lock.to_string(),
            },
            _ => lock.to_string(),
        }
    }
}

/// Whether a pack is the one that the policy names.
fn is_called(pack: &PackUse, place: &str, artifact: &Artifact) -> Result<(), SupplyError> {
    match pack.plugin.as_deref() {
        Some(wanted) if wanted != artifact.plugin() => {
            Err(SupplyError::OtherPack { place: place.into(), found: artifact.plugin().into(), wanted: wanted.into() })
        }
        _ => Ok(()),
    }
}

fn listed(inputs: InputSet) -> String {
    let names: Vec<&str> = inputs.iter().map(|input| input.as_str()).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
