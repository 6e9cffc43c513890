//! Where a policy's packs come from, and what is asked of each before it runs: that it is the one that was locked, that somebody
//! signed it whom the trust file admits, that it reads what was granted.

mod draft;
mod error;
mod provisions;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use lictor_artifact::{LOCK_FILE, Lock, Reference};
use lictor_policy::{PackUse, PolicyFile};

pub use draft::draft_lock;
pub use error::SupplyError;
pub(crate) use provisions::{Provenance, Provisions, Supplied};

/// What is asked of packs, and where those come from that a policy names by reference.
#[derive(Debug, Clone)]
pub struct Supply {
    /// The folder of packs that were pulled. None: packs by reference do not load.
    pub store: Option<PathBuf>,
    /// What is locked.
    pub lock: LockSource,
    /// Whether every pack has to be locked and agree. Those by reference always have to.
    pub locked: bool,
    /// The time. What was signed later does not count, so by default nothing does.
    pub now: SystemTime,
}

impl Default for Supply {
    fn default() -> Self {
        Self { store: None, lock: LockSource::Beside, locked: false, now: SystemTime::UNIX_EPOCH }
    }
}

/// Where a lock is.
#[derive(Debug, Clone, Default)]
pub enum LockSource {
    /// In `lictor.lock`, beside the outermost file of the policy.
    #[default]
    Beside,
    /// At hand.
    Given(Lock),
}

impl Supply {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from(self.now).unwrap_or(Timestamp::MIN)
    }
}

/// Where a pack came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackSource {
    /// The program.
    Embedded,
    /// A file.
    Path(PathBuf),
    /// A registry, by way of the store.
    Reference(Reference),
    /// It was handed over as it is.
    Given,
}

impl PackSource {
    pub(crate) fn of(pack: &PackUse) -> Self {
        match (&pack.reference, &pack.path) {
            (Some(reference), _) => Self::Reference(reference.clone()),
            (None, Some(path)) => Self::Path(path.clone()),
            (None, None) => Self::Embedded,
        }
    }
}

/// The lock of a policy: beside its outermost file. None where it came from no file.
pub fn lock_path(policy: &PolicyFile) -> Option<PathBuf> {
    policy.path().map(|path| path.with_file_name(LOCK_FILE))
}

/// The name of a policy in its lock.
pub fn locked_name(policy: &PolicyFile) -> Option<String> {
    policy.path()?.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// A path as it stands in a lock: from the lock's folder.
fn locked_path(policy: &Path, path: &Path) -> String {
    let folder = policy.parent().unwrap_or(Path::new(""));
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

/// The files that decide which packs of a policy may run, whether they are there or not: lock, trust file, signatures.
pub fn supply_files(policy: &PolicyFile) -> Vec<PathBuf> {
    let signatures = |pack: &PackUse| Some(lictor_artifact::SignatureFile::of(pack.path.as_deref()?).path().to_owned());
    let trust = policy.trust().map(Path::to_owned);
    lock_path(policy).into_iter().chain(trust).chain(policy.packs().iter().filter_map(signatures)).collect()
}
