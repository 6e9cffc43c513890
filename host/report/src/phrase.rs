//! Sentences that several formats share.

use std::fmt::Write;

use lictor_model::{Decision, Failure, FailureKind, Finding, Record, Status};

use crate::Summary;

/// `file:line`, where the sample came from a file.
pub(crate) fn place(record: &Record) -> Option<String> {
    record.source.as_ref().map(|source| format!("{}:{}", source.file, source.line))
}

/// What went wrong: `lictor/grounding: fuel: …`, `input: …`.
pub(crate) fn failure(failure: &Failure) -> String {
    let mut text = failure.kind.as_str().to_owned();
    if failure.kind != FailureKind::Input {
        text = format!("{}: {text}", failure.plugin);
    }
    if let Some(message) = &failure.message {
        text = format!("{text}: {message}");
    }
    text
}

/// All that went wrong with a sample, a line each. Empty only for samples that were checked.
pub(crate) fn failures(record: &Record) -> Vec<String> {
    let mut lines: Vec<_> = record.failures.iter().map(failure).collect();
    if lines.is_empty() && record.status != Status::Checked {
        lines.push("no reason was given".into());
    }
    lines
}

/// The word for a sample with failures.
pub(crate) fn status_word(record: &Record) -> &'static str {
    if record.status == Status::Unchecked { "unchecked" } else { "partial" }
}

/// A finding on one line, without place and case.
pub(crate) fn finding(finding: &Finding) -> String {
    let mut text = format!("{} {} [{}", finding.rule, finding.slug, finding.level);
    if let Some(reason) = &finding.waived {
        let _ = write!(text, ", waived: {reason}");
    }
    let _ = write!(text, "] {}", finding.message);
    text
}

/// The last line of a run.
pub(crate) fn totals(summary: &Summary) -> String {
    let decided = |decision| summary.decisions.get(&decision).copied().unwrap_or_default();
    format!(
        "{} {}, {} checked, {} partial, {} unchecked, {} blocked, {} redacted",
        summary.samples,
        if summary.samples == 1 { "sample" } else { "samples" },
        summary.checked,
        summary.partial,
        summary.unchecked,
        decided(Decision::Block),
        decided(Decision::Redact),
    )
}
