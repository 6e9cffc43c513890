//! What the user's own message says: nothing is given away that they brought along, or that they asked to have explained.

use lictor_sdk::text::find_ignoring_case;
use lictor_sdk::{Case, Input};

/// Whether the user's message has one of these texts, in either case.
pub(crate) fn user_mentions(case: &Case<'_>, texts: &[&str]) -> bool {
    case.parts_of(Input::UserMessage)
        .any(|part| texts.iter().any(|text| find_ignoring_case(part.text(), text).is_some()))
}

/// Where words stand in a text as whole words, in either case of ASCII letters.
pub(crate) fn find_word(text: &str, wanted: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = find_ignoring_case(text.get(from..)?, wanted).map(|at| from + at) {
        let end = at + wanted.len();
        let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if !touches(text[..at].chars().next_back()) && !touches(text[end..].chars().next()) {
            return Some(at);
        }
        from = text.ceil_char_boundary(at + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_either_case() {
        assert_eq!((find_word("xab ab.", "AB"), find_word("éab", "ab"), find_word("aab", "ab")), (Some(4), None, None));
    }
}
