//! Words and phrases in folded text: what rules about wording ask, with lists that take little room in a component.

/// Lower case, and typographic apostrophes made straight.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether a character belongs to a word.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a folded text has one of these words or phrases, whole. They are parted by `|`: one text takes less
/// room in a component than a table. A star at the end stands for any ending; `n't` is found at the end of words.
pub fn mentions(text: &str, terms: &str) -> bool {
    let initials = initials(text);
    // A word of a list seldom begins as one of a sentence does.
    let may_stand = |term: &str| match term.as_bytes() {
        b"n't" | [] => true,
        [first, ..] => {
            !(first.is_ascii_alphanumeric() || *first == b'_')
                || initials[usize::from(first / 64)] >> (first % 64) & 1 != 0
        }
    };
    terms.split('|').any(|term| may_stand(term) && find_term(text, term).is_some())
}

/// A bit for each ASCII character with which a word of the text may begin.
fn initials(text: &str) -> [u64; 2] {
    let (mut initials, mut in_word) = ([0; 2], false);
    for byte in text.bytes() {
        if byte.is_ascii() && !in_word {
            initials[usize::from(byte / 64)] |= 1 << (byte % 64);
        }
        // What lies beyond ASCII may be a letter or not.
        in_word = byte.is_ascii_alphanumeric() || byte == b'_';
    }
    initials
}

/// Where a term of [`mentions`] stands first.
pub fn find_term(text: &str, term: &str) -> Option<usize> {
    let (stem, open_end) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
    let first = stem.chars().next()?;
    text.match_indices(first).map(|(at, _)| at).find(|at| {
        text[*at..].strip_prefix(stem).is_some_and(|after| open_end || !after.starts_with(is_word))
            && (stem == "n't" || !text[..*at].ends_with(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words() {
        assert!(mentions("that isn't so", "n't") && mentions("in the pharmacies", "pharmac*"));
        assert!(!mentions("knowledge", "no|now|edge"));
        assert!(mentions("a—z, 5% of it", "z") && mentions("a—z, % of it", "x|%") && mentions("in 12", "x*|12"));
        assert!(mentions("b(a_c)", "x|a_c") && !mentions("b_a", "a") && mentions("über alles", "x|über"));
        assert_eq!(folded("It’s SO"), "it's so");
    }
}
