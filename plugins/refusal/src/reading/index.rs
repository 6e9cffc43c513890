//! Finds entries of many lists at once: tables that the compiler makes of the lists, so that an instance that
//! lives for one answer has nothing to set up.

/// Places in a table. Some hundred phrases leave most of them empty, which is what most words meet.
const PLACES: usize = 1 << BITS;
const BITS: u32 = 10;

/// A phrase, stem or word in its list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// A digest of its beginning. Nearly everything that is not this entry differs here already.
    key: u32,
    pub(crate) text: &'static str,
    /// The list, by its place among the lists.
    pub(crate) list: u8,
    /// The entry's place in its list.
    pub(crate) place: u16,
}

/// A table of all entries of some lists, by how they begin.
#[derive(Debug)]
pub(crate) struct Index<const ENTRIES: usize> {
    /// Where the entries of each place begin.
    begins: [u16; PLACES + 1],
    entries: [Entry; ENTRIES],
}

/// How many entries the lists have.
pub(crate) const fn count(lists: &[&[&str]]) -> usize {
    let (mut list, mut count) = (0, 0);
    while list < lists.len() {
        count += lists[list].len();
        list += 1;
    }
    count
}

/// A word's digest.
pub(crate) const fn code(text: &[u8], from: usize, to: usize) -> u32 {
    let (mut code, mut at) = (0x811c_9dc5_u32, from);
    while at < to {
        code = (code ^ text[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    code
}

/// The key of two words that follow each other, or of one and 0 for no second.
pub(crate) const fn pair(first: u32, second: u32) -> u32 {
    (first.rotate_left(7) ^ second).wrapping_mul(0x9e37_79b1)
}

/// The key of a word's first letters.
const fn letters(text: &[u8], from: usize, letters: usize) -> u32 {
    pair(code(text, from, from + letters), 0)
}

/// The key of a phrase.
const fn words(phrase: &str) -> u32 {
    let text = phrase.as_bytes();
    let first = word_end(text, 0);
    if first == text.len() {
        return pair(code(text, 0, first), 0);
    }
    pair(code(text, 0, first), code(text, first + 1, word_end(text, first + 1)))
}

const fn word_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b' ' {
        at += 1;
    }
    at
}

const fn place(key: u32) -> usize {
    (key >> (u32::BITS - BITS)) as usize
}

impl<const ENTRIES: usize> Index<ENTRIES> {
    /// By the first two words. Words are separated by one space.
    pub(crate) const fn by_words(lists: &[&[&'static str]]) -> Self {
        Self::build(lists, 0)
    }

    /// By so many first letters; no entry is shorter.
    pub(crate) const fn by_letters(lists: &[&[&'static str]], count: usize) -> Self {
        assert!(count > 0);
        Self::build(lists, count)
    }

    const fn build(lists: &[&[&'static str]], by: usize) -> Self {
        let mut begins = [0; PLACES + 1];
        let mut entries = [Entry { key: 0, text: "", list: 0, place: 0 }; ENTRIES];
        // Twice over all entries: first to see how many share a place, then to put them there.
        let mut putting = false;
        loop {
            let mut list = 0;
            while list < lists.len() {
                let mut index = 0;
                while index < lists[list].len() {
                    let text = lists[list][index];
                    let key = if by == 0 { words(text) } else { letters(text.as_bytes(), 0, by) };
                    if putting {
                        begins[place(key)] -= 1;
                        entries[begins[place(key)] as usize] =
                            Entry { key, text, list: list as u8, place: index as u16 };
                    } else {
                        begins[place(key)] += 1;
                    }
                    index += 1;
                }
                list += 1;
            }
            if putting {
                return Self { begins, entries };
            }
            // From counts to ends; putting entries moves each end to where the place begins.
            let mut at = 1;
            while at < begins.len() {
                begins[at] += begins[at - 1];
                at += 1;
            }
            putting = true;
        }
    }

    /// The entries with this key, and hardly any other.
    pub(crate) fn at(&self, key: u32) -> impl Iterator<Item = &Entry> {
        let place = place(key);
        let range = usize::from(self.begins[place])..usize::from(self.begins[place + 1]);
        self.entries.get(range).unwrap_or_default().iter().filter(move |entry| entry.key == key)
    }

    /// The entries that begin with the same letters as a text; none for one with fewer.
    pub(crate) fn near(&self, text: &str, count: usize) -> impl Iterator<Item = &Entry> {
        let key = (text.len() >= count).then(|| letters(text.as_bytes(), 0, count));
        key.into_iter().flat_map(|key| self.at(key))
    }
}
