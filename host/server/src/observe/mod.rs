//! What is told about checks, and never what was in them.

mod decisions;
mod metrics;
mod room;
mod telemetry;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::http::HeaderMap;
use lictor::{Guard, LogContent, Record, Sample};

use crate::setup::{Setup, SetupError};
use crate::shared::Verdict;
pub use decisions::DecisionLine;
use decisions::DecisionLog;
pub(crate) use metrics::{Metrics, Moment, PackMetrics};
use telemetry::Telemetry;
pub(crate) use telemetry::TraceParent;

/// How long what is still to be written or sent has when the server ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A check that was made.
pub(crate) struct Checked<'a> {
    /// The policy's name on this server.
    pub(crate) policy: &'a Arc<str>,
    /// What checked.
    pub(crate) guard: &'a Arc<Guard>,
    /// Whose key.
    pub(crate) caller: &'a Arc<str>,
    /// The endpoint: `check`, `batch`, `stream`, `litellm`, …
    pub(crate) endpoint: &'static str,
    /// Of which trace the request was a part.
    pub(crate) trace: Option<&'a TraceParent>,
    /// What was checked. Only names and numbers of it may be told, unless policy and configuration say otherwise.
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
    decisions: ArcSwapOption<DecisionLog>,
    telemetry: ArcSwapOption<Telemetry>,
}

impl Observers {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, decisions: ArcSwapOption::empty(), telemetry: ArcSwapOption::empty() }
    }

    /// Does what a configuration says. What cannot be done changes nothing. May wait for a disk.
    pub(crate) fn follow(&self, setup: &Setup) -> Result<(), SetupError> {
        let configuration = &setup.configuration;
        let keeps = |guard: &Guard| guard.policy().log() == LogContent::Redacted;
        let content = configuration.decisions.as_ref().is_some_and(|decisions| decisions.content);
        if content && !setup.policies().iter().any(|deployed| keeps(deployed.guard.guard())) {
            return Err(SetupError::Content);
        }
        let telemetry = match &configuration.telemetry {
            None => None,
            Some(settings) => {
                let before = self.telemetry.load_full().filter(|before| before.settings == *settings);
                match before {
                    Some(before) => Some(before),
                    None => Some(Arc::new(Telemetry::start(settings, self.metrics.telemetry_events())?)),
                }
            }
        };
        let decisions = match &configuration.decisions {
            None => None,
            Some(settings) => {
                let before = self.decisions.load();
                let opened = DecisionLog::open(settings, before.as_deref(), self.metrics.decision_lines());
                let path = || settings.path.display().to_string();
                Some(Arc::new(opened.map_err(|error| SetupError::Decisions { path: path(), error })?))
            }
        };
        self.telemetry.store(telemetry);
        self.decisions.store(decisions);
        Ok(())
    }

    /// Opens files again that somebody may have moved, such as `logrotate`.
    pub(crate) fn reopen(&self) {
        if let Some(decisions) = &*self.decisions.load() {
            // The old one is better than none.
            let _ = decisions.reopen();
        }
    }

    /// Waits until everything that was told is written and sent, but not for long.
    pub(crate) fn flush(&self) {
        if let Some(decisions) = &*self.decisions.load() {
            decisions.flush(LAST_WORDS);
        }
        if let Some(telemetry) = &*self.telemetry.load() {
            telemetry.flush(LAST_WORDS);
        }
    }

    /// The trace that a request says it is part of, if anybody wants to know.
    pub(crate) fn trace(&self, headers: &HeaderMap) -> Option<TraceParent> {
        self.telemetry.load().as_ref().and_then(|_| TraceParent::read(headers))
    }

    /// A check was made.
    pub(crate) fn checked(&self, checked: &Checked<'_>) {
        self.metrics.checked(checked);
        if let Some(decisions) = &*self.decisions.load() {
            decisions.write(checked);
        }
        if let Some(telemetry) = &*self.telemetry.load() {
            telemetry.tell(checked);
        }
    }

    /// A shadow has looked, too.
    pub(crate) fn compared(&self, policy: &Arc<str>, seen: &Verdict, shadow: &Verdict) {
        self.metrics.compared(policy, seen, shadow);
    }

    /// There was no room for the shadow.
    pub(crate) fn shadow_skipped(&self, policy: &Arc<str>) {
        self.metrics.shadow_skipped(policy);
    }
}
