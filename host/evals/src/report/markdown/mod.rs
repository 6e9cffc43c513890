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
    /// It is a list, which can be cut after any line.
    list: bool,
}

/// The run as a comment on a pull request: the decision first, then what became worse and better, and the rest folded away.
///
/// At most [`GITHUB_COMMENT_LIMIT`] long; what does not fit is named at the end.
pub fn markdown(report: &Report<'_>) -> String {
    let mut text = sections::headline(report);
    let mut left_out: Vec<String> = Vec::new();
    for section in sections::all(report) {
        if section.text.is_empty() {
            continue;
        }
        let room = (GITHUB_COMMENT_LIMIT - RESERVE).saturating_sub(text.len() + 1);
        // A long list leaves room for what follows, and what fits of it is better than nothing.
        let room = if section.list { room.min(GITHUB_COMMENT_LIMIT / 2) } else { room };
        let mut part = section.text.as_str();
        if part.len() > room {
            let end = part[..part.floor_char_boundary(room)].rfind('\n').filter(|_| section.list);
            part = end.map_or("", |end| &part[..=end]);
            left_out.push(if part.is_empty() {
                section.name.into()
            } else {
                format!("the rest of the {}", section.name)
            });
        }
        if !part.is_empty() {
            text.push('\n');
            text.push_str(part);
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
