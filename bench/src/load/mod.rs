//! `cargo xtask load`: the real `lictor serve` under load on this machine, in turn with a bare echo of the same requests.
//!
//! How many requests a second it answers is measured with every connection asking again as soon as it was answered. How
//! long an answer takes is measured with requests that are sent by the clock, and each counts from when it was due: a
//! server that stalls cannot hide by keeping the next request from being sent.

pub mod answers;
pub mod client;
pub mod echo;
pub mod pressure;
pub mod served;
pub mod shares;
pub mod soak;
pub mod speed;

use std::path::PathBuf;
use std::time::Duration;

use lictor::Guard;
use miette::Result;

use crate::corpus::Corpus;
use crate::load::served::Served;
use crate::race::Effort;

/// What the parts of a run share.
pub struct Ground {
    /// The answers that are sent.
    pub corpus: Corpus,
    /// How thoroughly.
    pub effort: Effort,
    /// The engine as it ships, in this process.
    pub engine: Guard,
    /// The built `lictor`.
    pub lictor: PathBuf,
    /// A folder that is removed at the end.
    pub scratch: tempfile::TempDir,
}

impl Ground {
    /// How long requests are sent in one round.
    pub fn span(&self) -> Duration {
        self.effort.floor * 4
    }

    /// A server that checks.
    ///
    /// # Errors
    /// It does not start.
    pub fn checking(&self) -> Result<Served> {
        Served::lictor(&self.lictor, &crate::bench::cache(self.scratch.path()))
    }
}
