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

/// Tells most of the hashes that were never put in, at the price of a bit.
#[derive(Debug)]
pub(crate) struct Sieve([u64; 64]);

impl Sieve {
    pub(crate) fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let mut sieve = Self([0; 64]);
        hashes.for_each(|hash| sieve.0[Self::word(hash)] |= 1 << (hash >> 58));
        sieve
    }

    fn word(hash: u64) -> usize {
        (hash >> 40) as usize % 64
    }

    /// Whether the hash may be one of those that were put in.
    pub(crate) fn holds(&self, hash: u64) -> bool {
        self.0[Self::word(hash)] >> (hash >> 58) & 1 == 1
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

    #[test]
    fn a_sieve_holds_what_was_put_in_and_little_else() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let sieve = Sieve::of((1..200).map(hash));
        assert!((1..200).all(|number| sieve.holds(hash(number))));
        assert!((200..10_200).filter(|number| sieve.holds(hash(*number))).count() < 1_000);
    }
}
