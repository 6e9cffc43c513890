//! Everything that was measured, as one JSON object.

use serde::Serialize;

use crate::checker::{Checker, Packs};
use crate::sets::{Set, State};

/// The result of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `lictor.accuracy/v1`.
    pub schema: &'static str,
    /// `built` or `sources`.
    pub packs: &'static str,
    /// The packs with their versions.
    pub versions: Vec<String>,
    /// The policy and everything that a verdict depends on.
    pub policy: String,
    /// Samples that were not checked in full.
    pub unchecked: usize,
    /// What came of each set.
    pub sets: Vec<Set>,
}

impl Report {
    /// Puts a run together.
    pub fn new(packs: Packs, checker: &Checker, sets: Vec<Set>) -> Self {
        let versions = checker.guard().packs().into_iter().map(|pack| format!("{} {}", pack.plugin, pack.version));
        Self {
            schema: "lictor.accuracy/v1",
            packs: if packs == Packs::Built { "built" } else { "sources" },
            versions: versions.collect(),
            policy: checker.guard().digest().to_string(),
            unchecked: checker.unchecked(),
            sets,
        }
    }

    /// How many sets were measured on.
    pub fn measured(&self) -> usize {
        self.sets.iter().filter(|set| set.state == State::Measured).count()
    }

    /// The sets that could not be read.
    pub fn failed(&self) -> Vec<&str> {
        let failed = self.sets.iter().filter(|set| matches!(set.state, State::Failed(_)));
        failed.map(|set| set.set.as_str()).collect()
    }

    /// How many targets are met, and how many there are.
    pub fn targets(&self) -> (usize, usize) {
        let targets = || self.sets.iter().flat_map(|set| &set.measures).flat_map(|measure| &measure.targets);
        (targets().filter(|target| target.met == Some(true)).count(), targets().count())
    }
}
