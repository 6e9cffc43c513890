//! Builds and runs the measuring crates. Each is a crate of its own, so that the other chores need not wait for a
//! release build.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use miette::{IntoDiagnostic, Result, bail};

pub(crate) fn bench(arguments: &[OsString]) -> Result<()> {
    // It measures the built command line, too.
    cargo(["build", "--release", "--package", "lictor-cli", "--package", "lictor-bench"])?;
    run(["run", "--quiet", "--release", "--package", "lictor-bench", "--"], arguments)
}

pub(crate) fn load(profile: &str, arguments: &[OsString]) -> Result<()> {
    cargo(["build", "--profile", profile, "--package", "lictor-cli", "--package", "lictor-bench"])?;
    let command = ["run", "--quiet", "--profile", profile, "--package", "lictor-bench", "--bin", "lictor-load", "--"];
    // The report says what was built.
    run(command, &[&["--profile".into(), profile.into()], arguments].concat())
}

pub(crate) fn accuracy(arguments: &[OsString]) -> Result<()> {
    run(["run", "--quiet", "--profile", "quick", "--package", "lictor-accuracy", "--"], arguments)
}

fn run<const N: usize>(command: [&str; N], arguments: &[OsString]) -> Result<()> {
    cargo(command.map(OsStr::new).into_iter().chain(arguments.iter().map(OsString::as_os_str)))
}

fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Where it was called, so that paths in the arguments mean what they say.
    let manifest = crate::root().join("Cargo.toml");
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else { return Ok(()) };
    let status = Command::new(cargo).arg(command).arg("--manifest-path").arg(manifest).args(arguments).status();
    if !status.into_diagnostic()?.success() {
        bail!("it did not build or did not run to its end (see above)");
    }
    Ok(())
}
