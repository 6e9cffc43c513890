//! What ids and other names may look like.

/// What an id of a case may look like, for the published schema.
pub(super) const CASE_ID: &str = "^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?$";

/// What the id of a set may look like.
pub(super) const SET_ID: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

/// The most characters of a name. File names and columns have an end.
pub(super) const LONGEST_NAME: usize = 120;

/// Whether a text can be the id of a case.
pub fn is_case_id(text: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= LONGEST_NAME
        && edge(text.bytes().next())
        && edge(text.bytes().last())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/'))
        && !text.contains("//")
        && !text.contains("..")
}

/// Whether a text can be a workflow, a tag, an owner: one line, not blank, nothing that steers a terminal.
pub(super) fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(is_unprintable)
}

/// Whether a text of several lines has characters that steer a terminal.
pub(super) fn has_control(text: &str) -> bool {
    text.chars().any(|c| is_unprintable(c) && !matches!(c, '\n' | '\r' | '\t'))
}

/// Control characters, and those that turn the direction of what stands behind them.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name as it can be shown in an error; none for a text that may be something else.
pub(super) fn shown(text: &str) -> Option<&str> {
    (is_name(text) && text.len() <= 64 && text.split_whitespace().count() <= 3).then_some(text)
}
