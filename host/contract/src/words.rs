//! Words of strangers that end up in errors: they must not steer a terminal or fill a screen.

use lictor_model::visible;

/// A text that was made [visible], cut after so many of its characters.
pub fn tame(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_words_are_short_and_steer_nothing() {
        assert_eq!(tame("a\u{1b}[2Jb\u{202e}", 100), "a\\u{1b}[2Jb\\u{202e}");
        assert_eq!(tame("abcdef", 3), "abc…");
        assert_eq!(tame("äöü", 3), "äöü");
    }
}
