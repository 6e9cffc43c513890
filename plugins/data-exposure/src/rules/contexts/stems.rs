//! Words less their endings, as sets, so that what a text says can be compared whatever the sentence.

use super::words::{Weight, hash, words};

/// Words that begin with so many of the same letters count as one: *purchase*, *purchased*, *purchasing*.
const STEM: usize = 6;

/// The words of a text that are none of grammar, sorted, each once, with their weight.
pub(crate) fn stems(text: &str) -> Vec<(u64, u32)> {
    let stem = |word: super::words::Word| {
        let weight = match word.weight() {
            Weight::Stop => return None,
            Weight::Plain => 1,
            Weight::Rare => 2,
        };
        let written = &text[word.start as usize..word.end as usize];
        let plain = written.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(written);
        Some((hash(plain.chars().take(STEM)), weight))
    };
    let mut stems: Vec<(u64, u32)> = words(text).filter_map(stem).collect();
    stems.sort_unstable();
    stems.dedup_by_key(|(hash, _)| *hash);
    stems
}

/// How much of the first set's weight the second one has, 0 to 1.
pub(crate) fn share(of: &[(u64, u32)], within: &[(u64, u32)]) -> f32 {
    let has = |hash: u64| within.binary_search_by_key(&hash, |(other, _)| *other).is_ok();
    let total: u32 = of.iter().map(|(_, weight)| weight).sum();
    let shared: u32 = of.iter().filter(|(hash, _)| has(*hash)).map(|(_, weight)| weight).sum();
    if total == 0 { 0.0 } else { shared as f32 / total as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_do_not_matter() {
        let (a, b) = (stems("The companies purchased shares."), stems("purchasing the share of a company"));
        assert_eq!(a.len(), 3);
        assert!(share(&a, &b) > 0.99 && share(&b, &a) > 0.99);
        assert_eq!((share(&a, &[]), share(&[], &a)), (0.0, 0.0));
    }
}
