use std::borrow::Cow;
use std::fmt::Write;

/// Makes text of a sample harmless to show: on one line, without control characters, escape sequences, characters that
/// turn the reading direction, or invisible ones. Each becomes an escape that can be read, such as `\n`, `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !is_unsafe(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c => {
                // Writing to a `String` cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Bidirectional marks, embeddings, overrides and isolates (UAX #9): "Trojan Source".
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators, which some viewers break lines at.
            | '\u{2028}' | '\u{2029}'
            // Invisible without use in any script. Joiners (U+200C, U+200D) have one, and stay.
            | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            // No characters, and not allowed in XML 1.0.
            | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_a_terminal_would_obey_becomes_readable() {
        assert_eq!(visible("plain – text, Ünïcode, 👩\u{200d}💻"), "plain – text, Ünïcode, 👩\u{200d}💻");
        assert_eq!(visible("a\nb\r\tc"), "a\\nb\\r\\tc");
        assert_eq!(visible("\u{1b}[31mred\u{9b}2J\u{7f}"), "\\u{1b}[31mred\\u{9b}2J\\u{7f}");
        assert_eq!(visible("\u{202e}txt.exe\u{2069}"), "\\u{202e}txt.exe\\u{2069}");
    }
}
