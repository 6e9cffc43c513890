use std::io;
use std::process::ExitCode;

/// What scripts can trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above the level, and everything was checked.
    Clean,
    /// Findings at or above the level.
    Findings,
    /// Usage or configuration.
    Usage,
    /// Something went unchecked, or the report could not be written. Weighs more than findings: they may not be all.
    Unchecked,
    /// `lictor gate`: nothing is crossed, and somebody still has to look or sign.
    NeedsReview,
    /// Ctrl-C.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Unchecked => 3,
            Exit::NeedsReview => 4,
            Exit::Interrupted => 130,
        })
    }
}

/// Nobody reads our output any more.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the output was closed")]
pub(crate) struct ClosedPipe;

/// The report cannot be written: the disk is full, a limit was reached, a device failed.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the output cannot be written: {0}")]
#[diagnostic(help("what was checked was not reported in full; free some space or write elsewhere, and run again"))]
pub(crate) struct Unwritten(io::Error);

/// A run cannot be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error(transparent)]
#[diagnostic(transparent)]
pub(crate) struct Unkept(pub(crate) lictor_evals::run::RunError);

/// A run, or a file of signed records, cannot be read or is not what it was: nothing can be said about it.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum Unread {
    /// A run.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Run(#[from] lictor_evals::run::RunError),
    /// Review records or sign-offs.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lines(#[from] lictor_evals::LinesError),
}

/// The result of writing output, with a closed pipe told from other errors.
pub(crate) fn written<T>(result: io::Result<T>) -> miette::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => ClosedPipe.into(),
        _ => Unwritten(error).into(),
    })
}
