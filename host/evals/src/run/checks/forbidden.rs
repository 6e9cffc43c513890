//! Terms that must not be in an answer: whatever their letter case and however the words are spaced, but as whole words.

/// One form for what a reader takes for the same: lower case, one space between words.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether a folded text holds a folded term and no letter or digit goes on where the term begins or ends with one.
pub(super) fn holds(text: &str, term: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (begins, ends) = (is_word(term.chars().next()), is_word(term.chars().next_back()));
    !term.is_empty()
        && text.match_indices(term).any(|(at, _)| {
            let goes_on = ends && is_word(text[at + term.len()..].chars().next());
            let came_before = begins && is_word(text[..at].chars().next_back());
            !goes_on && !came_before
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words_in_any_case_and_spacing() {
        let found = |text, term| holds(&folded(text), &folded(term));
        assert!(found("Project  FALCON\nstarts.", "project falcon"));
        assert!(!found("falconry", "falcon"));
        assert!(!found("a peregrinefalcon", "falcon"));
        assert!(found("C++ is fine", "c++"));
        assert!(found("falconry, then a falcon", "Falcon"));
        assert!(!found("anything", " "));
    }
}
