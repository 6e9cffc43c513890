//! What goes to people on standard error and standard output.

use std::io::{self, IsTerminal, Write};

use lictor_model::visible;
use miette::Result;

use crate::exit::written;

/// Shows an error with its place and help.
pub(crate) fn error(error: &miette::Report) {
    let _ = writeln!(io::stderr(), "{error:?}");
}

/// One line on standard error.
pub(crate) fn note(line: impl AsRef<str>) {
    let _ = writeln!(io::stderr(), "lictor: {}", visible(line.as_ref()));
}

/// Text on standard output, whole.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Whether standard output is a terminal that wants colour.
pub(crate) fn colour() -> bool {
    anstream::stdout().current_choice() != anstream::ColorChoice::Never
        && (io::stdout().is_terminal() || std::env::var_os("CLICOLOR_FORCE").is_some())
}
