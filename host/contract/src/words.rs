//! Words of strangers that end up in errors: they must not steer a terminal or fill a screen.

/// A text with control characters escaped, cut after so many characters.
pub fn tame(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for (index, c) in text.chars().enumerate() {
        if index == longest {
            out.push('…');
            break;
        }
        // The marks that reorder text hide what stands there as well as an escape sequence does.
        if c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
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
