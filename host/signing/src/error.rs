use std::io;
use std::path::{Path, PathBuf};

/// Why a key cannot be read, written or used. No message holds anything of a private key or a password.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {cause}", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A key would be lost.
    #[error("{} exists already", file.display())]
    #[diagnostic(help("choose another name: a key that was overwritten signs nothing any more"))]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The file is no key of the wanted kind.
    #[error("{} is no {wanted}", file.display())]
    #[diagnostic(help("{help}"))]
    Malformed {
        /// The file.
        file: PathBuf,
        /// What it should be.
        wanted: &'static str,
        /// The mend.
        help: String,
    },
    /// The password does not open the key, or the file was damaged.
    #[error("the password does not open {}", file.display())]
    #[diagnostic(help(
        "try again; if the password is right, the file was damaged: restore it or generate another key"
    ))]
    WrongPassword {
        /// The file.
        file: PathBuf,
    },
    /// An encrypted key and no password.
    #[error("{} is encrypted, and no password was given", file.display())]
    NoPassword {
        /// The file.
        file: PathBuf,
    },
    /// A key without a password that others can read.
    #[error("{} is not encrypted, and others than its owner can read it", file.display())]
    #[diagnostic(help("`chmod 600 {}`; if somebody may have read it, generate another key and revoke this one", file.display()))]
    Exposed {
        /// The file.
        file: PathBuf,
    },
    /// A password of no characters.
    #[error("the password is empty")]
    EmptyPassword,
    /// No randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness,
    /// The libraries below refused.
    #[error("the key cannot be encoded")]
    Encoding,
}

impl KeyError {
    pub(crate) fn unreadable(file: &Path, cause: io::Error) -> Self {
        Self::Unreadable { file: file.into(), cause }
    }

    pub(crate) fn unwritable(file: &Path, cause: io::Error) -> Self {
        Self::Unwritable { file: file.into(), cause }
    }
}
