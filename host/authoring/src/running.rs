//! One component in the real sandbox, with everything that it declares granted and every rule at its own level.

use std::path::Path;
use std::sync::Arc;

use lictor::{Guard, GuardError, Options, PolicyError, PolicyFile};
use lictor_contract::{Manifest, Scorer};
use lictor_sandbox::{LoadError, Meter, Plugin, Runtime, RuntimeError};

/// Why a component cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The sandbox does not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The component is not loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// What it declares does not go together.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The same, found while the policy was read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// Loads a component and puts a guard around it and nothing else.
pub(crate) fn guard(
    component: &[u8],
    settings: &str,
    options: Options,
    meter: Option<Arc<Meter>>,
) -> Result<Guard, RunError> {
    let runtime = Arc::new(Runtime::new(options.limits.clone(), options.cache.clone())?);
    let plugin = Plugin::load(runtime, component, settings)?;
    let plugin = match meter {
        Some(meter) => plugin.metered(meter),
        None => plugin,
    };
    around(Box::new(plugin), options)
}

/// Puts a guard around a pack that is loaded.
pub(crate) fn around(plugin: Box<dyn Scorer>, options: Options) -> Result<Guard, RunError> {
    let policy = PolicyFile::parse("the policy of one pack", &policy(plugin.manifest()), Path::new(""))?;
    Ok(Guard::with_scorers(policy, vec![plugin], options)?)
}

/// A failing pack weighs nothing here: that it failed is counted.
fn policy(manifest: &Manifest) -> String {
    let inputs: Vec<String> = manifest.inputs.iter().map(|input| format!("\"{input}\"")).collect();
    format!(
        "schema = \"lictor.policy/v1\"\nid = \"one-pack\"\non_failure = \"allow\"\n\n\
         [[packs]]\nplugin = \"{}\"\npath = \"component.wasm\"\ninputs = [{}]\n",
        manifest.plugin(),
        inputs.join(", ")
    )
}
