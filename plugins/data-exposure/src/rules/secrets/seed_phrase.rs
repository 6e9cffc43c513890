//! Seed phrases of wallets: words of a list, the last of which holds a checksum (BIP-39).

use std::ops::Range;

use crate::rules::digests::sha256;

/// The English list of BIP-39, sorted, one word a line: as published, so that its digest can be compared.
const WORDS: &str = include_str!("bip39_english.txt");

/// Lengths that the standard allows.
const LENGTHS: [usize; 5] = [24, 21, 18, 15, 12];

/// The longest seed phrase in a run of words: the checksum must be right, and the words must differ, or they are an
/// example such as `abandon abandon …`.
pub(crate) fn find(text: &str) -> Option<Range<usize>> {
    let list: Vec<&str> = WORDS.lines().collect();
    let words: Vec<(Range<usize>, usize)> = words(text)
        .map(|range| {
            let place = list.binary_search(&text[range.clone()].to_ascii_lowercase().as_str());
            (range, place.unwrap_or(usize::MAX))
        })
        .collect();
    LENGTHS.into_iter().find_map(|length| {
        let run = words.windows(length).find(|run| is_phrase(run.iter().map(|(_, place)| *place)))?;
        Some(run.first()?.0.start..run.last()?.0.end)
    })
}

/// The runs of letters in a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// Each word stands for 11 bits; of all bits one in 33 is the beginning of the digest of the others.
fn is_phrase(places: impl Iterator<Item = usize> + Clone) -> bool {
    const FEWEST_DIFFERENT: usize = 6;
    let mut different: Vec<usize> = places.clone().collect();
    let count = different.len();
    different.sort_unstable();
    different.dedup();
    if different.last() == Some(&usize::MAX) || different.len() < FEWEST_DIFFERENT {
        return false;
    }
    let bits: Vec<u8> = places.flat_map(|place| (0..11).rev().map(move |bit| (place >> bit & 1) as u8)).collect();
    let (entropy, checksum) = bits.split_at(count * 32 / 3);
    let bytes: Vec<u8> = entropy.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let digest = sha256(&bytes)[0];
    checksum.iter().enumerate().all(|(at, bit)| digest >> (7 - at) & 1 == *bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest that the list is known by.
    #[test]
    fn the_list_is_the_published_one() {
        let digest: String = sha256(WORDS.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }

    /// Test vectors of the standard's reference implementation.
    #[test]
    fn published_phrases_are_found_and_their_neighbours_are_not() {
        let phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        assert_eq!(find(&format!("It is {phrase}.")), Some(6..6 + phrase.len()));
        assert_eq!(find(&phrase.replace("yellow", "year")), None);
        let long = "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel \
            tennis maple dilemma loan word shrug inflict delay length";
        assert_eq!(find(long), Some(0..long.len()));
        assert_eq!(find(&format!("{} about", "abandon ".repeat(11))), None);
    }
}
