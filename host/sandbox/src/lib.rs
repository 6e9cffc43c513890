//! Loads plugin components and runs them in WebAssembly sandboxes: a fresh instance for every check, with
//! limits on memory, instructions, time and stack, and nothing to import but the contract.
//!
//! What a plugin may read and report is not decided here: the imported functions lead straight to
//! [`lictor_contract::Check`]. What this crate adds is that the plugin cannot get around it.

#[cfg(feature = "run")]
mod bindings;
mod cache;
mod component;
mod limits;
#[cfg(feature = "run")]
mod plugin;
#[cfg(feature = "run")]
mod runtime;
#[cfg(feature = "run")]
mod state;

pub use cache::CodeCache;
pub use component::{ComponentFacts, InspectError, inspect};
pub use limits::SandboxLimits;
#[cfg(feature = "run")]
pub use plugin::{CheckFailure, LoadError, Plugin, SettingsProblem};
#[cfg(feature = "run")]
pub use runtime::{Runtime, RuntimeError};

/// The version of the WebAssembly engine, for `--version`.
pub const ENGINE: &str = "wasmtime 48.0";
