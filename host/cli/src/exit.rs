use std::io;
use std::process::ExitCode;

use miette::{Context, IntoDiagnostic};

/// What scripts can trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above the level, and everything was checked.
    Clean,
    /// Findings at or above the level.
    Findings,
    /// Usage or configuration.
    Usage,
    /// Something went unchecked. Weighs more than findings: they may not be all.
    Unchecked,
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
            Exit::Interrupted => 130,
        })
    }
}

/// Nobody reads our output any more.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the output was closed")]
pub(crate) struct ClosedPipe;

/// The result of writing output, with a closed pipe told from other errors.
pub(crate) fn written<T>(result: io::Result<T>) -> miette::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
        other => other.into_diagnostic().wrap_err("the output cannot be written"),
    }
}
