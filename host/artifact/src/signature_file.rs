use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::file::write_whole;
use crate::signature::{PackSignature, SignatureError};
use crate::{MOST_SIGNATURE_BYTES, MOST_SIGNATURES};

/// Why a file of signatures cannot be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum SignatureFileError {
    /// The file cannot be read.
    #[error("the signatures {} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("the signatures {} cannot be written: {cause}", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A line is no signature.
    #[error("{file}:{line}: {error}")]
    #[diagnostic(help("`lictor plugin sign` writes such lines; take this one out, or fetch the file again"))]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        error: SignatureError,
    },
    /// More than anybody needs.
    #[error("{file} has more than {MOST_SIGNATURES} signatures")]
    #[diagnostic(help("take out those of earlier builds"))]
    TooMany {
        /// The file.
        file: String,
    },
}

/// The signatures of a component's file: JSON Lines in `FILE.sig` beside it.
#[derive(Debug, Clone)]
pub struct SignatureFile {
    path: PathBuf,
}

impl SignatureFile {
    /// Of a component's file.
    pub fn of(component: &Path) -> Self {
        let mut path = component.as_os_str().to_owned();
        path.push(".sig");
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it; nothing if it is not there.
    ///
    /// # Errors
    /// It cannot be read, or a line is no signature.
    pub fn read(&self) -> Result<Vec<PackSignature>, SignatureFileError> {
        let unreadable = |cause| SignatureFileError::Unreadable { file: self.path.clone(), cause };
        let file = match std::fs::File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let most = MOST_SIGNATURES as u64 * MOST_SIGNATURE_BYTES;
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let name = self.path.display().to_string();
        if bytes.len() as u64 > most {
            return Err(SignatureFileError::TooMany { file: name });
        }
        PackSignature::parse_lines(&name, &bytes)
    }

    /// Adds a signature. Those of other bytes, which an earlier build left there, go. False: this key's is there already, and
    /// nothing was written.
    ///
    /// # Errors
    /// The file cannot be read or written, or would have too many.
    pub fn add(&self, signature: &PackSignature) -> Result<bool, SignatureFileError> {
        let mut all = self.read()?;
        all.retain(|known| known.subject() == signature.subject());
        if all.iter().any(|known| known.key() == signature.key()) {
            return Ok(false);
        }
        if all.len() == MOST_SIGNATURES {
            return Err(SignatureFileError::TooMany { file: self.path.display().to_string() });
        }
        all.push(signature.clone());
        let lines: String = all.iter().map(|signature| signature.to_json() + "\n").collect();
        write_whole(&self.path, lines.as_bytes())
            .map_err(|cause| SignatureFileError::Unwritable { file: self.path.clone(), cause })?;
        Ok(true)
    }
}
