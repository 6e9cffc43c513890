use std::path::PathBuf;

use lictor_artifact::{ArtifactError, Inadmissible, LockError, SignatureFileError, StoreError};
use lictor_model::Digest;
use lictor_signing::{KeyId, TrustError};

/// Why a pack is not run although it is there, or why it is not there.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum SupplyError {
    /// A pack by reference, or `--locked`, and no lock.
    #[error("{place}there is no lock {}", lock.display())]
    #[diagnostic(help("`lictor policy lock {policy}` makes it; look at what it says before you commit it"))]
    NoLock {
        /// Where the policy asks for it, with a colon; or nothing.
        place: String,
        /// Where it should be.
        lock: PathBuf,
        /// The policy.
        policy: String,
    },
    /// A policy that lies in no file has no lock beside it.
    #[error("{place}a policy that lies in no file has no lock")]
    #[diagnostic(help("put it into a file, such as one that `extends` it, and lock that: `lictor policy lock FILE`"))]
    NoFile {
        /// Where the policy asks for one, with a colon; or nothing.
        place: String,
    },
    /// The lock cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lock(LockError),
    /// The lock says nothing about a pack.
    #[error("{place}: {} does not lock {plugin} for {policy}", lock.display())]
    #[diagnostic(help("`lictor policy lock {policy}` adds it"))]
    NotLocked {
        /// Where the policy names the pack.
        place: String,
        /// The lock.
        lock: PathBuf,
        /// The pack.
        plugin: String,
        /// The policy.
        policy: String,
    },
    /// The lock says something about a pack that the policy does not have.
    #[error("{lock}: {plugin} is locked for {policy}, which does not have it")]
    #[diagnostic(help("`lictor policy lock {policy}` takes it out"))]
    NotInPolicy {
        /// The lock, with the line.
        lock: String,
        /// The pack.
        plugin: String,
        /// The policy.
        policy: String,
    },
    /// The lock and what is there say different things.
    #[error("{lock}: {plugin}: {what} is locked as {locked}, and is {found}")]
    #[diagnostic(help(
        "somebody changed one of the two; `lictor policy update {policy} {plugin}` locks what is there, and says what changes"
    ))]
    Differs {
        /// The lock, with the line.
        lock: String,
        /// The pack.
        plugin: String,
        /// What differs.
        what: &'static str,
        /// What the lock says.
        locked: String,
        /// What is there.
        found: String,
        /// The policy.
        policy: String,
    },
    /// A pack by reference, and no trust file.
    #[error("{place}: {plugin} comes from a registry, and the policy names no trust file")]
    #[diagnostic(help(
        "say whose signatures count: `trust = \"trust.toml\"` at the top of the policy; docs/trust.md explains the file"
    ))]
    NoTrust {
        /// Where the policy names the pack.
        place: String,
        /// The pack.
        plugin: String,
    },
    /// The trust file cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Trust(TrustError),
    /// Nobody said where packs are.
    #[error("{place}: {plugin} comes from a registry, and there is no store of packs")]
    #[diagnostic(help("name its folder with LICTOR_STORE"))]
    NoStore {
        /// Where the policy names the pack.
        place: String,
        /// The pack.
        plugin: String,
    },
    /// The pack is not in the store.
    #[error("{place}: {plugin} {digest} is not in the store {}", store.display())]
    #[diagnostic(help(
        "`lictor policy lock {policy}` pulls what is locked; without a network, `lictor plugin import` an archive of it"
    ))]
    Missing {
        /// Where the policy names the pack.
        place: String,
        /// The pack.
        plugin: String,
        /// The digest that is locked.
        digest: Digest,
        /// The store's folder.
        store: PathBuf,
        /// The policy.
        policy: String,
    },
    /// The store cannot be used, or was altered.
    #[error("{place}{error}")]
    Store {
        /// Where the policy names the pack, with a colon; or nothing.
        place: String,
        /// What is wrong.
        #[diagnostic_source]
        error: StoreError,
    },
    /// What is there is no pack, or not the one that the reference names.
    #[error("{component}: {error}")]
    Artifact {
        /// The file or reference.
        component: String,
        /// What is wrong.
        #[diagnostic_source]
        error: ArtifactError,
    },
    /// It is another pack.
    #[error("{place}: this is `{found}`, and the policy calls it `{wanted}`")]
    #[diagnostic(help("write `plugin = \"{found}\"` if that is the one that is meant"))]
    OtherPack {
        /// Where the policy names the pack.
        place: String,
        /// What it calls itself.
        found: String,
        /// What the policy calls it.
        wanted: String,
    },
    /// The file of signatures cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    SignatureFile(#[from] SignatureFileError),
    /// Nobody signed it.
    #[error("{place}: nobody signed {plugin} {digest}")]
    #[diagnostic(help("ask its publisher to sign it (`lictor plugin sign`), and fetch it again with its signatures"))]
    Unsigned {
        /// Where the policy names the pack.
        place: String,
        /// The pack.
        plugin: String,
        /// Its digest.
        digest: Digest,
    },
    /// No signature counts.
    #[error("{place}: no signature of {plugin} counts{}", reasons(refused))]
    #[diagnostic(help("the trust file {} decides: a key needs the role `publish` and `publishers` that cover {plugin}", trust.display()))]
    NoneCounts {
        /// Where the policy names the pack.
        place: String,
        /// The pack.
        plugin: String,
        /// The trust file.
        trust: PathBuf,
        /// Why each does not.
        refused: Vec<(Option<KeyId>, Inadmissible)>,
    },
    /// Signatures count, but not the locked one.
    #[error(
        "{lock}: {plugin}: the locked signer is {locked}, whose signature does not count{}; {others} signed it",
        reasons(refused)
    )]
    #[diagnostic(help("if the key was replaced: `lictor policy update {policy} {plugin}` locks the new signer"))]
    OtherSigner {
        /// The lock, with the line.
        lock: String,
        /// The pack.
        plugin: String,
        /// The key that is locked.
        locked: KeyId,
        /// Those who count.
        others: String,
        /// Why the others do not.
        refused: Vec<(Option<KeyId>, Inadmissible)>,
        /// The policy.
        policy: String,
    },
}

/// The reasons, a line each where there are several.
fn reasons(refused: &[(Option<KeyId>, Inadmissible)]) -> String {
    match refused {
        [] => String::new(),
        [(_, why)] => format!(": {why}"),
        many => many.iter().map(|(_, why)| format!("\n  {why}")).collect(),
    }
}
