use std::collections::HashMap;
use std::io::{self, Seek, Write};

use lictor_model::{Record, RuleId};
use tempfile::SpooledTempFile;

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
        })
    }
}

impl Report for Sarif<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        let mut results = Vec::new();
        for finding in &record.findings {
            results.extend(if self.first { b"\n".as_slice() } else { b",\n" });
            self.first = false;
            let rule = self.rules.get(&finding.rule).copied();
            serde_json::to_writer(&mut results, &SarifResult::new(record, finding, rule))?;
        }
        self.out.write_all(&results)?;
        for failure in phrase::failures(record) {
            let mut line = if self.successful { b"\n".to_vec() } else { b",\n".to_vec() };
            self.successful = false;
            serde_json::to_writer(&mut line, &Notification::new(record, &failure))?;
            self.notifications.write_all(&line)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        let successful = self.successful;
        write!(self.out, "\n],\"invocations\":[{{\"executionSuccessful\":{successful}")?;
        self.out.write_all(b",\"toolExecutionNotifications\":[")?;
        self.notifications.rewind()?;
        io::copy(&mut self.notifications, &mut self.out)?;
        self.out.write_all(b"]}]}]}\n")?;
        self.out.flush()
    }
}
