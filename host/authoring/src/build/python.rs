//! Packs in Python.

use std::path::Path;

use super::{BuildError, Compiled};
use crate::PackFolder;

/// Makes a component of a pack in Python. `scratch` is a folder that is gone afterwards.
pub(super) fn compile(_pack: &PackFolder, _scratch: &Path) -> Result<Compiled, BuildError> {
    Err(BuildError::Failed { what: "packs in Python cannot be built yet".into(), help: "write it in Rust".into() })
}
