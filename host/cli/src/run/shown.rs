//! What a person or a script sees of a run that was made: counts. What they come to, with shares and intervals, is what
//! `lictor report` shows.

use std::fmt::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use lictor::Dimension;
use lictor_evals::run::{Finished, Problem, ProblemKind};
use lictor_evals::{Outcome, OutcomeCounts};
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use crate::terminal::{self, printable};

pub(super) fn json(output: &Path, finished: &Finished) -> Result<String> {
    let value = json!({
        "run": output.display().to_string(), "digest": finished.digest, "counts": finished.counts,
        "workflows": finished.workflows, "problems": finished.problems, "aggregates": finished.aggregates,
    });
    Ok(serde_json::to_string_pretty(&value).into_diagnostic()? + "\n")
}

pub(super) fn text(output: &Path, finished: &Finished) -> String {
    let counts = &finished.counts;
    let mut text = format!(
        "{}: {} answers to {} cases\n{}\n",
        printable(&output.display().to_string()),
        counts.answers,
        counts.cases,
        finished.digest
    );
    for dimension in Dimension::ALL {
        table(&mut text, finished, dimension);
    }
    for finding in &finished.aggregates {
        let _ = writeln!(
            text,
            "\n{} {} {}: {}: {}",
            finding.level,
            finding.rule,
            finding.slug,
            printable(&finding.group),
            printable(&finding.message)
        );
    }
    text
}

/// One dimension: the cases of each workflow by outcome.
fn table(text: &mut String, finished: &Finished, dimension: Dimension) {
    let width = finished.workflows.keys().map(|name| name.chars().count()).max().unwrap_or_default().max(12);
    let bold = Style::new().bold();
    let _ = write!(text, "\n{bold}{:<width$}{bold:#}", dimension.as_str(), width = width + 2);
    for outcome in Outcome::ALL {
        let _ = write!(text, "  {:>9}", column(outcome));
    }
    text.push('\n');
    for (workflow, dimensions) in &finished.workflows {
        let counts = dimensions.get(&dimension).copied().unwrap_or_default();
        let _ = write!(text, "  {:<width$}", printable(workflow));
        for outcome in Outcome::ALL {
            let count = of(&counts, outcome);
            let style = if count == 0 { Style::new().dimmed() } else { style(outcome) };
            let _ = write!(text, "  {style}{count:>9}{style:#}");
        }
        text.push('\n');
    }
}

fn column(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::NotApplicable => "n/a",
        Outcome::Unchecked => "unchecked",
    }
}

fn of(counts: &OutcomeCounts, outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Pass => counts.pass,
        Outcome::Fail => counts.fail,
        Outcome::NotApplicable => counts.not_applicable,
        Outcome::Unchecked => counts.unchecked,
    }
}

fn style(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => Style::new(),
        Outcome::Fail => AnsiColor::Red.on_default(),
        Outcome::Unchecked => AnsiColor::Yellow.on_default(),
    }
}

/// Names on standard error what does not fit.
pub(super) fn problems(finished: &Finished) {
    let counts = &finished.counts;
    finished.problems.iter().map(line).for_each(terminal::note);
    let all = counts.missing + counts.extra + counts.duplicate + counts.unreadable;
    if all > finished.problems.len() as u64 {
        terminal::note(format!("{all} problems, the first are named above; problems.jsonl has them all"));
    }
    for (count, what) in [
        (counts.missing, "cases have no answer"),
        (counts.extra, "answers name no case of the set"),
        (counts.duplicate, "answers came twice"),
        (counts.unreadable, "lines hold no answer"),
        (counts.unchecked, "answers were not fully checked"),
    ] {
        if count > 0 {
            terminal::note(format!("{count} {what}"));
        }
    }
}

fn line(problem: &Problem) -> String {
    let mut line = String::new();
    if let Some(source) = &problem.source {
        let _ = write!(line, "{}:{}: ", source.file, source.line);
    }
    line.push_str(match problem.kind {
        ProblemKind::Missing => "missing",
        ProblemKind::Extra => "extra",
        ProblemKind::Duplicate => "duplicate",
        ProblemKind::Unreadable => "unreadable",
    });
    if let Some(case) = &problem.case {
        let _ = write!(line, " `{case}`");
    }
    if let Some(message) = &problem.message {
        let _ = write!(line, ": {message}");
    }
    line
}
