use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use lictor_evals::set::{NamedCase, SetDiff};
use miette::Result;

use super::Reading;
use super::coverage::opened;
use crate::check::output::put;
use crate::document;
use crate::exit::Exit;

/// Show what changed between two versions of a set, what it demands less than before first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  git worktree add /tmp/main main && lictor set diff /tmp/main/sets/support sets/support
  lictor set diff old new --strict                          fail where a set was weakened
  lictor set diff old new --format json

A set is weaker where a blocker became a signal or is gone, protection, a boundary or an earlier failure is no longer said, a
risk is lower, another behaviour is expected, or a fact, a forbidden text, a citation or a form is no longer demanded.

Exit codes: 0 fine, 1 something was weakened (with --strict), 2 usage or a set that cannot be used,
3 one could not be read.")]
pub(super) struct Diff {
    /// The set before.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The set after.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// A set that demands less than before counts as a failure.
    #[arg(long)]
    strict: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    /// Write to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Diff) -> Result<Exit> {
    let Some(old) = opened(&arguments.old)? else { return Ok(Exit::Unchecked) };
    let Some(new) = opened(&arguments.new)? else { return Ok(Exit::Unchecked) };
    let diff = SetDiff::between(&old, &new);
    let text = match arguments.format {
        Reading::Text => text(&diff),
        Reading::Json => document::named("lictor.set-diff/v1", &diff)?,
    };
    let inputs = [&arguments.old, &arguments.new].map(|set| set.join("cases.jsonl"));
    put(&text, arguments.output.as_deref(), &inputs)?;
    Ok(if arguments.strict && !diff.weakened.is_empty() { Exit::Findings } else { Exit::Clean })
}

fn text(diff: &SetDiff) -> String {
    let mut text = String::new();
    if diff.is_empty() {
        let _ = writeln!(text, "Nothing changed: {} cases, {}", diff.unchanged, diff.new);
        return text;
    }
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{title}");
            for line in lines {
                let _ = writeln!(text, "  {line}");
            }
            text.push('\n');
        }
    };
    let named = |cases: &[NamedCase]| -> Vec<String> {
        cases.iter().map(|case| format!("{}  ({}, {})", case.id, case.workflow, case.gate.as_str())).collect()
    };
    let weakened = diff.weakened.iter().map(|weakened| format!("{}  {}", weakened.what.as_str(), weakened.case));
    list("Weakened", weakened.collect());
    list("Header", diff.header.clone());
    list("Added", named(&diff.added));
    list("Removed", named(&diff.removed));
    list("Changed", diff.changed.iter().map(|case| format!("{}: {}", case.id, case.fields.join(", "))).collect());
    let (added, removed, changed) = (diff.added.len(), diff.removed.len(), diff.changed.len());
    let _ = writeln!(text, "{added} added, {removed} removed, {changed} changed, {} the same", diff.unchanged);
    text
}
