//! Compiled code on disk. Loading machine code is running it, so an entry counts only if it carries a
//! code of authenticity under a key that this user's cache folder holds; anything else is compiled again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the authentication code at the front of an entry.
const TAG: usize = 32;

/// A folder of compiled components.
#[derive(Debug, Clone)]
pub struct CodeCache {
    folder: PathBuf,
    key: [u8; 32],
}

impl CodeCache {
    /// Opens a cache, making the folder (mode 0700) and its key (mode 0600) if needed.
    ///
    /// # Errors
    /// What the file system says, or that the folder belongs to somebody else or others may write to it.
    pub fn open(folder: &Path) -> Result<Self, std::io::Error> {
        make_private_folder(folder)?;
        let path = folder.join("key");
        let key = match fs::read(&path).map(<[u8; 32]>::try_from) {
            Ok(Ok(key)) => key,
            _ => {
                let key = fresh_key();
                write_whole(folder, &path, &key)?;
                // Two processes may both have made one: the file's is the one that counts.
                fs::read(&path)?.try_into().unwrap_or(key)
            }
        };
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// The folder that is used when nothing else is said: `lictor` in the user's cache folder.
    pub fn default_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("lictor"))
    }

    /// The compiled code under a name, if it is there and authentic.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut entry = fs::read(self.path(name)).ok()?;
        if entry.len() <= TAG {
            return None;
        }
        let code = entry.split_off(TAG);
        self.mac(name, &code).verify_slice(&entry).ok()?;
        Some(code)
    }

    /// Stores compiled code. A cache that cannot be written costs time, nothing else.
    ///
    /// # Errors
    /// What the file system says; the entry that was there before is then still whole.
    pub fn put(&self, name: &str, code: &[u8]) -> Result<(), std::io::Error> {
        let tag = self.mac(name, code).finalize().into_bytes();
        let entry = [tag.as_slice(), code].concat();
        write_whole(&self.folder, &self.path(name), &entry)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.cwasm"))
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

/// Writes beside and renames, so that no reader sees half a file.
fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), std::io::Error> {
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// 32 bytes that nobody else can guess: the hash seeds that the standard library draws from the system.
fn fresh_key() -> [u8; 32] {
    use sha2::Digest;
    use std::hash::{BuildHasher, RandomState};
    let mut hasher = Sha256::new();
    for round in 0..8_u64 {
        // Each `RandomState` is keyed by the system's random source.
        hasher.update(RandomState::new().hash_one(round).to_le_bytes());
    }
    hasher.finalize().into()
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> Result<(), std::io::Error> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::metadata(folder)?;
    // A file of ours tells who we are without asking the system in an unsafe way.
    let ours = tempfile::tempfile_in(folder)?.metadata()?.uid();
    if found.uid() != ours || found.mode() & 0o022 != 0 {
        let why = format!("{} is not this user's alone (chmod 700 mends it)", folder.display());
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, why));
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> Result<(), std::io::Error> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_were_touched_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("cache");
        let cache = CodeCache::open(&folder).unwrap();
        cache.put("a", b"machine code").unwrap();
        assert_eq!(CodeCache::open(&folder).unwrap().get("a").as_deref(), Some(b"machine code".as_slice()));

        let path = folder.join("a.cwasm");
        let whole = fs::read(&path).unwrap();
        fs::write(folder.join("b.cwasm"), &whole).unwrap();
        assert_eq!(cache.get("b"), None, "renamed");
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        fs::write(&path, flipped).unwrap();
        assert_eq!(cache.get("a"), None, "flipped");
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(cache.get("a"), None, "truncated");
        fs::write(&path, b"").unwrap();
        assert_eq!(cache.get("a"), None, "emptied");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_may_write_to_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(CodeCache::open(folder.path()).unwrap_err().kind(), std::io::ErrorKind::PermissionDenied);
    }
}
