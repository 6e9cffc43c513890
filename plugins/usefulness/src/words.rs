//! Words of folded text.

/// Lower case, and typographic apostrophes made straight.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a folded text has one of these words or phrases, whole. They are parted by `|`: one text takes less
/// room in a component than a table. A star at the end stands for any ending; `n't` is found at the end of words.
pub(crate) fn mentions(text: &str, terms: &str) -> bool {
    terms.split('|').any(|term| find_term(text, term).is_some())
}

/// Where a term of [`mentions`] stands first.
pub(crate) fn find_term(text: &str, term: &str) -> Option<usize> {
    let (stem, open_end) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
    text.match_indices(stem).map(|(at, _)| at).find(|at| {
        let starts = stem == "n't" || !text[..*at].ends_with(is_word);
        starts && (open_end || !text[at + stem.len()..].starts_with(is_word))
    })
}

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
