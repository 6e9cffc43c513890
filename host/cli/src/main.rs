//! The command line `lictor`.
//!
//! Exit codes: 0 nothing at or above the level, 1 findings, 2 usage or configuration, 3 something went
//! unchecked or could not be reported, 4 a release needs a review, 130 interrupted.
#![forbid(unsafe_code)]

mod arguments;
mod check;
mod compare;
mod completions;
mod configuration;
mod document;
mod exit;
mod gate;
mod key;
mod plugin;
mod policy;
mod probe;
mod profile;
mod proxy;
mod report;
mod review;
mod rules;
mod run;
mod schema;
mod serve;
mod set;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::exit::{ClosedPipe, Exit};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Gate(arguments) => gate::run(&arguments),
        Command::Key(arguments) => key::run(&arguments),
        Command::Plugin(arguments) => plugin::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Proxy(arguments) => proxy::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Policy(arguments) => policy::run(&arguments),
        Command::Set(arguments) => set::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            // A reader that has seen enough is no error of ours; what it did not read was not reported.
            if !error.is::<ClosedPipe>() {
                terminal::error(&error);
            }
            Exit::of(&error).into()
        }
    }
}
