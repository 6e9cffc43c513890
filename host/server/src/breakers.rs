//! A circuit breaker for each pack: one that fails again and again is not asked for a while, so that it does not cost
//! every request its deadline. What it would have said counts as failed all the same.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lictor::{FailureKind, Guard, Watch};
use serde::Serialize;

use crate::observe::PackMetrics;

/// After so many failures without a success between them.
const FAILURES: u32 = 5;
/// The first time for so long; each time in a row for twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// But never longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The breakers of one guard's packs.
pub(crate) struct Breakers {
    packs: Vec<(Arc<str>, Mutex<Breaker>)>,
    metrics: PackMetrics,
}

#[derive(Debug, Default)]
struct Breaker {
    /// Without a success between them.
    failures: u32,
    /// How often in a row it was suspended.
    pauses: u32,
    /// Not asked until then. From then on one request tries.
    until: Option<Instant>,
    last: Option<FailureKind>,
    asked: u64,
    failed: u64,
}

/// How a pack is doing.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct PackStatus {
    plugin: String,
    /// `ok`, or `suspended`: not asked at the moment.
    state: &'static str,
    /// How often it was asked since the policy was loaded.
    asked: u64,
    /// How often it failed.
    failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_failure: Option<FailureKind>,
}

impl Breakers {
    pub(crate) fn new(guard: &Guard, metrics: PackMetrics) -> Self {
        let packs = guard.packs().into_iter().map(|pack| (pack.plugin.into(), Mutex::default()));
        Self { packs: packs.collect(), metrics }
    }

    pub(crate) fn status(&self) -> Vec<PackStatus> {
        let now = Instant::now();
        let status = |(plugin, breaker): &(Arc<str>, Mutex<Breaker>)| {
            let breaker = breaker.lock().unwrap_or_else(PoisonError::into_inner);
            PackStatus {
                plugin: plugin.to_string(),
                state: if breaker.until.is_some_and(|until| now < until) { "suspended" } else { "ok" },
                asked: breaker.asked,
                failed: breaker.failed,
                last_failure: breaker.last,
            }
        };
        self.packs.iter().map(status).collect()
    }

    fn with<T>(&self, pack: usize, act: impl FnOnce(&mut Breaker) -> T) -> Option<(&Arc<str>, T)> {
        let (plugin, breaker) = self.packs.get(pack)?;
        Some((plugin, act(&mut breaker.lock().unwrap_or_else(PoisonError::into_inner))))
    }
}

impl Watch for Breakers {
    fn admits(&self, pack: usize) -> bool {
        let Some((plugin, admits)) = self.with(pack, |breaker| breaker.admits(Instant::now())) else { return true };
        if !admits {
            self.metrics.suspended(plugin);
        }
        admits
    }

    fn asked(&self, pack: usize, took: Duration, failure: Option<FailureKind>) {
        if let Some((plugin, ())) = self.with(pack, |breaker| breaker.note(failure, Instant::now())) {
            self.metrics.asked(plugin, took, failure);
        }
    }
}

impl Breaker {
    fn admits(&mut self, now: Instant) -> bool {
        match self.until {
            Some(until) if now < until => false,
            // One tries; the others wait until it is known how that went.
            Some(_) => {
                self.until = Some(now + self.pause());
                true
            }
            None => true,
        }
    }

    fn note(&mut self, failure: Option<FailureKind>, now: Instant) {
        self.asked += 1;
        match failure {
            None => {
                self.failures = 0;
                self.pauses = 0;
                self.until = None;
            }
            Some(kind) => {
                self.failed += 1;
                self.last = Some(kind);
                // The host had no room, or the request no time left: the pack is not to blame.
                if !blames(kind) {
                    return;
                }
                self.failures += 1;
                if self.failures >= FAILURES {
                    self.until = Some(now + self.pause());
                    self.pauses += 1;
                }
            }
        }
    }

    fn pause(&self) -> Duration {
        FIRST_PAUSE.saturating_mul(1 << self.pauses.min(10)).min(LONGEST_PAUSE)
    }
}

fn blames(kind: FailureKind) -> bool {
    !matches!(kind, FailureKind::Bound | FailureKind::Suspended | FailureKind::Input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_keeps_failing_is_left_alone_for_longer_and_longer_and_tried_again() {
        let (mut breaker, start) = (Breaker::default(), Instant::now());
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        for _ in 0..FAILURES {
            assert!(breaker.admits(at(0)));
            breaker.note(Some(FailureKind::Trap), at(0));
        }
        assert!(!breaker.admits(at(0)));
        // One second, then two.
        assert!(breaker.admits(at(1)), "one may try");
        assert!(!breaker.admits(at(1)), "the others wait");
        breaker.note(Some(FailureKind::Trap), at(1));
        assert!(!breaker.admits(at(2)) && breaker.admits(at(3)));
        breaker.note(None, at(3));
        assert!(breaker.admits(at(3)));
        breaker.note(Some(FailureKind::Trap), at(3));
        assert!(breaker.admits(at(3)), "a single failure suspends nothing");
    }

    #[test]
    fn the_pause_never_grows_beyond_a_minute() {
        let (mut breaker, start) = (Breaker::default(), Instant::now());
        for _ in 0..1000 {
            breaker.note(Some(FailureKind::Fuel), start);
        }
        assert!(!breaker.admits(start + Duration::from_secs(59)) && breaker.admits(start + Duration::from_secs(61)));
    }

    #[test]
    fn what_is_not_the_packs_fault_does_not_suspend_it() {
        let mut breaker = Breaker::default();
        for _ in 0..100 {
            breaker.note(Some(FailureKind::Bound), Instant::now());
        }
        assert!(breaker.admits(Instant::now()));
    }
}
