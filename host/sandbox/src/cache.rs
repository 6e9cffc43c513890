//! Compiled code on disk, and what was worked out about patterns. Loading machine code is running it, and what is said
//! of a pattern decides what it finds. So an entry counts only if it carries a code of authenticity under a key that
//! this user's cache folder holds; anything else is made again.

mod key;
mod prune;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use lictor_scan::Memory;
use sha2::Sha256;

/// Bytes of the authentication code at the front of an entry.
const TAG: usize = 32;

/// How large the folder may grow. What was not used for longest goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheLimits {
    /// Bytes of all entries together.
    pub bytes: u64,
    /// Entries.
    pub entries: usize,
}

impl Default for CacheLimits {
    fn default() -> Self {
        // A Python component compiles to about 60 MB, one of ours to less than 3.
        Self { bytes: 1 << 30, entries: 500 }
    }
}

/// A folder of compiled components, and of what was worked out about patterns.
#[derive(Debug, Clone)]
pub struct CodeCache {
    folder: PathBuf,
    key: [u8; 32],
    limits: CacheLimits,
}

impl CodeCache {
    /// Opens a cache, making the folder (mode 0700) and its key (mode 0600) if needed.
    ///
    /// A key that is not this user's alone, or no key at all, is replaced, and then no old entry counts.
    ///
    /// # Errors
    /// What the file system says, or that the folder belongs to somebody else or others may write to it.
    pub fn open(folder: &Path) -> Result<Self, std::io::Error> {
        Self::with_limits(folder, CacheLimits::default())
    }

    /// Opens a cache with other limits.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn with_limits(folder: &Path, limits: CacheLimits) -> Result<Self, std::io::Error> {
        let user = make_private_folder(folder)?;
        let key = key::read_or_make(folder, user)?;
        Ok(Self { folder: folder.to_owned(), key, limits })
    }

    /// The folder that is used when nothing else is said: `lictor` in the user's cache folder.
    pub fn default_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("lictor"))
    }

    /// The compiled code under a name, if it is there and authentic.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path(name);
        // Not through a link, and no device or pipe that gives bytes without end.
        let found = fs::symlink_metadata(&path).ok()?;
        if !found.is_file() || found.len() > self.limits.bytes {
            return None;
        }
        let file = File::open(&path).ok()?;
        let mut tag = [0; TAG];
        (&file).read_exact(&mut tag).ok()?;
        let mut code = Vec::with_capacity((found.len() as usize).saturating_sub(TAG) + 1);
        (&file).take(self.limits.bytes).read_to_end(&mut code).ok()?;
        if code.is_empty() {
            return None;
        }
        self.mac(name, &code).verify_slice(&tag).ok()?;
        // Used now, so it is kept longer than others. Where that cannot be noted, it is only kept less long.
        let _ = file.set_modified(SystemTime::now());
        Some(code)
    }

    /// Stores compiled code. A cache that cannot be written costs time, nothing else.
    ///
    /// # Errors
    /// What the file system says; the entry that was there before is then still whole.
    pub fn put(&self, name: &str, code: &[u8]) -> Result<(), std::io::Error> {
        prune::prune(&self.folder, self.limits, (TAG + code.len()) as u64);
        let tag = self.mac(name, code).finalize().into_bytes();
        let mut file = new_file(&self.folder)?;
        file.write_all(&tag)?;
        file.write_all(code)?;
        // Renamed when it is whole, so that no reader sees half an entry.
        file.persist(self.path(name))?;
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENTRY}"))
    }

    /// The name is authenticated too: an entry renamed to another component's is not that component.
    #[allow(clippy::expect_used)] // HMAC takes keys of any length.
    fn mac(&self, name: &str, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(&(name.len() as u64).to_le_bytes());
        mac.update(name.as_bytes());
        mac.update(code);
        mac
    }
}

impl Memory for CodeCache {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        Self::get(self, name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        // A full disk or a lost folder costs the next start some milliseconds, and nothing now.
        let _ = Self::put(self, name, bytes);
    }
}

/// The ending of an entry's name.
const ENTRY: &str = "cwasm";

/// The beginning of the name of a file that is being written.
const NEW: &str = ".new-";

/// A file of ours (mode 0600) that is gone again unless it is renamed.
fn new_file(folder: &Path) -> Result<tempfile::NamedTempFile, std::io::Error> {
    tempfile::Builder::new().prefix(NEW).tempfile_in(folder)
}

/// Who this user is, as far as the file system tells.
type User = u32;

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> Result<User, std::io::Error> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::metadata(folder)?;
    // A file of ours tells who we are without asking the system in an unsafe way.
    let ours = tempfile::tempfile_in(folder)?.metadata()?.uid();
    if found.uid() != ours || found.mode() & 0o022 != 0 {
        let why = format!("{} is not this user's alone (chmod 700 mends it)", folder.display());
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, why));
    }
    Ok(ours)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> Result<User, std::io::Error> {
    fs::create_dir_all(folder)?;
    Ok(0)
}
