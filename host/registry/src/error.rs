use std::path::PathBuf;
use std::time::Duration;

use lictor_artifact::{ArtifactError, ReferenceError, StoreError};
use lictor_model::Digest;

use crate::CredentialError;

/// Why a registry did not do what it was asked. No message holds a password, a token, or words of the registry beyond its codes.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum RegistryError {
    /// No connection.
    #[error("{registry} cannot be reached: {cause}")]
    #[diagnostic(help("{help}"))]
    Unreachable {
        /// Which.
        registry: String,
        /// Why.
        cause: String,
        /// What may mend it.
        help: &'static str,
        /// Whether it may be there the next time.
        again: bool,
    },
    /// It takes too long.
    #[error("{registry} is too slow: {what}")]
    #[diagnostic(help("nothing of it was kept; try again later"))]
    Slow {
        /// Which.
        registry: String,
        /// What took how long.
        what: String,
    },
    /// The connection broke.
    #[error("{registry} broke off: {what}")]
    #[diagnostic(help(
        "nothing of it was kept; try again: what the registry or the store has already is not sent again"
    ))]
    Broken {
        /// Which.
        registry: String,
        /// In the middle of what.
        what: String,
    },
    /// It asks for patience.
    #[error("{registry} is busy (status {status}){}", after.map(|after| format!(", and asks to come back in {} s", after.as_secs())).unwrap_or_default())]
    #[diagnostic(help("try again later"))]
    Busy {
        /// Which.
        registry: String,
        /// What it answered.
        status: u16,
        /// When to come back.
        after: Option<Duration>,
    },
    /// It wants credentials, or others.
    #[error("{registry} {}", if *.given { "does not accept the credentials that are known for it" } else { "asks for credentials, and none are known for it" })]
    #[diagnostic(help("`lictor plugin login {registry}`"))]
    Unauthorised {
        /// Which.
        registry: String,
        /// Whether some were given.
        given: bool,
    },
    /// These credentials are not enough.
    #[error("{registry} does not allow it: {what}")]
    #[diagnostic(help("ask whoever runs the registry for the right, or `lictor plugin login` as somebody else"))]
    Forbidden {
        /// Which.
        registry: String,
        /// What was asked.
        what: String,
    },
    /// Not there.
    #[error("{what} is not there")]
    #[diagnostic(help(
        "`lictor plugin list REPOSITORY` shows what is; some registries say so to whoever may not see it, too"
    ))]
    NotFound {
        /// What.
        what: String,
    },
    /// It is something else.
    #[error("{}", of_artifact(what, cause))]
    Artifact {
        /// What.
        what: String,
        /// Why.
        cause: ArtifactError,
        /// The mend.
        #[help]
        help: Option<String>,
    },
    /// Other bytes than were named.
    #[error("{registry} gave something else than {what}: wanted {wanted}, found {found}")]
    #[diagnostic(help(
        "nothing of it was kept; it was altered in the registry or on its way, so ask whoever runs the registry"
    ))]
    Digest {
        /// Which.
        registry: String,
        /// What was asked for.
        what: String,
        /// Its digest.
        wanted: Digest,
        /// The digest of what came.
        found: Digest,
    },
    /// Too many bytes.
    #[error("{registry} gives too much: {what} has more than the {limit} bytes allowed")]
    #[diagnostic(help("nothing of it was kept"))]
    TooLarge {
        /// Which.
        registry: String,
        /// What.
        what: String,
        /// The limit.
        limit: u64,
    },
    /// It sends elsewhere in a way that is not followed.
    #[error("{registry} sends elsewhere, which is not followed: {problem}")]
    #[diagnostic(help("ask whoever runs the registry"))]
    Redirect {
        /// Which.
        registry: String,
        /// Why not.
        problem: &'static str,
    },
    /// It wants the credentials to be given to somebody else.
    #[error("{registry} wants its credentials to be given to {realm}")]
    #[diagnostic(help("{help}"))]
    Realm {
        /// Which.
        registry: String,
        /// To whom.
        realm: String,
        /// The mend.
        help: &'static str,
    },
    /// It speaks some other protocol.
    #[error("{registry} answered something unexpected: {what}")]
    #[diagnostic(help("is it an OCI registry, and is this its address?"))]
    Unexpected {
        /// Which.
        registry: String,
        /// What.
        what: String,
    },
    /// A version that is out.
    #[error("{reference} is published, and is another: {old}, not {new}")]
    #[diagnostic(help(
        "give the pack another version: whoever has this one must be able to count on it; `--replace` replaces it all the same"
    ))]
    Published {
        /// Under which name.
        reference: String,
        /// What is there.
        old: Digest,
        /// What was to be.
        new: Digest,
    },
    /// The file of certificates.
    #[error("{}: {problem}", file.display())]
    #[diagnostic(help("--ca names a file of certificates in PEM"))]
    Authorities {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Credentials.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Credentials(#[from] CredentialError),
    /// The store.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    /// A reference.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Reference(#[from] ReferenceError),
}

/// Some causes name the reference by themselves.
fn of_artifact(what: &str, cause: &ArtifactError) -> String {
    match cause {
        ArtifactError::Version { .. } => cause.to_string(),
        _ => format!("{what}: {cause}"),
    }
}

impl RegistryError {
    /// With the cause's own mend.
    pub(crate) fn artifact(what: impl ToString, cause: ArtifactError) -> Self {
        let help = miette::Diagnostic::help(&cause).map(|help| help.to_string());
        Self::Artifact { what: what.to_string(), cause, help }
    }

    /// Whether the same may work the next time, without anybody doing anything.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Slow { .. } | Self::Broken { .. } | Self::Busy { .. } => true,
            Self::Unreachable { again, .. } => *again,
            _ => false,
        }
    }

    /// Whether the caller's own doing mends it: other words, other credentials, another file.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Authorities { .. } | Self::Credentials(_) | Self::Reference(_) => true,
            Self::Unauthorised { .. } | Self::Forbidden { .. } | Self::NotFound { .. } => true,
            Self::Artifact { cause, .. } => !matches!(cause, ArtifactError::Digest { .. }),
            _ => false,
        }
    }
}
