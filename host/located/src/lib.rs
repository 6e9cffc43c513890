//! Says where a file that a person wrote is wrong: the line, what is underlined, and the mend.
//!
//! Trust files, locks and release files all come from people, some of them strangers; so their text is shown, and nothing in it
//! steers a terminal. What this crate is not: it knows no file format.
#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use lictor_model::visible;
use miette::{NamedSource, SourceSpan};

/// The largest file that is read, in bytes: some thousand entries of whatever it holds.
const MOST_BYTES: u64 = 1 << 20;

/// Why a file cannot be used: where, and what to do.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error(transparent)]
#[diagnostic(transparent)]
pub struct Located(Box<Kind>);

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum Kind {
    #[error("{file}: {message}")]
    File {
        file: String,
        message: String,
        #[help]
        help: Option<String>,
    },
    #[error("{file}:{line}: {message}")]
    Line {
        file: String,
        line: usize,
        message: String,
        #[help]
        help: Option<String>,
        #[source_code]
        text: NamedSource<String>,
        #[label]
        span: SourceSpan,
    },
}

impl Located {
    /// About a file as a whole.
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Kind::File { file: file.into(), message: message.into(), help: None }))
    }

    /// About a place in the text of a file: `span` is in bytes.
    pub fn at(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.floor_char_boundary(span.end.min(text.len())).max(start);
        Self(Box::new(Kind::Line {
            file: file.into(),
            line: line(text, start),
            message: message.into(),
            help: None,
            text: NamedSource::new(file, harmless(text)),
            span: (start, end - start).into(),
        }))
    }

    /// With the mend.
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        match &mut *self.0 {
            Kind::File { help, .. } | Kind::Line { help, .. } => *help = Some(mend.into()),
        }
        self
    }

    /// The line, from 1; none where it is about the file as a whole.
    pub fn line(&self) -> Option<usize> {
        match &*self.0 {
            Kind::File { .. } => None,
            Kind::Line { line, .. } => Some(*line),
        }
    }
}

/// Reads the text of a file that is a megabyte at most. `what` names it in words, such as `the lock`.
///
/// # Errors
/// It cannot be read, is larger, or is not UTF-8.
pub fn read(path: &Path, what: &str) -> Result<String, Located> {
    let name = path.display().to_string();
    let wrong = |message: &str| Located::of_file(&name, format!("{what} {message}"));
    let unreadable = |error: io::Error| wrong(&format!("cannot be read: {error}"));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(wrong("has more than a megabyte"));
    }
    String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8"))
}

/// The line of a byte of a text, from 1.
pub fn line(text: &str, byte: usize) -> usize {
    text[..text.floor_char_boundary(byte.min(text.len()))].matches('\n').count() + 1
}

/// A text with everything that could steer a terminal replaced, each byte by one, so that places stay.
fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        let mut buffer = [0; 4];
        let shown = c.encode_utf8(&mut buffer);
        match c {
            '\n' | '\t' => safe.push(c),
            _ if visible(shown) == *shown => safe.push(c),
            _ => safe.extend(std::iter::repeat_n('?', c.len_utf8())),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_named_and_what_is_shown_steers_nothing() {
        let text = "a = 1\nb = \"\u{1b}[2J\u{202e}ä\"\n";
        let error = Located::at("x.toml", text, 6..7, "`b` is wrong").mend("leave it out");
        assert_eq!(error.to_string(), "x.toml:2: `b` is wrong");
        assert_eq!(error.line(), Some(2));
        let shown = harmless(text);
        assert!(shown.len() == text.len() && !shown.contains(['\u{1b}', '\u{202e}']) && shown.contains('ä'), "{shown}");
        // A span that lies beyond the text or inside a character is no reason to fail.
        assert_eq!(Located::at("x.toml", text, Range { start: 900, end: 2 }, "x").line(), Some(3));
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        let folder = std::env::temp_dir();
        let error = read(&folder.join("no such file of lictor"), "the lock").unwrap_err();
        assert!(error.to_string().contains(": the lock cannot be read: ") && error.line().is_none(), "{error}");
        assert!(read(&folder, "the lock").is_err());
    }
}
