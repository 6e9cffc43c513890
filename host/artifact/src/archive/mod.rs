//! Packs with their signatures in one file: a tar archive of an OCI image layout.

mod export;
mod import;

use std::io;

use lictor_model::Digest;

pub use import::Imported;

use crate::{ArtifactError, StoreError};

/// Why an archive cannot be written or read. Of one that cannot be read nothing enters the store.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ArchiveError {
    /// The store.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    /// It cannot be written.
    #[error("the archive cannot be written: {0}")]
    Unwritable(io::Error),
    /// It cannot be read.
    #[error("the archive cannot be read: {0}")]
    #[diagnostic(help("it must be a whole tar archive, not compressed: `lictor plugin export` writes such"))]
    Unreadable(io::Error),
    /// A name that no archive of packs has: absolute, leading elsewhere, or of something else.
    #[error("the archive holds `{0}`, which is no part of an OCI image layout")]
    #[diagnostic(help(
        "nothing was imported; `lictor plugin export` writes `oci-layout`, `index.json` and `blobs/sha256/…`"
    ))]
    Name(String),
    /// A link, a device, a sparse file.
    #[error("`{name}` in the archive is no plain file")]
    #[diagnostic(help("nothing was imported; a link or a device in an archive of packs can only be meant to harm"))]
    NoFile {
        /// The entry.
        name: String,
    },
    /// The same name again.
    #[error("`{0}` is in the archive twice")]
    #[diagnostic(help("nothing was imported; the two could be different things to different readers"))]
    Twice(String),
    /// Too many bytes.
    #[error("`{name}` in the archive has {bytes} bytes, more than the {limit} allowed")]
    #[diagnostic(help("nothing was imported"))]
    TooLarge {
        /// The entry.
        name: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Too many files or bytes.
    #[error("the archive has more than {limit} {what}")]
    #[diagnostic(help("nothing was imported; export fewer packs at a time"))]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// It ends too early, or lacks something that it names.
    #[error("the archive is not whole: {0} is missing")]
    #[diagnostic(help("nothing was imported; copy it again"))]
    Missing(String),
    /// Other bytes than the name says.
    #[error("`{name}` in the archive was altered or damaged: its content is {found}")]
    #[diagnostic(help("nothing was imported; copy the archive again, and if that does not help ask whoever made it"))]
    Altered {
        /// The entry.
        name: String,
        /// The digest that it has.
        found: Digest,
    },
    /// An index that is none.
    #[error("`index.json` in the archive: {0}")]
    #[diagnostic(help("nothing was imported"))]
    Index(String),
    /// A layout of another kind.
    #[error("the archive is an OCI image layout of no version that is known")]
    Layout,
    /// Something that is no pack and no signature of one.
    #[error("{digest} in the archive: {cause}")]
    #[diagnostic(help("nothing was imported"))]
    Artifact {
        /// Which one.
        digest: Digest,
        /// What is wrong.
        cause: ArtifactError,
    },
    /// A signature of something that is not there.
    #[error("the archive has a signature of {0}, and neither it nor the store has that")]
    #[diagnostic(help("nothing was imported; export the pack together with its signatures"))]
    Stray(Digest),
    /// A blob that nothing names.
    #[error("nothing in the archive names `{0}`")]
    #[diagnostic(help("nothing was imported"))]
    Unnamed(String),
}
