//! What is told about checks, and never what was in them.

mod metrics;

use std::sync::Arc;
use std::time::Duration;

use lictor::{Record, Sample};

use crate::shared::Verdict;
pub(crate) use metrics::{Metrics, PackMetrics};

/// A check that was made.
pub(crate) struct Checked<'a> {
    /// The policy's name on this server.
    pub(crate) policy: &'a str,
    /// Whose key.
    pub(crate) caller: &'a str,
    /// The endpoint: `check`, `batch`, `stream`, `litellm`, …
    pub(crate) endpoint: &'static str,
    /// What was checked. Only names and numbers of it may be told, unless the configuration says otherwise.
    pub(crate) sample: &'a Sample,
    pub(crate) record: &'a Record,
    /// From when the sample was there until the record was, waiting included.
    pub(crate) took: Duration,
    /// Whether it was a shadow's: its decision has no effect.
    pub(crate) shadow: bool,
}

/// Everybody who is told.
pub(crate) struct Observers {
    pub(crate) metrics: Arc<Metrics>,
}

impl Observers {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics }
    }

    /// A check was made.
    pub(crate) fn checked(&self, checked: &Checked<'_>) {
        self.metrics.checked(checked);
    }

    /// A shadow has looked, too.
    pub(crate) fn compared(&self, policy: &str, seen: &Verdict, shadow: &Verdict) {
        self.metrics.compared(policy, seen, shadow);
    }

    /// There was no room for the shadow.
    pub(crate) fn shadow_skipped(&self, policy: &str) {
        self.metrics.shadow_skipped(policy);
    }
}
