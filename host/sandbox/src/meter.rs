use std::sync::atomic::{AtomicU64, Ordering};

/// What the checks of a plugin used, for benchmarks: nothing is counted unless somebody asks
/// ([`Plugin::metered`](crate::Plugin::metered)).
#[derive(Debug, Default)]
pub struct Meter {
    checks: AtomicU64,
    fuel: AtomicU64,
    most_fuel: AtomicU64,
    peak_memory: AtomicU64,
}

impl Meter {
    pub(crate) fn count(&self, fuel: u64, memory: usize) {
        self.checks.fetch_add(1, Ordering::Relaxed);
        self.fuel.fetch_add(fuel, Ordering::Relaxed);
        self.most_fuel.fetch_max(fuel, Ordering::Relaxed);
        self.peak_memory.fetch_max(memory as u64, Ordering::Relaxed);
    }

    /// Checks that ran, to their end or to a failure: how often the plugin was woken.
    pub fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }

    /// Fuel of all of them: instructions, roughly. The same on every machine.
    pub fn fuel(&self) -> u64 {
        self.fuel.load(Ordering::Relaxed)
    }

    /// Fuel of the one that used most.
    pub fn most_fuel(&self) -> u64 {
        self.most_fuel.load(Ordering::Relaxed)
    }

    /// The most bytes of linear memory that an instance had.
    pub fn peak_memory(&self) -> u64 {
        self.peak_memory.load(Ordering::Relaxed)
    }
}
