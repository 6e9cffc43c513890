//! Key files: `NAME.key` for its owner alone, `NAME.pub` for everybody.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::pem::{self, PemError};
use crate::{KeyError, PrivateKey, PublicKey};

/// The largest key file that is read. A key has some hundred bytes.
const MOST_BYTES: u64 = 64 << 10;

/// How a private key is kept.
pub enum Protection<'a> {
    /// Under a password.
    Password(&'a str),
    /// As it is. Whoever reads the file can sign.
    None,
}

/// Where a pair of keys was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPaths {
    /// The private half, which its owner alone can read.
    pub private: PathBuf,
    /// The public half.
    pub public: PathBuf,
}

/// Writes `NAME.key` and `NAME.pub`. Neither replaces a file.
///
/// # Errors
/// A file is there already or cannot be written, or the password is empty.
pub fn write_pair(name: &Path, key: &PrivateKey, protection: &Protection<'_>) -> Result<KeyPaths, KeyError> {
    let text = match protection {
        Protection::Password("") => return Err(KeyError::EmptyPassword),
        Protection::Password(password) => pem::encrypted(key, password)?,
        Protection::None => pem::plain(key)?,
    };
    let paths = KeyPaths { private: with_ending(name, "key"), public: with_ending(name, "pub") };
    // The names are taken before anything is written, so that no half of a pair is left alone.
    for file in [&paths.private, &paths.public] {
        if file.symlink_metadata().is_ok() {
            return Err(KeyError::Exists { file: file.clone() });
        }
    }
    write_new(&paths.private, text.as_bytes(), 0o600)?;
    if let Err(error) = write_new(&paths.public, key.public().to_pem().as_bytes(), 0o644) {
        let _ = std::fs::remove_file(&paths.private);
        return Err(error);
    }
    Ok(paths)
}

/// `a.b` keeps its dot: `a.b.key`.
fn with_ending(name: &Path, ending: &str) -> PathBuf {
    let mut file = name.as_os_str().to_owned();
    file.push(".");
    file.push(ending);
    file.into()
}

/// A file appears whole, with its permissions, or not at all.
fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".lictor-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        set_mode(file.as_file(), mode)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists { file: path.into() },
        _ => KeyError::unwritable(path, error),
    })
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn open_to_others(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &File) -> bool {
    false
}

/// A private key's file that was read and not yet opened, so that a password is asked for only where one is needed.
pub struct KeyFile {
    path: PathBuf,
    text: Zeroizing<String>,
    encrypted: bool,
}

impl KeyFile {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, is no private key in PEM, or is open to others and not encrypted.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let (file, text) = read(path)?;
        let encrypted = match pem::label(&text) {
            Some(pem::ENCRYPTED) => true,
            Some(pem::PLAIN) => false,
            Some("PUBLIC KEY") => return Err(malformed(path, "the public half does not sign: name the `.key` file")),
            _ => return Err(malformed(path, CREATE)),
        };
        if !encrypted && open_to_others(&file) {
            return Err(KeyError::Exposed { file: path.into() });
        }
        Ok(Self { path: path.into(), text, encrypted })
    }

    /// Whether it needs a password.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Opens it. The password of a key without one is not looked at.
    ///
    /// # Errors
    /// The password is missing or wrong, or the file holds no Ed25519 key.
    pub fn open(&self, password: Option<&str>) -> Result<PrivateKey, KeyError> {
        let opened = match (self.encrypted, password) {
            (false, _) => pem::open_plain(&self.text),
            (true, Some(password)) => pem::open_encrypted(&self.text, password),
            (true, None) => return Err(KeyError::NoPassword { file: self.path.clone() }),
        };
        opened.map_err(|error| match error {
            PemError::Malformed => malformed(&self.path, CREATE),
            PemError::Costly => malformed(
                &self.path,
                "its encryption is none that is known, or costs more than 256 MiB or a minute to open",
            ),
            PemError::Password => KeyError::WrongPassword { file: self.path.clone() },
        })
    }
}

const CREATE: &str = "`lictor key generate NAME` writes one: PKCS#8 in PEM, Ed25519";

fn malformed(file: &Path, help: &str) -> KeyError {
    KeyError::Malformed { file: file.into(), wanted: "Ed25519 private key", help: help.into() }
}

/// Reads a public key's file.
///
/// # Errors
/// It cannot be read or holds no Ed25519 public key.
pub fn read_public(path: &Path) -> Result<PublicKey, KeyError> {
    let (_, text) = read(path)?;
    let help = match pem::label(&text) {
        Some(pem::ENCRYPTED | pem::PLAIN) => "this is the private half: name the `.pub` file",
        _ => "`lictor key generate NAME` writes one: SubjectPublicKeyInfo in PEM, Ed25519",
    };
    PublicKey::from_pem(&text).map_err(|_| KeyError::Malformed {
        file: path.into(),
        wanted: "Ed25519 public key",
        help: help.into(),
    })
}

fn read(path: &Path) -> Result<(File, Zeroizing<String>), KeyError> {
    let file = File::open(path).map_err(|error| KeyError::unreadable(path, error))?;
    let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize + 1));
    let mut limited = (&file).take(MOST_BYTES + 1);
    limited.read_to_string(&mut text).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => malformed(path, CREATE),
        _ => KeyError::unreadable(path, error),
    })?;
    if text.len() as u64 > MOST_BYTES {
        return Err(malformed(path, CREATE));
    }
    Ok((file, text))
}
