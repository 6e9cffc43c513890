//! Runs a tool so that what it writes depends on its inputs alone.
//!
//! componentize-py and componentize-qjs run a pack once and keep its memory. Whatever the pack saw of the machine is in that memory:
//! seeds of hash tables, the clock, times and numbers of files, the order in which a folder is read. Neither tool has an option for
//! any of them, so on Linux the tool is traced (`ptrace`), and each of these questions gets the same answer on every machine.

#[cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod trace;

#[cfg(all(test, target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[allow(clippy::unwrap_used, clippy::print_stdout)] // Helpers of tests fail by panicking; what was not checked is said.
mod tests;

use std::io;
use std::path::Path;
use std::process::{Command, Output};

/// What a tool gave.
pub(super) struct Ran {
    /// Its exit status and what it said.
    pub(super) output: Output,
    /// Why another run may give other bytes, if it may.
    pub(super) differs: Option<String>,
}

/// Runs a tool to its end, in a folder that has all its input and takes its temporary files, whose names can be foretold. It has no
/// standard input.
///
/// # Errors
/// The tool does not start, or tracing breaks off.
pub(super) fn run(command: &mut Command, folder: &Path) -> io::Result<Ran> {
    command.current_dir(folder).env("TMPDIR", folder);
    #[cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]
    return trace::run(command, folder);
    #[cfg(not(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    return Ok(Ran {
        output: command.stdin(std::process::Stdio::null()).output()?,
        differs: Some(
            "only on Linux (x86-64, 64-bit ARM) can the tool be kept from the clock and from randomness".into(),
        ),
    });
}
