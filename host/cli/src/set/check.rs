use std::fmt::Write;
use std::path::PathBuf;

use anstyle::AnsiColor;
use clap::Args;
use jiff::civil::Date;
use lictor_evals::set::{CheckOptions, IssueKind, IssueSeverity, OpenedSet, SetReport};
use lictor_model::visible;
use miette::{Result, miette};

use super::{Reading, require, secrets, today};
use crate::arguments::PolicyChoice;
use crate::check::output::put;
use crate::configuration::guard;
use crate::exit::Exit;
use crate::{document, terminal};

/// Report everything that is wrong with a set, and where it is weaker than it looks.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor set check sets/support
  lictor set check sets/support --strict                    warnings count, for continuous integration
  lictor set check sets/support --strict --ignore near-duplicate,stale-case
  lictor set check sets/support --format json

Errors make a set unusable. Warnings are near duplicates, workflows without blockers or with the happy path only,
facts that the model cannot know, secrets in the texts, stale cases, and blockers that say too little. Each has the
name of its kind in brackets.

Exit codes: 0 no errors (with --strict: nothing), 1 problems of the set, 2 usage or configuration,
3 something could not be read or checked.")]
pub(super) struct Check {
    /// The folder of the set, or the set.toml in it.
    #[arg(value_name = "SET")]
    set: PathBuf,
    /// Warnings count, too.
    #[arg(long)]
    strict: bool,
    /// Only warnings of these kinds. Errors are always told.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    select: Vec<IssueKind>,
    /// No warnings of these kinds.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    ignore: Vec<IssueKind>,
    /// The policy whose rules on exposed data look for secrets: a file, or the name of an embedded one.
    #[arg(long, value_name = "POLICY", default_value = "default")]
    policy: String,
    /// Do not look for secrets.
    #[arg(long)]
    no_secrets: bool,
    /// The day that counts as today (default: the current day, UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::day)]
    today: Option<Date>,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    /// Write the report to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Check) -> Result<Exit> {
    for kind in arguments.select.iter().chain(&arguments.ignore) {
        if kind.severity() == IssueSeverity::Error {
            let help = "a set with errors cannot be used: mend them";
            return Err(miette!(help = help, "`{kind}` is an error, and errors are always told"));
        }
    }
    require(&arguments.set)?;
    let mut report = report(arguments)?;
    let unseen = report.is_incomplete();
    report.issues.retain(|issue| {
        issue.severity == IssueSeverity::Error
            || (arguments.select.is_empty() || arguments.select.contains(&issue.kind))
                && !arguments.ignore.contains(&issue.kind)
    });
    let text = match arguments.format {
        Reading::Json => document::named("lictor.set-report/v1", &report)?,
        Reading::Text => text(&report, arguments),
    };
    put(&text, arguments.output.as_deref(), &[arguments.set.join("set.toml"), arguments.set.join("cases.jsonl")])?;
    let wrong = report.count(IssueSeverity::Error) > 0 || arguments.strict && report.count(IssueSeverity::Warning) > 0;
    Ok(match (unseen, wrong) {
        (true, _) => Exit::Unchecked,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    })
}

fn report(arguments: &Check) -> Result<SetReport> {
    let opened = match OpenedSet::open(&arguments.set) {
        Ok(opened) => opened,
        Err(error) => return Ok(error.into()),
    };
    let today = today(arguments.today);
    if arguments.no_secrets {
        return Ok(opened.check(CheckOptions { today, secrets: None }));
    }
    let choice = PolicyChoice { select: vec![secrets::RULES.into()], ..PolicyChoice::of(&arguments.policy) };
    let guard = guard(&choice, Some(today.to_string()), true)?;
    let scan = |text: &str| secrets::scan(&guard, text);
    Ok(opened.check(CheckOptions { today, secrets: Some(&scan) }))
}

fn text(report: &SetReport, arguments: &Check) -> String {
    let mut text = String::new();
    let colour = arguments.output.is_none() && terminal::colour();
    for issue in &report.issues {
        let style = match issue.severity {
            _ if !colour => anstyle::Style::new(),
            IssueSeverity::Error => AnsiColor::Red.on_default().bold(),
            IssueSeverity::Warning => AnsiColor::Yellow.on_default(),
        };
        let line = issue.line.map(|line| format!(":{line}")).unwrap_or_default();
        let case = issue.case.as_ref().map(|case| format!(" (case `{case}`)")).unwrap_or_default();
        let (severity, kind) = (issue.severity.as_str(), issue.kind);
        let said = format!("{}{case}", issue.message);
        let said = visible(&said);
        let file = visible(&issue.file);
        let _ = writeln!(text, "{file}{line}: {style}{severity}[{kind}]{style:#}: {said}");
        if let Some(help) = &issue.help {
            let _ = writeln!(text, "    {}", visible(help));
        }
    }
    let counted = |severity, word: &str| match report.count(severity) {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    let (errors, warnings) = (counted(IssueSeverity::Error, "error"), counted(IssueSeverity::Warning, "warning"));
    let _ = match (&report.set, &report.digest, report.cases) {
        (Some(set), Some(digest), Some(cases)) => {
            writeln!(text, "{set}: {cases} cases, {errors}, {warnings}, {digest}")
        }
        _ => {
            writeln!(text, "{}: {errors}; it cannot be used", visible(&arguments.set.display().to_string()))
        }
    };
    text
}
