use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use miette::{NamedSource, SourceSpan};

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

/// Why a trust file cannot be used: where, and what to do.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error(transparent)]
#[diagnostic(transparent)]
pub struct TrustError(Box<TrustProblem>);

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{file}:{line}: {message}")]
struct TrustProblem {
    file: String,
    line: usize,
    message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    text: NamedSource<String>,
    #[label]
    span: SourceSpan,
}

impl TrustError {
    pub(crate) fn new(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        Self(Box::new(TrustProblem {
            file: file.into(),
            line: text[..start].matches('\n').count() + 1,
            message: message.into(),
            help: None,
            text: NamedSource::new(file, text.into()),
            span: (start, span.end.saturating_sub(start)).into(),
        }))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.0.line
    }
}
