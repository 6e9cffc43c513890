//! Room for what waits to be written or sent.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Bounds what waits by what it weighs, where a count alone would not: one line can hold as much as a thousand.
#[derive(Debug)]
pub(super) struct Room {
    taken: AtomicUsize,
    most: usize,
}

impl Room {
    pub(super) fn new(most: usize) -> Self {
        Self { taken: AtomicUsize::new(0), most }
    }

    /// Takes room, if there is so much left. Something may weigh more than there ever is.
    pub(super) fn take(&self, weight: usize) -> bool {
        let more = |taken: usize| taken.checked_add(weight).filter(|sum| *sum <= self.most);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    /// Gives back what was taken.
    pub(super) fn give(&self, weight: usize) {
        self.taken.fetch_sub(weight, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let room = Room::new(10);
        assert!(room.take(6) && !room.take(5) && room.take(4) && !room.take(1));
        room.give(6);
        assert!(room.take(6) && !room.take(usize::MAX));
    }
}
