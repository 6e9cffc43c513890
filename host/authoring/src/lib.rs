//! What authors of rule packs do without a network: [`create`] a pack, [`build`] it, test it ([`trial`]) and [`inspect`] what
//! others built.
//!
//! A pack is a folder with a [`pack.toml`](PackFolder), its sources and its [`cases`]. Whatever its language, building it gives
//! a component that imports nothing but the contract and carries what it is: manifest, licence, source, revision, tools.
//!
//! What this crate is not: it publishes and signs nothing, and knows no registry. That no pack gets around the contract is
//! not its business either: the sandbox refuses what should not have been built.
#![forbid(unsafe_code)]

mod build;
pub mod cases;
mod create;
mod facts;
mod folder;
mod metadata;
pub mod trial;

pub use build::{BuildError, Built, Compiled, Rust, build, component, finish};
pub use create::{CreateError, NewPack, create};
pub use facts::{FactsError, PackFacts, PatternFacts, RuleFacts, inspect};
pub use folder::{Language, PACK_SCHEMA, PackError, PackFile, PackFolder};
pub use metadata::{Metadata, Tool};
