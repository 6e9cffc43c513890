//! Markdown for the comment on a pull request.

mod escape;
mod sections;

use super::Report;
use super::words;

/// The longest comment that GitHub takes, in characters. Held in bytes, which are never fewer.
pub const GITHUB_COMMENT_LIMIT: usize = 65_536;

/// What is kept free for the line that says what was left out.
const RESERVE: usize = 1_024;

/// One part of the comment.
struct Section {
    /// What is said where it does not fit.
    name: &'static str,
    text: String,
}

/// The run as a comment on a pull request: the decision first, then what became worse and better, and the rest folded away.
///
/// At most [`GITHUB_COMMENT_LIMIT`] long; what does not fit is named at the end.
pub fn markdown(report: &Report<'_>) -> String {
    let mut text = sections::headline(report);
    let mut left_out = Vec::new();
    for section in sections::all(report) {
        if section.text.is_empty() {
            continue;
        }
        if text.len() + section.text.len() + RESERVE <= GITHUB_COMMENT_LIMIT {
            text.push('\n');
            text.push_str(&section.text);
        } else {
            left_out.push(section.name);
        }
    }
    if !left_out.is_empty() {
        text.push_str(&format!(
            "\nLeft out, because a comment holds {} characters: {}. The HTML report has them.\n",
            words::whole(GITHUB_COMMENT_LIMIT as u64),
            left_out.join(", ")
        ));
    }
    text
}
