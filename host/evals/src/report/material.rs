use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::compare::{CompareOptions, Comparison, compare};
use crate::gate::{DECISION_SCHEMA, ReleaseDecision};
use crate::run::{Problem, Run, RunError, RunManifest};
use crate::summary::RunSummary;

use super::{Report, ReportCase, ReportCases};

/// The largest decision that is read: a hundred thousand cases take a few megabytes.
const MAX_DECISION: u64 = 64 << 20;

/// How many answers that did not fit are kept. All are counted.
const PROBLEMS: usize = 1_000;

/// What a report is made of, read from run folders.
#[derive(Debug, Clone)]
pub struct Material {
    summary: RunSummary,
    manifest: RunManifest,
    comparison: Option<Comparison>,
    decision: Option<ReleaseDecision>,
    history: Vec<RunSummary>,
    cases: Vec<ReportCase>,
    problems: Vec<Problem>,
}

/// Why a decision cannot be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum DecisionError {
    /// The file.
    #[error("{} cannot be read: {error}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Its content.
    #[error("{}: no release decision: {what}", .path.display())]
    #[diagnostic(help("`lictor gate --format json --output decision.json` writes one"))]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong. No value is quoted.
        what: String,
    },
}

impl Material {
    /// Reads a run, compares it with its base if there is one, and sums up the earlier runs. Reads the results of each run once
    /// or twice; memory grows with cases, not with answers.
    ///
    /// # Errors
    /// A file of a run cannot be read, was edited, or holds something else.
    pub fn read(
        run: &Run,
        base: Option<&Run>,
        history: &[Run],
        decision: Option<ReleaseDecision>,
    ) -> Result<Self, RunError> {
        let mut cases = ReportCases::new(run.cases()?, &run.manifest().rules);
        for result in run.results()? {
            cases.add(&result?);
        }
        Ok(Self {
            summary: RunSummary::of(run)?,
            manifest: run.manifest().clone(),
            comparison: base.map(|base| compare(base, run, &CompareOptions::default())).transpose()?,
            decision,
            history: history.iter().map(RunSummary::of).collect::<Result<_, _>>()?,
            cases: cases.finish(),
            problems: run.problems()?.take(PROBLEMS).collect::<Result<_, _>>()?,
        })
    }

    /// The report.
    pub fn report(&self) -> Report<'_> {
        Report {
            summary: &self.summary,
            manifest: Some(&self.manifest),
            comparison: self.comparison.as_ref(),
            decision: self.decision.as_ref(),
            history: &self.history,
            cases: &self.cases,
            problems: &self.problems,
        }
    }
}

/// Reads a release decision that `lictor gate` has written.
///
/// # Errors
/// [`DecisionError`]: it cannot be read, or is none of this schema.
pub fn read_decision(path: &Path) -> Result<ReleaseDecision, DecisionError> {
    let unread = |error| DecisionError::Read { path: path.to_owned(), error };
    let content = |what: String| DecisionError::Content { path: path.to_owned(), what };
    let mut bytes = Vec::new();
    File::open(path).map_err(unread)?.take(MAX_DECISION + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MAX_DECISION {
        return Err(content(format!("it is longer than {MAX_DECISION} bytes")));
    }
    // The message of serde may quote a value; place and kind are enough to mend it.
    let at = |error: serde_json::Error| content(format!("see line {}, column {}", error.line(), error.column()));
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(at)?;
    if value.get("schema").and_then(serde_json::Value::as_str) != Some(DECISION_SCHEMA) {
        return Err(content(format!("its schema is not `{DECISION_SCHEMA}`, the only one that this version reads")));
    }
    serde_json::from_slice(&bytes).map_err(at)
}
