//! What another process used. The system counts the memory of whoever starts a process towards its peak, and this
//! program is large; so a small process of its own starts what is measured, waits, and says what it took.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use serde::{Deserialize, Serialize};

/// The argument that turns this program into the small process; the measured command follows.
pub const USAGE_OF: &str = "--usage-of";

/// Tells where this program finds itself, for the small process.
const REPORT: &str = "LICTOR_BENCH_USAGE";

/// What a process used until it ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds on the wall.
    pub wall: f64,
    /// Processor seconds of all its threads, in the program and in the system.
    pub cpu: f64,
    /// The most memory that it held, in mebibytes.
    pub peak: f64,
    /// Whether `lictor` left a sample unchecked: on a machine with other work a plugin can miss its deadline.
    pub unchecked: bool,
}

/// What to say of a figure with unchecked samples.
pub const BUSY: &str = "samples went unchecked, so the machine was too busy for a figure that counts";

/// How `lictor check` ends when a sample went unchecked.
pub const UNCHECKED: i32 = 3;

/// A command that says what it used, in a file, once it has ended.
pub fn command(program: &Path, report: &Path) -> Result<Command> {
    let own = std::env::current_exe().into_diagnostic()?;
    let mut command = Command::new(own);
    command.arg(USAGE_OF).arg(program).env(REPORT, report).stdin(Stdio::null()).stdout(Stdio::null());
    Ok(command)
}

/// Runs a command made by [`command`] to its end.
///
/// # Errors
/// It does not start, or ends with anything but 0.
pub fn run(command: &mut Command, report: &Path) -> Result<Usage> {
    let status = command.status().into_diagnostic()?;
    finished(status, report)
}

/// Reads what a command that has ended used.
///
/// # Errors
/// It ended with anything but 0.
pub fn finished(status: std::process::ExitStatus, report: &Path) -> Result<Usage> {
    if !status.success() {
        bail!("the measured command ended with {status}");
    }
    let text = std::fs::read_to_string(report).into_diagnostic()?;
    serde_json::from_str(&text).into_diagnostic()
}

/// The small process.
///
/// # Errors
/// The command does not start or fails, or its use cannot be told.
pub fn main(arguments: &[String]) -> Result<()> {
    let (program, arguments) = arguments.split_first().ok_or_else(|| miette!("{USAGE_OF} needs a command"))?;
    let report = std::env::var_os(REPORT).ok_or_else(|| miette!("{REPORT} names no file"))?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status().into_diagnostic().wrap_err("it does not start")?;
    let wall = start.elapsed().as_secs_f64();
    let unchecked = status.code() == Some(UNCHECKED);
    if !status.success() && !unchecked {
        bail!("{program} ended with {status}");
    }
    let (cpu, peak) = children()?;
    let usage = Usage { wall, cpu, peak, unchecked };
    std::fs::write(report, serde_json::to_string(&usage).into_diagnostic()?).into_diagnostic()
}

/// Processor seconds and peak memory of the processes that this one has waited for.
#[cfg(unix)]
fn children() -> Result<(f64, f64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    // Linux counts resident memory in kibibytes, macOS in bytes.
    let per_mebibyte = if cfg!(target_os = "macos") { 1_048_576.0 } else { 1_024.0 };
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).into_diagnostic()?;
    Ok((seconds(usage.user_time()) + seconds(usage.system_time()), usage.max_rss() as f64 / per_mebibyte))
}

#[cfg(not(unix))]
fn children() -> Result<(f64, f64)> {
    bail!("what a process used is known on Unix only")
}
