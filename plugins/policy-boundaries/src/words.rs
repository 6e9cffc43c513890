//! Words of folded text.

pub(crate) use lictor_sdk::terms::{find_term, folded, is_word, mentions};

/// The text without one of these words or phrases at its end; none where it ends in none of them.
pub(crate) fn strip_end<'t>(text: &'t str, ends: &str) -> Option<&'t str> {
    ends.split('|').find_map(|end| text.strip_suffix(end).filter(|rest| !rest.ends_with(is_word)))
}

/// The first word of a text, with inner apostrophes.
pub(crate) fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !is_word(c));
    &text[..text.find(|c: char| !is_word(c) && c != '\'').unwrap_or(text.len())]
}

/// The last word of a text.
pub(crate) fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| !is_word(c));
    &text[text.rfind(|c: char| !is_word(c) && c != '\'').map_or(0, |at| at + 1)..]
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
    fn ends_are_whole_words() {
        assert_eq!(strip_end("so you can", "we can|you can"), Some("so "));
        assert_eq!(strip_end("thank you can", "k you can"), None);
        assert_eq!((first_word("- don't, no"), last_word("and so: ")), ("don't", "so"));
    }
}
