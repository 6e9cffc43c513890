//! Events for an OpenTelemetry collector, so that traces show what was found beside the call of the model.

mod events;
mod sender;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use lictor::{Decision, Status};
use tokio::sync::mpsc::Sender;

use super::Checked;
use super::metrics::Outcomes;
use super::room::Room;
use crate::configuration;
use crate::setup::SetupError;
use crate::share::Share;
use events::Results;
use sender::Message;
pub(crate) use trace::TraceParent;

/// How many checks wait to be told at most, and how many events of theirs.
const CHECKS: usize = 8 << 10;
const EVENTS: usize = 64 << 10;

/// The way to the thread that sends.
pub(crate) struct Telemetry {
    pub(crate) settings: configuration::Telemetry,
    share: Share,
    sender: Sender<Message>,
    room: Arc<Room>,
    outcomes: Outcomes,
}

impl Telemetry {
    /// Starts the thread. It ends when this is dropped and everything is sent.
    pub(crate) fn start(settings: &configuration::Telemetry, outcomes: Outcomes) -> Result<Self, SetupError> {
        let room = Arc::new(Room::new(EVENTS));
        let sender = sender::start(settings, room.clone(), outcomes.clone())?;
        Ok(Self { settings: settings.clone(), share: Share::new(settings.share), sender, room, outcomes })
    }

    /// Tells of a check. A shadow decides nothing, so that nothing is told of it.
    pub(crate) fn tell(&self, checked: &Checked<'_>) {
        let plain = checked.record.decision == Decision::Allow && checked.record.status == Status::Checked;
        if checked.shadow || (plain && !self.share.takes_next()) {
            return;
        }
        let results = Results::of(checked);
        let events = results.len();
        if !self.room.take(events) {
            self.outcomes.dropped.inc_by(events as u64);
        } else if self.sender.try_send(Message::Results(results)).is_err() {
            self.room.give(events);
            self.outcomes.dropped.inc_by(events as u64);
        }
    }

    /// Waits until everything so far is sent or has failed, but no longer than that. Not to be called where requests are
    /// answered.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        let (done, flushed) = std::sync::mpsc::sync_channel(1);
        self.sender.try_send(Message::Flush(done)).is_ok() && flushed.recv_timeout(within).is_ok()
    }
}
