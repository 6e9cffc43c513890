use std::ops::Range;

use lictor_contract::tame;
use lictor_model::visible;
use miette::{NamedSource, SourceSpan};

/// The longest message about a stranger's lock, in characters.
const MOST: usize = 400;

/// Why a lock cannot be used: where, and what to do.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error(transparent)]
#[diagnostic(transparent)]
pub struct LockError(Box<Kind>);

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum Kind {
    #[error("the lock {file} {message}")]
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

impl LockError {
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Kind::File { file: file.into(), message: message.into(), help: None }))
    }

    pub(crate) fn at(file: &str, text: &str, span: Range<usize>, message: impl AsRef<str>) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.floor_char_boundary(span.end.min(text.len())).max(start);
        Self(Box::new(Kind::Line {
            file: file.into(),
            line: text[..start].matches('\n').count() + 1,
            message: tame(message.as_ref().trim_end(), MOST),
            help: None,
            text: NamedSource::new(file, harmless(text)),
            span: (start, end - start).into(),
        }))
    }

    pub(crate) fn help(mut self, mend: impl Into<String>) -> Self {
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

/// A stranger's text with everything that could steer a terminal replaced, each byte by one, so that places stay.
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
