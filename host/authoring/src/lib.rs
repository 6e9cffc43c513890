//! What authors of rule packs do without a network: [`create`] a pack, [`build`] it, test it ([`trial`]), [`inspect`] what
//! others built, compare releases ([`diff`]), measure what a pack costs ([`bench`](mod@bench)), and make packs of other tools' rules
//! ([`gitleaks`]).
//!
//! A pack is a folder with a [`pack.toml`](PackFolder), its sources and its [`cases`]. Whatever its language, building it gives
//! a component that imports nothing but the contract and carries what it is: manifest, licence, source, revision, tools.
//!
//! What this crate is not: it publishes and signs nothing, and knows no registry. That no pack gets around the contract is
//! not its business either: the sandbox refuses what should not have been built.
#![forbid(unsafe_code)]

pub mod bench;
mod build;
pub mod cases;
mod create;
pub mod diff;
mod facts;
mod folder;
pub mod gitleaks;
mod metadata;
mod running;
pub mod trial;

pub use build::{BuildError, BuildReport, Built, Compiled, Rust, build, component, finish};
pub use create::{CreateError, NewPack, create};
pub use facts::{FactsError, PackFacts, PatternFacts, RuleFacts, SignatureFacts, inspect};
pub use folder::{Language, PACK_SCHEMA, PackError, PackFile, PackFolder};
pub use metadata::{Metadata, Tool};
pub use running::RunError;
