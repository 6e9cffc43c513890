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

/// Whether the error is that nobody reads our output any more.
pub(crate) fn is_closed_pipe(error: &miette::Report) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
