use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lictor_authoring::trial::{Trial, TrialError, junit};
use lictor_authoring::{PackFolder, build, cases};
use lictor_model::visible;
use miette::{IntoDiagnostic, Result, miette};

use super::subject::component;
use super::watch::Changes;
use crate::check::output;
use crate::exit::Exit;
use crate::{configuration, document, terminal};

/// Run a pack's cases and the examples of its rules in the sandbox.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin test                              the pack in this folder
  lictor plugin test packs/tone --watch           again after every change
  lictor plugin test packs/tone --format junit --output junit.xml
  lictor plugin test acme-tone.wasm --cases cases

A case is a heading with blocks in cases/*.md, or a line of cases/*.jsonl:
  {\"id\": \"rude\", \"sample\": {\"answer\": \"…\"}, \"fires\": [{\"rule\": \"TON101\", \"spans\": [\"quoted\"]}], \"ignores\": [\"TON102\"]}
Every rule needs a case in which it must fire and one in which it must not.

Exit codes: 0 everything is as it must be, 1 it is not or a rule has no cases, 2 usage, a pack that does not
build, or a case that cannot be read.")]
pub(crate) struct Test {
    /// The pack's folder, which is built, or a component.
    #[arg(default_value = ".", value_name = "FOLDER|FILE")]
    pack: PathBuf,
    /// The folder with the cases (default: `cases` in the pack's folder, or beside the component).
    #[arg(long, value_name = "FOLDER")]
    cases: Option<PathBuf>,
    /// Run again whenever a file of the pack changes, until it is interrupted.
    #[arg(long)]
    watch: bool,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the result to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How to write the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For build servers.
    Junit,
}

pub(super) fn run(arguments: &Test) -> Result<Exit> {
    if !arguments.watch {
        return once(arguments);
    }
    let changes = Changes::of(&arguments.pack, &cases_of(arguments), arguments.output.as_deref())?;
    loop {
        if let Err(error) = once(arguments) {
            terminal::error(&error);
        }
        terminal::note("waiting for a change");
        changes.wait()?;
    }
}

fn cases_of(arguments: &Test) -> PathBuf {
    let pack = &arguments.pack;
    let beside = match pack.is_dir() {
        true => pack.as_path(),
        false => pack.parent().unwrap_or(Path::new("")),
    };
    arguments.cases.clone().unwrap_or_else(|| beside.join("cases"))
}

fn once(arguments: &Test) -> Result<Exit> {
    let cache = configuration::cache(true);
    let component = if arguments.pack.is_dir() {
        build(&PackFolder::open(&arguments.pack)?, cache.clone())?.component
    } else {
        component(&arguments.pack)?
    };
    let folder = cases_of(arguments);
    if arguments.cases.is_some() && !folder.is_dir() {
        return Err(miette!("{} is no folder: --cases names the one with the cases", folder.display()));
    }
    let shown = folder.strip_prefix(".").unwrap_or(&folder).join("");
    let read = cases::read(&folder, &shown.display().to_string()).map_err(TrialError::from)?;
    let trial = Trial::run(&component, read, cache)?;
    let text = match arguments.format {
        Format::Text => text(&trial),
        Format::Json => document::named("lictor.pack-test/v1", &trial)?,
        Format::Junit => junit(&trial).into_diagnostic()?,
    };
    output::put(&text, arguments.output.as_deref(), &[])?;
    if arguments.output.is_some() {
        terminal::note(summary(&trial));
    }
    Ok(match (trial.problems.is_empty(), trial.passed()) {
        (false, _) => Exit::Usage,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Clean,
    })
}

fn summary(trial: &Trial) -> String {
    let (tried, wrong) = (trial.cases + trial.examples, trial.wrong.len());
    let mut text = format!(
        "{} {}: {} of {tried} as they must be ({} cases, {} examples)",
        trial.plugin,
        trial.version,
        tried - wrong,
        trial.cases,
        trial.examples
    );
    for (count, what) in [(trial.problems.len(), "not read"), (trial.uncovered.len(), "rules without cases")] {
        if count > 0 {
            let _ = write!(text, ", {count} {what}");
        }
    }
    text
}

fn text(trial: &Trial) -> String {
    let mut text = String::new();
    for problem in &trial.problems {
        let _ = writeln!(text, "{}:{}: {}", visible(&problem.file), problem.line, visible(&problem.message));
    }
    for wrong in &trial.wrong {
        let _ = writeln!(text, "{}", visible(&wrong.origin.to_string()));
        for reason in &wrong.reasons {
            let _ = writeln!(text, "    {}", visible(reason));
        }
    }
    for uncovered in &trial.uncovered {
        let _ = writeln!(text, "{uncovered}");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let share = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{share:.2}"));
    let _ = writeln!(
        text,
        "{:<20} {:>14} {:>20} {:>10} {:>9} {:>8}",
        "rule", "must fire, did", "must not fire, did", "unjudged", "precision", "recall"
    );
    for rule in &trial.rules {
        let (fire, not) =
            (format!("{}, {}", rule.must_fire, rule.fired), format!("{}, {}", rule.must_not_fire, rule.fired_wrongly));
        let (precision, recall) = (share(rule.precision), share(rule.recall));
        let _ =
            writeln!(text, "{:<20} {fire:>14} {not:>20} {:>10} {precision:>9} {recall:>8}", rule.rule, rule.unjudged);
    }
    let _ = writeln!(text, "\n{}", summary(trial));
    text
}
