//! Words and phrases in folded text: what rules about wording ask, with lists that take little room in a component.

/// Lower case, and typographic apostrophes made straight.
pub fn folded(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether a character belongs to a word.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a folded text has one of these words or phrases, whole. They are parted by `|`: one text takes less
/// room in a component than a table. A star at the end stands for any ending; `n't` is found at the end of words.
pub fn mentions(text: &str, terms: &str) -> bool {
    terms.split('|').any(|term| find_term(text, term).is_some())
}

/// Where a term of [`mentions`] stands first.
pub fn find_term(text: &str, term: &str) -> Option<usize> {
    let (stem, open_end) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
    text.match_indices(stem).map(|(at, _)| at).find(|at| {
        let starts = stem == "n't" || !text[..*at].ends_with(is_word);
        starts && (open_end || !text[at + stem.len()..].starts_with(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words() {
        assert!(mentions("that isn't so", "n't") && mentions("in the pharmacies", "pharmac*"));
        assert!(!mentions("knowledge", "no|now|edge"));
        assert_eq!(folded("It’s SO"), "it's so");
    }
}
