use std::io;
use std::process::ExitCode;

use lictor_artifact::{ArchiveError, StoreError};
use lictor_evals::LinesError;
use lictor_evals::run::RunError;
use lictor_registry::RegistryError;

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

impl Exit {
    /// What an error comes to. A run or a file of signed records that cannot be read or written, or is not what it was, is more
    /// than a mistake of usage: nothing can be said about it.
    pub(crate) fn of(error: &miette::Report) -> Self {
        let of_run = error.downcast_ref::<RunError>().map(|error| match error {
            RunError::Form { .. } | RunError::Exists(_) | RunError::Meta { .. } => Self::Usage,
            RunError::Write { .. }
            | RunError::Read { .. }
            | RunError::Edited { .. }
            | RunError::Content { .. }
            | RunError::Future { .. } => Self::Unchecked,
        });
        let of_pack = of_archive(error.downcast_ref())
            .or_else(|| error.downcast_ref().map(of_store))
            .or_else(|| error.downcast_ref().map(of_registry));
        if error.is::<Interrupted>() {
            return Self::Interrupted;
        }
        let lines = error.downcast_ref::<LinesError>().is_some_and(|error| !matches!(error, LinesError::Draft(_)));
        let unchecked = lines || error.is::<Unwritten>() || error.is::<ClosedPipe>();
        of_run.or(of_pack).unwrap_or(if unchecked { Self::Unchecked } else { Self::Usage })
    }
}

/// A version that became another is a finding; a pack that was altered, or a registry that fails, leaves everything open.
fn of_registry(error: &RegistryError) -> Exit {
    match error {
        RegistryError::Published { .. } => Exit::Findings,
        RegistryError::Store(error) => of_store(error),
        error if error.is_usage() => Exit::Usage,
        _ => Exit::Unchecked,
    }
}

fn of_store(error: &StoreError) -> Exit {
    match error {
        StoreError::Moved { .. } => Exit::Findings,
        StoreError::NoStore { .. } | StoreError::Missing { .. } => Exit::Usage,
        _ => Exit::Unchecked,
    }
}

fn of_archive(error: Option<&ArchiveError>) -> Option<Exit> {
    Some(match error? {
        ArchiveError::Store(error) => of_store(error),
        _ => Exit::Unchecked,
    })
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

/// Somebody pressed Ctrl-C while something was awaited.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("interrupted: nothing was changed but the store, which may have the pack")]
pub(crate) struct Interrupted;

/// Nobody reads our output any more.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the output was closed")]
pub(crate) struct ClosedPipe;

/// The report cannot be written: the disk is full, a limit was reached, a device failed.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the output cannot be written: {0}")]
#[diagnostic(help("what was checked was not reported in full; free some space or write elsewhere, and run again"))]
pub(crate) struct Unwritten(io::Error);

/// The result of writing output, with a closed pipe told from other errors.
pub(crate) fn written<T>(result: io::Result<T>) -> miette::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => ClosedPipe.into(),
        _ => Unwritten(error).into(),
    })
}
