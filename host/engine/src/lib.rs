//! Checks what a language model answered against a policy.
//!
//! A [`Guard`] is built once from a policy file and shared by threads. Each [`Sample`] that it checks gives a
//! [`Record`]: what should happen to the answer, what was found where, what could not be said and what went
//! wrong. The same sample under the same policy digest gives the same record, byte for byte.
//!
//! ```
//! use lictor::{Guard, Options, PolicyFile, Sample};
//!
//! let policy = PolicyFile::embedded("default").ok_or("no such policy")??;
//! let guard = Guard::new(policy, Options::default())?;
//! let sample = Sample::from_json(r#"{"id": "greeting", "answer": "Hello! How can I help?"}"#)?;
//! let record = guard.check(&sample);
//! assert_eq!(record.decision, lictor::Decision::Allow);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod aggregates;
mod applicability;
#[cfg(feature = "tokio")]
mod asynchronous;
mod builtin;
mod conditions;
mod costs;
mod fingerprint;
mod guard;
mod judge;
mod language;
mod load;
mod mask;
mod options;
mod stream;
mod supply;

#[cfg(feature = "tokio")]
pub use asynchronous::{AsyncGuard, AsyncStream, Busy, Turn, Turns};
pub use conditions::{Conditions, Watch};
pub use costs::{Costs, RuleCost};
pub use fingerprint::FingerprintKey;
pub use guard::{Guard, Session};
pub use lictor_artifact::{Lock, LockedPack, Reference, Signer};
pub use lictor_contract::{CONTRACT, Manifest, RuleDecl, RuleInfo, Scorer, Tombstone};
pub use lictor_model::{
    Behaviour, Decision, Digest, Dimension, DimensionOutcome, Failure, FailureKind, Finding, Fingerprint, Input, Level,
    Mode, Record, RuleId, Sample, SampleError, Source, Stage, Status,
};
pub use lictor_policy::{LogContent, Policy, PolicyError, PolicyFile, SecretSource};
pub use lictor_sandbox::{CodeCache, ENGINE, SandboxLimits};
pub use load::{GuardError, PackInfo, verify_packs};
pub use options::{Compiling, Options, read_secret};
pub use stream::{Ending, Release, Stream};
pub use supply::{LockSource, PackSource, Supply, SupplyError, draft_lock, lock_path, locked_name, supply_files};

/// The contract and engine that this build runs plugins with.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
