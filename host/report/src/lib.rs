//! Writes what Lictor says about samples in the seven formats of `lictor check`: text, JSON, JSON Lines,
//! SARIF, JUnit, GitHub annotations and CSV.
//!
//! Records go in one by one and are written as they come, so memory stays flat however long the run is;
//! what a format must say first but is known last waits in a temporary file. The same records give the
//! same bytes. No format says more than JSON Lines, which is the record itself, and none adds the
//! dimensions up to one number.
//!
//! It writes the pages of rules, too: the same for the command line and for the book.
//!
//! What this crate is not: it decides nothing. Levels, waivers and masked messages stand in the record.
#![forbid(unsafe_code)]

mod baseline;
mod csv;
mod format;
mod github;
mod json;
mod jsonl;
mod junit;
mod page;
mod phrase;
mod sarif;
mod sarif_log;
mod suite;
mod summary;
mod text;

use std::io::{self, Write};

use lictor_contract::RuleInfo;
use lictor_model::{Finding, Level, PolicyRef, Record, RuleId};

pub use baseline::{Baseline, SarifAgainst};
pub use format::{Format, FormatError};
pub use page::{pages, rule_page, tombstone_page};
pub use suite::{TestCase, TestOutcome, junit_suite};
pub use summary::{Outcomes, RuleCounts, Summary, WorkflowCounts};

/// What a report is written for. The same for every record of a run.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The rules that findings refer to. SARIF lists them all, in this order.
    pub rules: &'a [RuleInfo],
    /// The policy that the run was made under.
    pub policy: PolicyRef,
    /// The version of Lictor.
    pub tool_version: &'a str,
    /// The day (`YYYY-MM-DD`) that stands for today.
    pub today: &'a str,
    /// Whether text may hold ANSI colours.
    pub colour: bool,
    /// Columns of the terminal: longer lines of the text format are wrapped. `None`: never.
    pub width: Option<usize>,
    /// The weakest level that fails a sample in JUnit. [`Level::Off`]: none does.
    pub fail_on: Level,
}

impl Context<'_> {
    /// Whether a finding fails its sample: strong enough, and nobody waived it.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fail_on != Level::Off && finding.waived.is_none() && finding.level >= self.fail_on
    }

    fn rule(&self, id: &RuleId) -> Option<&RuleInfo> {
        self.rules.iter().find(|rule| rule.id == *id)
    }
}

/// A report that is being written.
///
/// [`finish`](Self::finish) completes and flushes it; a report that is dropped before that is cut short.
pub trait Report {
    /// Writes one record. Records come in input order.
    ///
    /// # Errors
    /// What the output or the temporary file gave.
    fn record(&mut self, record: &Record) -> io::Result<()>;

    /// Writes what stands at the end and flushes. Nothing may follow.
    ///
    /// # Errors
    /// What the output or the temporary file gave.
    fn finish(&mut self, summary: &Summary) -> io::Result<()>;
}

/// Starts a report.
///
/// Each record reaches `out` in one write of whole lines, so a progress bar can share the terminal; for files
/// `out` should be buffered.
///
/// # Errors
/// What the output gave.
pub fn report<'a>(
    format: Format,
    out: Box<dyn Write + Send + 'a>,
    context: Context<'a>,
) -> io::Result<Box<dyn Report + Send + 'a>> {
    Ok(match format {
        Format::Text => Box::new(text::Text::new(out, context)),
        Format::Json => Box::new(json::Json::start(out, context)?),
        Format::Jsonl => Box::new(jsonl::Jsonl::new(out)),
        Format::Sarif => Box::new(sarif::Sarif::start(out, &context)?),
        Format::Junit => Box::new(junit::Junit::new(out, context)),
        Format::Github => Box::new(github::Github::new(out)),
        Format::Csv => Box::new(csv::Csv::start(out)?),
    })
}
