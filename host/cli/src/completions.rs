use clap::CommandFactory;
use miette::Result;

use crate::arguments::{Arguments, Completions};
use crate::exit::Exit;
use crate::terminal;

pub(crate) fn run(arguments: &Completions) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "lictor", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
