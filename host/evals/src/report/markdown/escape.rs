//! What comes from outside, in Markdown. It must not become HTML, a link, an image, a mention or the end of a table cell.

use std::fmt::Write;

use lictor_model::visible;

/// A sentence from outside, cut after `limit` characters. Marks of Markdown and HTML stand for themselves, and what GitHub
/// would make a mention, a reference to an issue or a link of is taken apart by a space without width.
pub(super) fn prose(text: &str, limit: usize) -> String {
    let text = visible(text);
    let mut safe = String::with_capacity(text.len() + 16);
    for (index, (at, c)) in text.char_indices().enumerate() {
        if index == limit {
            safe.push('…');
            break;
        }
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            c if c.is_ascii_punctuation() && !",;:.?%'\"=/@#-".contains(c) => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
        let linked = match c {
            '@' | '#' => after.starts_with(char::is_alphanumeric),
            ':' => after.starts_with("//"),
            '.' => before.to_ascii_lowercase().ends_with("www"),
            _ => false,
        };
        if linked {
            safe.push('\u{200b}');
        }
    }
    safe
}

/// A name from outside as code. What is no ordinary character becomes an entity, which is never markup.
pub(super) fn code(text: &str) -> String {
    let clipped = crate::report::words::clip(text, 120);
    let text = visible(&clipped);
    if !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:= ".contains(c))
        && text.trim() == text
    {
        return format!("`{text}`");
    }
    let mut safe = String::from("<code>");
    for c in text.chars() {
        if c.is_alphanumeric() {
            safe.push(c);
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(safe, "&#{};", u32::from(c));
        }
    }
    safe.push_str("</code>");
    safe
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn names_become_code_and_nothing_else() {
        assert_eq!(code("refunds/late-1"), "`refunds/late-1`");
        assert_eq!(code("a`|<b>\n@x"), "<code>a&#96;&#124;&#60;b&#62;&#92;n&#64;x</code>");
        assert_eq!(code(" a"), "<code>&#32;a</code>");
        assert_eq!(code("\u{202e}a"), "<code>&#92;u&#123;202e&#125;a</code>");
    }

    #[test]
    fn sentences_keep_their_words_and_lose_their_marks() {
        assert_eq!(prose("two of 3, \"quoted\"", 99), "two of 3, \"quoted\"");
        assert_eq!(prose("<img src=x>", 99), "&lt;img src=x&gt;");
        assert_eq!(prose("![a](b) | `c` *d* _e_", 99), "\\!\\[a\\]\\(b\\) \\| \\`c\\` \\*d\\* \\_e\\_");
        assert_eq!(prose("@team #12", 99), "@\u{200b}team #\u{200b}12");
        assert_eq!(prose("http://x", 99), "http:\u{200b}//x");
        assert_eq!(prose("abc", 2), "ab…");
    }
}
