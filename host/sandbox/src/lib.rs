//! Loads plugin components and runs them in WebAssembly sandboxes: a fresh instance for every check, with
//! limits on memory, instructions, time and stack, and nothing to import but the contract.
//!
//! What a plugin may read and report is not decided here: the imported functions lead straight to
//! [`lictor_contract::Check`]. What this crate adds is that the plugin cannot get around it.

#[cfg(feature = "run")]
mod bindings;
mod cache;
#[cfg(feature = "run")]
mod compile;
mod component;
mod limits;
#[cfg(feature = "run")]
mod meter;
#[cfg(feature = "run")]
mod plugin;
#[cfg(feature = "run")]
mod runtime;
mod shape;
#[cfg(feature = "run")]
mod state;
#[cfg_attr(not(feature = "run"), allow(dead_code))]
mod words;

pub use cache::{CacheLimits, CodeCache};
pub use component::{ComponentFacts, InspectError, inspect, is_of_the_contract};
pub use limits::{CodeLimits, MAX_CORE_INSTANCES, MAX_MEMORIES, MAX_TABLES, SandboxLimits};
#[cfg(feature = "run")]
pub use meter::Meter;
#[cfg(feature = "run")]
pub use plugin::{LoadError, Plugin, SettingsProblem};
#[cfg(feature = "run")]
pub use runtime::{Runtime, RuntimeError};
pub use shape::{Excess, Shape};

/// The version of the WebAssembly engine, for `--version`.
pub const ENGINE: &str = "wasmtime 48.0";
