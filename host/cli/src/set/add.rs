use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use lictor_evals::set::{AddError, MOST_LINE_BYTES};
use lictor_model::visible;
use miette::{IntoDiagnostic, Result, WrapErr};

use super::{Reading, require, today};
use crate::exit::Exit;
use crate::{document, terminal};

/// Add a case to a set, if it is in order.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor set add sets/support --case new-case.json
  jq '.id = \"refunds/late\"' template.json | lictor set add sets/support --case -

The case becomes a line of cases.jsonl; a set that has only files in cases/ gets another file.

Exit codes: 0 it was added, 1 the case is not in order, 2 usage or a set that cannot be used, 3 it could not be written.")]
pub(super) struct Add {
    /// The folder of the set, or the set.toml in it.
    #[arg(value_name = "SET")]
    set: PathBuf,
    /// The case: a file with one JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    case: PathBuf,
    /// The day that counts as today (default: the current day, UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::day)]
    today: Option<Date>,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

pub(super) fn run(arguments: &Add) -> Result<Exit> {
    require(&arguments.set)?;
    let name = arguments.case.display().to_string();
    let text = read(&arguments.case).into_diagnostic().wrap_err_with(|| format!("{name} cannot be read"))?;
    let added = match lictor_evals::set::add(&arguments.set, &name, &text, today(arguments.today)) {
        Ok(added) => added,
        Err(error) => {
            let exit = match &error {
                AddError::Case(_) | AddError::NoToml => Exit::Findings,
                AddError::Write { .. } => Exit::Unchecked,
                AddError::Set(set) if set.is_unreadable() => Exit::Unchecked,
                AddError::Set(_) => Exit::Usage,
            };
            terminal::error(&error.into());
            return Ok(exit);
        }
    };
    terminal::print(&match arguments.format {
        Reading::Json => document::named("lictor.set-addition/v1", &added)?,
        Reading::Text => {
            format!("{} was added to {}\n{}\n", added.id, visible(&added.file.display().to_string()), added.digest)
        }
    })?;
    Ok(Exit::Clean)
}

/// One byte more than a case may have, so that a longer one is told.
fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let most = MOST_LINE_BYTES as u64 + 1;
    match path == Path::new("-") {
        true => std::io::stdin().lock().take(most).read_to_string(&mut text)?,
        false => std::fs::File::open(path)?.take(most).read_to_string(&mut text)?,
    };
    Ok(text)
}
