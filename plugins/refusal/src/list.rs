//! Lists in plain text and Markdown.

/// Whether a line is an item of a list: `- item`, `* item`, `1. item`.
pub(crate) fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "));
    numbered || ["- ", "* ", "• ", "– "].iter().any(|bullet| line.starts_with(bullet))
}
