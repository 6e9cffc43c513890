use std::collections::HashMap;
use std::io::{self, Seek, Write};

use lictor_model::{Finding, Record, RuleId};
use tempfile::SpooledTempFile;

use crate::baseline::BaselineState;
use crate::sarif_log::{Driver, Notification, Rule, RunProperties, SarifResult};
use crate::{Context, Report, Summary, phrase};

/// The schema's address, for tools that look it up.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How many bytes of notifications wait in memory before they go to a temporary file.
const SPOOL_IN_MEMORY: usize = 1 << 20;

/// A SARIF 2.1.0 log with one run. Results are written as they come; what went unchecked belongs to the run's
/// invocation, not to its results, so it waits in a temporary file without a name.
///
/// There is never a snippet: it could show what a message masks.
pub(crate) struct Sarif<'a> {
    out: Box<dyn Write + Send + 'a>,
    /// Where each rule stands in the driver's list.
    rules: HashMap<RuleId, usize>,
    notifications: SpooledTempFile,
    successful: bool,
    first: bool,
    first_notification: bool,
}

impl<'a> Sarif<'a> {
    pub(crate) fn start(mut out: Box<dyn Write + Send + 'a>, context: &Context<'_>) -> io::Result<Self> {
        let driver = Driver {
            name: "Lictor",
            version: context.tool_version,
            rules: context.rules.iter().map(Rule::new).collect(),
        };
        let properties = RunProperties { policy: &context.policy, today: context.today };
        let mut head = format!("{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{").into_bytes();
        head.extend(b"\"tool\":{\"driver\":");
        serde_json::to_writer(&mut head, &driver)?;
        head.extend(b"},\"columnKind\":\"unicodeCodePoints\",\"properties\":");
        serde_json::to_writer(&mut head, &properties)?;
        head.extend(b",\"results\":[");
        out.write_all(&head)?;
        Ok(Self {
            out,
            rules: context.rules.iter().enumerate().map(|(index, rule)| (rule.id.clone(), index)).collect(),
            notifications: tempfile::spooled_tempfile(SPOOL_IN_MEMORY),
            successful: true,
            first: true,
            first_notification: true,
        })
    }

    /// Writes findings of a record, with how they stand to an earlier run if they are held against one.
    pub(crate) fn results<'f>(
        &mut self,
        record: &Record,
        findings: impl Iterator<Item = (&'f Finding, Option<BaselineState>)>,
    ) -> io::Result<()> {
        let mut results = Vec::new();
        for (finding, state) in findings {
            results.extend(if self.first { b"\n".as_slice() } else { b",\n" });
            self.first = false;
            let rule = self.rules.get(&finding.rule).copied();
            serde_json::to_writer(&mut results, &SarifResult::new(record, finding, rule, state))?;
        }
        self.out.write_all(&results)
    }

    /// Keeps what went unchecked in a record for the end.
    pub(crate) fn failures(&mut self, record: &Record) -> io::Result<()> {
        for failure in phrase::failures(record) {
            self.successful = false;
            self.notify(record, "error", &failure)?;
        }
        Ok(())
    }

    pub(crate) fn notify(&mut self, record: &Record, level: &'static str, text: &str) -> io::Result<()> {
        let mut line = if self.first_notification { b"\n".to_vec() } else { b",\n".to_vec() };
        self.first_notification = false;
        serde_json::to_writer(&mut line, &Notification::new(record, level, text))?;
        self.notifications.write_all(&line)
    }

    pub(crate) fn end(&mut self) -> io::Result<()> {
        let successful = self.successful;
        write!(self.out, "\n],\"invocations\":[{{\"executionSuccessful\":{successful}")?;
        self.out.write_all(b",\"toolExecutionNotifications\":[")?;
        self.notifications.rewind()?;
        io::copy(&mut self.notifications, &mut self.out)?;
        self.out.write_all(b"]}]}]}\n")?;
        self.out.flush()
    }
}

impl Report for Sarif<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.results(record, record.findings.iter().map(|finding| (finding, None)))?;
        self.failures(record)
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        self.end()
    }
}
