//! A share of what comes by.

use std::sync::atomic::{AtomicU64, Ordering};

/// Takes a share of what comes by, evenly spread. Which, depends on nothing but how many came before.
#[derive(Debug)]
pub(crate) struct Share {
    share: f64,
    count: AtomicU64,
}

impl Share {
    /// From 0, none, to 1, all.
    pub(crate) fn new(share: f64) -> Self {
        Self { share, count: AtomicU64::new(0) }
    }

    /// Whether it takes the next: of n, n times the share.
    pub(crate) fn takes_next(&self) -> bool {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let up_to = |count: u64| (count as f64 * self.share).floor();
        up_to(count + 1) > up_to(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_taken_evenly() {
        let taken = |share: f64, of: usize| {
            let share = Share::new(share);
            (0..of).map(|_| share.takes_next()).collect::<Vec<_>>()
        };
        assert_eq!(taken(0.25, 8), [false, false, false, true, false, false, false, true]);
        assert!(taken(1.0, 5).iter().all(|taken| *taken) && !taken(0.0, 5).contains(&true));
        assert_eq!(taken(0.1, 1000).iter().filter(|taken| **taken).count(), 100);
    }
}
