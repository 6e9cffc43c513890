//! The key that entries are authenticated under.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use super::{User, new_file};

pub(super) type Key = [u8; 32];

/// The folder's key; a new one where there is none, or none that only this user knows.
pub(super) fn read_or_make(folder: &Path, user: User) -> Result<Key, std::io::Error> {
    let path = folder.join("key");
    // Another process may make one, or find a bad one and take it away, at the same time.
    for _ in 0..3 {
        if let Some(key) = read(&path, user)? {
            return Ok(key);
        }
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh).map_err(std::io::Error::other)?;
        let mut file = new_file(folder)?;
        file.write_all(&fresh)?;
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(fresh),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.error),
        }
    }
    Err(std::io::Error::other(format!("{} is changed all the time", path.display())))
}

/// The key in the file. One that others could have read or written is taken away.
fn read(path: &Path, user: User) -> Result<Option<Key>, std::io::Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(found) if found.is_file() => {}
        Ok(_) => {
            // A link or a pipe: whoever made it may know what stands at its other end.
            fs::remove_file(path)?;
            return Ok(None);
        }
    }
    let file = File::open(path)?;
    let mut bytes = Vec::with_capacity(33);
    (&file).take(33).read_to_end(&mut bytes)?;
    match Key::try_from(bytes) {
        // Asked of the open file, not of its name, which may lead elsewhere by now.
        Ok(key) if private(&file, user)? => Ok(Some(key)),
        _ => {
            fs::remove_file(path)?;
            Ok(None)
        }
    }
}

#[cfg(unix)]
fn private(file: &File, user: User) -> Result<bool, std::io::Error> {
    use std::os::unix::fs::MetadataExt;
    let found = file.metadata()?;
    Ok(found.uid() == user && found.mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn private(_file: &File, _user: User) -> Result<bool, std::io::Error> {
    Ok(true)
}
