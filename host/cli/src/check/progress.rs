//! A progress bar on a terminal, for work that takes long.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work needs no bar.
const PATIENCE: Duration = Duration::from_millis(800);

/// Progress by bytes where the size is known, else by samples.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    by_bytes: bool,
    start: Instant,
    samples: std::cell::Cell<u64>,
}

impl Progress {
    pub(crate) fn new(wanted: bool, total_bytes: Option<u64>) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        let bar = shown.then(|| {
            let bar = ProgressBar::with_draw_target(total_bytes, ProgressDrawTarget::hidden());
            let template = match total_bytes {
                Some(_) => "{bar:30} {percent:>3} %  {msg}, {eta} left",
                None => "{spinner} {msg}, {elapsed}",
            };
            ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
        });
        Self { bar, by_bytes: total_bytes.is_some(), start: Instant::now(), samples: Default::default() }
    }

    pub(crate) fn advance(&self, samples: u64, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        self.samples.set(self.samples.get() + samples);
        let elapsed = self.start.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        bar.set_position(if self.by_bytes { bytes } else { self.samples.get() });
        let rate = self.samples.get() as f64 / elapsed.as_secs_f64();
        bar.set_message(format!("{} samples, {rate:.0}/s", self.samples.get()));
    }

    /// Runs with the bar out of the way, for lines that go to the same terminal.
    pub(crate) fn suspend<T>(&self, run: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) if !bar.is_hidden() => bar.suspend(run),
            _ => run(),
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
