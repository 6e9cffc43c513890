//! The decision log: a line for each check, in a file.

mod file;
mod line;
mod writer;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lictor::{Decision, Status};

pub use line::DecisionLine;
use writer::Writer;

use super::Checked;
use super::metrics::Outcomes;
use crate::configuration::Decisions;
use crate::share::Share;

/// Where decisions are written down, and which.
pub(crate) struct DecisionLog {
    writer: Arc<Writer>,
    settings: Decisions,
    /// Of the allowed ones, those of shadows apart: they come in turns.
    shares: [Share; 2],
}

impl DecisionLog {
    /// Begins a log, or goes on with one.
    pub(crate) fn open(settings: &Decisions, before: Option<&Self>, outcomes: Outcomes) -> io::Result<Self> {
        let writer = match before {
            Some(before) => {
                before.writer.reopen(settings)?;
                before.writer.clone()
            }
            None => Arc::new(Writer::start(settings, outcomes)?),
        };
        let shares = [Share::new(settings.share), Share::new(settings.share)];
        Ok(Self { writer, settings: settings.clone(), shares })
    }

    pub(crate) fn write(&self, checked: &Checked<'_>) {
        let plain = checked.record.decision == Decision::Allow && checked.record.status == Status::Checked;
        if plain && !self.shares[usize::from(checked.shadow)].takes_next() {
            return;
        }
        self.writer.write(DecisionLine::of(checked, self.settings.content).bytes());
    }

    /// Has the file opened again: somebody may have moved it.
    pub(crate) fn reopen(&self) -> io::Result<()> {
        self.writer.reopen(&self.settings)
    }

    /// Waits until everything so far is written, but no longer than that.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        self.writer.flush(within)
    }
}
