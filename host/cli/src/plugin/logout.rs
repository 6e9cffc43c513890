use clap::Args;
use lictor_registry::Credentials;
use miette::Result;

use super::login::registry;
use crate::exit::Exit;
use crate::terminal;

/// Forget the name and password that are kept for a registry.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  lictor plugin logout registry.acme.example

What Docker's own files know is not touched.

Exit codes: 0 nothing is kept any more, 2 the file cannot be read or written.")]
pub(crate) struct Logout {
    /// The registry's host, with its port if it has one.
    #[arg(value_parser = registry)]
    registry: String,
}

pub(super) fn run(arguments: &Logout) -> Result<Exit> {
    let was = Credentials::of_user().forget(&arguments.registry)?;
    terminal::note(match was {
        true => format!("{} is forgotten", arguments.registry),
        false => format!("nothing was kept for {}", arguments.registry),
    });
    Ok(Exit::Clean)
}
