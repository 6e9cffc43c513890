use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// A place in a policy file, for errors.
///
/// The text that it points into has the values of settings and secrets masked.
#[derive(Clone)]
pub struct Place {
    source: Arc<NamedSource<String>>,
    span: Range<usize>,
}

impl Place {
    /// A place in a text that is safe to show.
    pub(crate) fn new(source: &Arc<NamedSource<String>>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// Whether both are one place.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.span == other.span
    }

    /// The file, or the command-line option.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// Line and column, counted from 1; the column in characters.
    pub fn line_column(&self) -> (usize, usize) {
        let text = self.source.inner();
        let before = &text[..text.floor_char_boundary(self.span.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.name())
    }
}

/// A value and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// One thing that is wrong with a policy, where, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    message: String,
    help: Option<String>,
    place: Option<Place>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: None }
    }

    pub(crate) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Where it is; none if no place in a file is to blame.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }
}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|place| &*place.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.place.as_ref()?.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::new(None, span.start, span.len()))))
    }
}

/// A policy that cannot be used: one problem or several, all that were found.
#[derive(Debug, Clone)]
pub struct PolicyError {
    first: Problem,
    rest: Vec<Problem>,
}

impl PolicyError {
    /// An error at a place of the policy that somebody else found: a component that cannot be read, say.
    pub fn at(place: &Place, message: impl Into<String>, help: Option<String>) -> Self {
        Problem::new(message).at(place).maybe_help(help).into()
    }

    /// Every problem, in the order in which they stand in the files.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// Succeeds with `value` if there is no problem.
    pub(crate) fn unless<T>(value: T, mut problems: Vec<Problem>) -> Result<T, Self> {
        // Stable: problems of the same place stay in the order in which they were found.
        problems.sort_by(|one, other| Self::order(one).cmp(&Self::order(other)));
        let mut problems = problems.into_iter();
        match problems.next() {
            None => Ok(value),
            Some(first) => Err(Self { first, rest: problems.collect() }),
        }
    }

    fn order(problem: &Problem) -> (&str, usize) {
        problem.place.as_ref().map_or(("", 0), |place| (place.name(), place.span.start))
    }
}

impl From<Problem> for PolicyError {
    fn from(first: Problem) -> Self {
        Self { first, rest: Vec::new() }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rest.len() {
            0 => self.first.fmt(f),
            more => write!(f, "the policy has {} problems", more + 1),
        }
    }
}

impl std::error::Error for PolicyError {}

impl Diagnostic for PolicyError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.rest.is_empty().then(|| Diagnostic::help(&self.first)).flatten()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.rest.is_empty().then(|| self.first.source_code()).flatten()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.rest.is_empty().then(|| self.first.labels()).flatten()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        match self.rest.len() {
            0 => None,
            _ => Some(Box::new(self.problems().map(|problem| problem as &dyn Diagnostic))),
        }
    }
}
