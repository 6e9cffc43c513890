//! Words of folded text.

pub(crate) use lictor_sdk::terms::{folded, is_word, mentions};

/// A small number in digits or in words; "a dozen" is twelve, "single" one.
pub(crate) fn number(word: &str) -> Option<usize> {
    const NAMES: &str = "\
        zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|\
        eighteen|nineteen|twenty";
    match word {
        "dozen" => Some(12),
        "single" => Some(1),
        "thirty" => Some(30),
        "fifty" => Some(50),
        "hundred" => Some(100),
        _ => word.parse().ok().or_else(|| NAMES.split('|').position(|name| name == word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words() {
        assert!(mentions("that isn't so", "n't") && mentions("in the pharmacies", "pharmac*"));
        assert!(!mentions("knowledge", "no|now|edge"));
    }

    #[test]
    fn numbers_are_read_in_both_forms() {
        assert_eq!(
            [number("7"), number("twelve"), number("dozen"), number("many")],
            [Some(7), Some(12), Some(12), None]
        );
    }
}
