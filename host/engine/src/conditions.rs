//! What bounds a check that somebody waits for. Offline there are no conditions, so that a verdict depends on nothing but
//! the sample and the policy.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lictor_model::FailureKind;

/// What bounds a check beside the policy. The default bounds nothing.
#[derive(Clone, Copy, Default)]
pub struct Conditions<'a> {
    /// What has not begun by then fails with [`FailureKind::Deadline`], and what runs then is stopped. A pack that never
    /// answers takes no more than its share of what is left, so that the others are heard.
    pub until: Option<Instant>,
    /// Nobody waits any more: what has not begun is not begun.
    pub cancelled: Option<&'a AtomicBool>,
    /// Who is asked before a pack is, and told afterwards.
    pub watch: Option<&'a dyn Watch>,
}

/// Watches over the packs of one guard, over many samples: counts, measures, and keeps from asking one that fails all the
/// time.
pub trait Watch: Send + Sync {
    /// Whether a pack (by its index in [`Guard::packs`](crate::Guard::packs)) is asked. One that is not has failed with
    /// [`FailureKind::Suspended`].
    fn admits(&self, pack: usize) -> bool;

    /// A pack was asked, took so long, and failed or did not.
    fn asked(&self, pack: usize, took: Duration, failure: Option<FailureKind>);
}

impl Conditions<'_> {
    /// Whether no more is to be begun.
    pub(crate) fn over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
            || self.cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed))
    }

    /// Whether a pack may be asked, or why it may not.
    pub(crate) fn admit(&self, pack: usize) -> Result<(), FailureKind> {
        match self.watch {
            _ if self.over() => Err(FailureKind::Deadline),
            Some(watch) if !watch.admits(pack) => Err(FailureKind::Suspended),
            _ => Ok(()),
        }
    }

    /// By when the next of so many packs has to answer.
    pub(crate) fn share(&self, packs_left: usize) -> Option<Instant> {
        let until = self.until?;
        let now = Instant::now();
        Some(now + until.saturating_duration_since(now) / u32::try_from(packs_left.max(1)).unwrap_or(u32::MAX))
    }

    /// Asks a pack and tells who watches.
    pub(crate) fn watched<T>(
        &self,
        pack: usize,
        ask: impl FnOnce() -> Result<T, FailureKind>,
    ) -> Result<T, FailureKind> {
        let Some(watch) = self.watch else { return ask() };
        let begin = Instant::now();
        let outcome = ask();
        watch.asked(pack, begin.elapsed(), outcome.as_ref().err().copied());
        outcome
    }
}
