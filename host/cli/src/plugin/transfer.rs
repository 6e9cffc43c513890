//! Progress of a transfer, on a terminal.

use std::io::IsTerminal;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lictor_registry::Progress;

/// A bar for one transfer after the other.
pub(crate) struct Transfer {
    bar: Option<ProgressBar>,
}

/// Smaller things are there before anybody could read of them.
const SMALL: u64 = 256 << 10;

impl Transfer {
    pub(crate) fn new(wanted: bool) -> Arc<Self> {
        let shown = wanted && std::io::stderr().is_terminal();
        let bar = shown.then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
            let template = "{msg} {bar:30} {bytes} of {total_bytes}, {eta} left";
            ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
        });
        Arc::new(Self { bar })
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Transfer {
    fn begin(&self, what: &str, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(bytes);
        bar.set_position(0);
        bar.set_message(lictor_model::visible(what).into_owned());
        if bytes >= SMALL {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }
}
