//! Files that are named after the digest of what they hold.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use lictor_model::Digest;

use crate::StoreError;

/// The beginning of the names of files and folders that are not finished.
pub(crate) const NEW: &str = ".new-";

/// An OCI image layout, seen as its blobs.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    /// The layout's folder.
    folder: PathBuf,
}

impl Blobs {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(crate) fn path(&self, digest: &Digest) -> PathBuf {
        self.parent().join(digest.hex())
    }

    fn parent(&self) -> PathBuf {
        self.folder.join("blobs").join("sha256")
    }

    pub(crate) fn make_folders(&self) -> Result<(), StoreError> {
        let parent = self.parent();
        fs::create_dir_all(&parent).map_err(StoreError::io(&parent, "made"))
    }

    pub(crate) fn contains(&self, digest: &Digest) -> bool {
        self.path(digest).symlink_metadata().is_ok_and(|found| found.is_file())
    }

    /// What is under a digest: verified, and no more than `most` bytes.
    pub(crate) fn read(&self, digest: &Digest, most: u64) -> Result<Vec<u8>, StoreError> {
        let path = self.path(digest);
        let bytes = read_plain(&path, most)?
            .ok_or_else(|| StoreError::Missing { digest: *digest, folder: self.folder.clone() })?;
        let found = Digest::of(&bytes);
        if found != *digest {
            return Err(StoreError::Altered { file: path, found });
        }
        Ok(bytes)
    }

    /// Keeps some bytes under their digest. They appear whole or not at all.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        // One that was altered is mended.
        if self.read(&digest, bytes.len() as u64).is_err() {
            write_whole(&self.folder, &self.path(&digest), bytes)?;
        }
        Ok(digest)
    }

    /// Takes over a file whose content was verified, from a folder on the same file system.
    pub(crate) fn take(&self, digest: &Digest, from: &Path) -> Result<(), StoreError> {
        let path = self.path(digest);
        fs::rename(from, &path).map_err(StoreError::io(&path, "written"))
    }
}

/// Reads a plain file. None if there is none. Links are not followed, and devices and pipes give nothing.
pub(crate) fn read_plain(path: &Path, most: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let unreadable = |cause| StoreError::io(path, "read")(cause);
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found.map_err(unreadable)?,
    };
    if !found.is_file() {
        return Err(StoreError::NoFile { file: path.to_owned() });
    }
    let too_large = || StoreError::TooLarge { file: path.to_owned(), limit: most };
    if found.len() > most {
        return Err(too_large());
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(found.len() as usize);
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(Some(bytes))
}

/// Writes a file that appears whole or not at all, even if the machine stops. `folder` is where it is made.
pub(crate) fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let mut file = new_file(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(StoreError::io(path, "written"))
}

/// A file that is gone again unless it is renamed. What a store holds is no secret: whoever the user's mask lets read may.
pub(crate) fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}
