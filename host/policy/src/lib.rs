//! Policies: which packs run and what each may read, which rules are on and at which level, which findings
//! are excused, and what a failure means.
//!
//! A policy goes through two states. A [`PolicyFile`] is a TOML text that was read, laid over the policies it
//! extends and checked against its shape; it says which packs have to be loaded. With their manifests it
//! becomes a [`Policy`], in which every selector is a set of rules, every rule has a level in every workflow,
//! and which has a digest. What is wrong is a [`PolicyError`]: all problems at once, each with the place in
//! the file and a mend.
//!
//! This crate loads no component and runs no rule.
#![forbid(unsafe_code)]

mod combination;
mod decide;
mod error;
mod file;
mod log;
mod mask;
mod pack;
mod policy;
mod profile;
mod resolve;
mod schema;
mod selector;
mod settings;
mod stream;
mod waiver;

pub use combination::Combination;
pub use decide::{OnFailure, decide};
pub use error::{Place, PolicyError, Problem};
pub use file::{EMBEDDED, PolicyFile};
pub use lictor_model::Mode;
pub use log::LogContent;
pub use pack::{PackUse, SecretSource};
pub use policy::Policy;
pub use profile::Profile;
pub use schema::json_schema;
pub use stream::{StreamPolicy, WholeText};
pub use waiver::{Waiver, WaiverOutcome, WaiverTarget};

/// The only value of a policy file's `schema` that this version reads.
pub const POLICY_SCHEMA: &str = "lictor.policy/v1";
