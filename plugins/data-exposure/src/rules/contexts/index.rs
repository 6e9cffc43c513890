//! A table from hashes to what is known of them. The standard one would ask the host for random numbers.

/// Which texts have a piece of the answer, as a set of bits.
pub(crate) const RESTRICTED: u8 = 1;
/// Somewhere that the reader may know it from.
pub(crate) const KNOWN: u8 = 2;

/// Open addressing over a power of two, at most half full.
pub(crate) struct Index {
    slots: Vec<(u64, u8)>,
}

impl Index {
    /// With room for so many hashes.
    pub(crate) fn with_room(count: usize) -> Self {
        Self { slots: vec![(0, 0); (2 * count.max(4)).next_power_of_two()] }
    }

    fn place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        // The upper bits, because the lower ones of products are poor.
        let mut at = (hash >> 29) as usize & mask;
        while self.slots[at].0 != hash && self.slots[at].0 != 0 {
            at = (at + 1) & mask;
        }
        at
    }

    /// Adds a hash of which nothing is known yet.
    pub(crate) fn insert(&mut self, hash: u64) {
        let at = self.place(hash.max(1));
        self.slots[at].0 = hash.max(1);
    }

    /// Notes something about a hash, if it is there.
    pub(crate) fn mark(&mut self, hash: u64, bits: u8) {
        let at = self.place(hash.max(1));
        if self.slots[at].0 != 0 {
            self.slots[at].1 |= bits;
        }
    }

    /// What was noted.
    pub(crate) fn get(&self, hash: u64) -> u8 {
        self.slots[self.place(hash.max(1))].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_with_their_hashes() {
        let mut index = Index::with_room(100);
        (0..100).for_each(|hash| index.insert(hash * 7));
        (0..100).filter(|hash| hash % 2 == 0).for_each(|hash| index.mark(hash * 7, RESTRICTED));
        index.mark(5, KNOWN);
        assert!((2..100).all(|hash| index.get(hash * 7) == u8::from(hash % 2 == 0)));
        assert_eq!(index.get(5), 0);
    }
}
