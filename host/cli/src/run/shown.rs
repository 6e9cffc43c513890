//! What a person or a script sees of a run that was made.

use std::fmt::Write;
use std::path::Path;

use jiff::Timestamp;
use lictor_evals::run::{Finished, Problem, ProblemKind, Run};
use lictor_evals::summary::RunSummary;
use lictor_model::visible;
use miette::Result;
use serde_json::json;

use crate::document;
use crate::terminal;

/// Counts, which are at hand. `lictor report` has the rest.
pub(super) fn json(output: &Path, finished: &Finished) -> Result<String> {
    let value = json!({
        "run": output.display().to_string(), "digest": finished.digest, "counts": finished.counts,
        "workflows": finished.workflows, "problems": finished.problems, "aggregates": finished.aggregates,
    });
    document::named("lictor.run-report/v1", &value)
}

/// What the run comes to, read from the folder again: so it is known to be whole as well.
pub(super) fn text(output: &Path, finished: &Finished, now: Timestamp) -> Result<String> {
    let name = output.display().to_string();
    let name = visible(&name);
    let (counts, digest) = (&finished.counts, finished.digest);
    let summary = RunSummary::of(&Run::open(output, now)?)?.text(terminal::colour());
    Ok(format!("{name}: {} answers to {} cases\n{digest}\n\n{summary}", counts.answers, counts.cases))
}

/// Names on standard error what does not fit.
pub(super) fn problems(finished: &Finished) {
    let counts = &finished.counts;
    finished.problems.iter().map(line).for_each(terminal::note);
    let all = counts.missing + counts.extra + counts.duplicate + counts.unreadable;
    if all > finished.problems.len() as u64 {
        terminal::note(format!("{all} problems, the first are named above; problems.jsonl has them all"));
    }
    for (count, one, many) in [
        (counts.missing, "case has no answer", "cases have no answer"),
        (counts.extra, "answer names no case of the set", "answers name no case of the set"),
        (counts.duplicate, "answer came twice", "answers came twice"),
        (counts.unreadable, "line holds no answer", "lines hold no answer"),
        (counts.unchecked, "answer was not fully checked", "answers were not fully checked"),
    ] {
        match count {
            0 => {}
            1 => terminal::note(format!("1 {one}")),
            _ => terminal::note(format!("{count} {many}")),
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
