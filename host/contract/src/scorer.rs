use lictor_model::{Digest, FailureKind};

use crate::{Check, Manifest};

/// A pack that can be asked: in a sandbox, or natively in tests and benchmarks. Shared by threads.
///
/// Whatever stands behind it reads and reports through [`Check`], so it meets the same grants, budgets and refusals.
pub trait Scorer: Send + Sync {
    /// What it declares, under its settings.
    fn manifest(&self) -> &Manifest;

    /// The digest of the pack's code.
    fn digest(&self) -> Digest;

    /// Asks it about one sample. What it read and reported is in `check`.
    ///
    /// # Errors
    /// [`CheckFailure`]; what was reported must then not be used.
    fn check(&self, check: &mut Check<'_>) -> Result<(), CheckFailure>;
}

/// How a check failed. The sample counts as unchecked for this plugin, and nothing that it said is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFailure {
    /// What happened.
    pub kind: FailureKind,
    /// For the pack's author: the plugin's own words, where it returned an error. They may hold anything,
    /// so they belong in no record.
    pub detail: Option<String>,
}
