use std::io;
use std::path::{Path, PathBuf};

use lictor_model::Digest;

/// Why something is no pack, or no signature of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum ArtifactError {
    /// Not even the magic number.
    #[error("not WebAssembly (it does not start with `\\0asm`)")]
    NotWasm,
    /// A module, not a component.
    #[error("a core WebAssembly module, not a component")]
    #[diagnostic(help("`lictor plugin build` makes a component"))]
    CoreModule,
    /// Bytes in the wrong place.
    #[error("not a whole component: malformed {0}")]
    #[diagnostic(help("fetch or build it again"))]
    Malformed(String),
    /// No manifest, or several, which would say different things to different readers.
    #[error("a component, but not a pack: it has {} section `lictor:manifest`", if *.0 == 0 { "no" } else { "more than one" })]
    #[diagnostic(help("`lictor plugin build` puts one in"))]
    Manifests(usize),
    /// Its manifest does not say which pack it is.
    #[error("the pack does not say which one it is: {0}")]
    Identity(String),
    /// More bytes than allowed.
    #[error("the {what} has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Which part.
        what: &'static str,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// No manifest of the OCI image specification.
    #[error("not a pack: no manifest of an OCI artifact")]
    NoManifest,
    /// Another kind of artifact.
    #[error("not a pack: the artifact is not one WebAssembly component")]
    #[diagnostic(help(
        "expected a configuration `application/vnd.wasm.config.v0+json` and one layer `application/wasm`; this may be an image for \
         containers, a signature, or a pack for several platforms"
    ))]
    NoComponent,
    /// The configuration does not describe the component.
    #[error("the artifact's configuration is not that of its component")]
    Config,
    /// A manifest's remark that the component contradicts.
    #[error("the artifact's manifest calls it otherwise than the component, which says `{is}`")]
    Annotation {
        /// What the component says.
        is: String,
    },
    /// The tag is another version's.
    #[error("{reference} names another version than {plugin} {version}, which is there")]
    #[diagnostic(help("a tag that is a version is the pack's own version"))]
    Version {
        /// The reference.
        reference: String,
        /// The pack.
        plugin: String,
        /// Its version.
        version: String,
    },
    /// Other bytes than named.
    #[error("the {what} is not what was named: wanted {wanted}, found {found}")]
    #[diagnostic(help("it was altered or damaged on its way, or where it is kept; do not use it"))]
    Digest {
        /// Which part.
        what: &'static str,
        /// The digest that was named.
        wanted: Digest,
        /// The digest of what was there.
        found: Digest,
    },
    /// No signature of a pack.
    #[error("no signature of a pack")]
    NoSignature,
    /// A signature of another artifact.
    #[error("the signature is of {found}, not of {wanted}")]
    Subject {
        /// What was to be signed.
        wanted: Digest,
        /// What is.
        found: Digest,
    },
}

/// Why the store cannot be read or written, or what is wrong with what it holds.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum StoreError {
    /// The file system refuses.
    #[error("{} cannot be {did}: {cause}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was to be done with it.
        did: &'static str,
        /// Why not.
        cause: io::Error,
    },
    /// The folder is something else.
    #[error("{} is no store of packs: {problem}", folder.display())]
    #[diagnostic(help("name another folder, or an empty one, with LICTOR_STORE or --store"))]
    NoStore {
        /// The folder.
        folder: PathBuf,
        /// Why.
        problem: &'static str,
    },
    /// Not there.
    #[error("{digest} is not in the store {}", folder.display())]
    #[diagnostic(help("`lictor plugin pull REF` or `lictor plugin import FILE` brings it"))]
    Missing {
        /// What.
        digest: Digest,
        /// The store.
        folder: PathBuf,
    },
    /// A link, a device, a folder.
    #[error("{} is no plain file", file.display())]
    #[diagnostic(help("a store holds no links; remove it, and pull the pack again"))]
    NoFile {
        /// The file.
        file: PathBuf,
    },
    /// Too many bytes.
    #[error("{} has more than the {limit} bytes allowed", file.display())]
    #[diagnostic(help("remove it, and pull the pack again"))]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// Other bytes than the name says.
    #[error("{} was altered or damaged: its content is {found}", file.display())]
    #[diagnostic(help("remove it, and pull the pack again; somebody or something wrote to the store"))]
    Altered {
        /// The file, named after the digest that it should have.
        file: PathBuf,
        /// The digest that it has.
        found: Digest,
    },
    /// An index that is none.
    #[error("{} is no index of packs: {problem}", file.display())]
    #[diagnostic(help("remove the store and pull its packs again"))]
    Index {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: String,
    },
    /// An artifact in the store that is none.
    #[error("{digest} in the store: {cause}")]
    Artifact {
        /// Which one.
        digest: Digest,
        /// What is wrong.
        cause: ArtifactError,
        /// The mend.
        #[help]
        help: Option<String>,
    },
    /// A version that is to become another.
    #[error("{reference} was {old} and is {new} now")]
    #[diagnostic(help(
        "a version that was out does not change: ask its publisher what happened; `--replace` takes the new one"
    ))]
    Moved {
        /// The reference.
        reference: String,
        /// What the store has.
        old: Digest,
        /// What it would have.
        new: Digest,
    },
    /// Too many signatures of one artifact.
    #[error("{digest} has more than {} signatures", crate::MOST_SIGNATURES)]
    Signatures {
        /// The artifact.
        digest: Digest,
    },
    /// Another process does not let go of the index.
    #[error("{} has been held by another process for {seconds} seconds", file.display())]
    #[diagnostic(help("wait for it or end it, and try again"))]
    Held {
        /// The lock file.
        file: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
}

impl StoreError {
    pub(crate) fn io(file: &Path, did: &'static str) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |cause| Self::Io { file, did, cause }
    }

    pub(crate) fn artifact(digest: Digest) -> impl FnOnce(ArtifactError) -> Self {
        move |cause| {
            let help = miette::Diagnostic::help(&cause).map(|help| help.to_string());
            Self::Artifact { digest, cause, help }
        }
    }
}
