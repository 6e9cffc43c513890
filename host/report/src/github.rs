use std::fmt::Write as _;
use std::io::{self, Write};

use lictor_model::{Level, Record, visible};

use crate::{Report, Summary, phrase};

/// Workflow commands of GitHub Actions. GitHub shows ten annotations per level and step; the log has them all.
///
/// Waived findings are debug lines: they do not vanish, and annotate nothing.
pub(crate) struct Github<'a> {
    out: Box<dyn Write + Send + 'a>,
}

impl<'a> Github<'a> {
    pub(crate) fn new(out: Box<dyn Write + Send + 'a>) -> Self {
        Self { out }
    }
}

impl Report for Github<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        let mut lines = String::new();
        for finding in &record.findings {
            if finding.waived.is_some() {
                let text = format!("{}: {}", record.id, phrase::finding(finding));
                let _ = writeln!(lines, "::debug::{}", data(&text));
                continue;
            }
            let command = match finding.level {
                Level::Block | Level::Redact => "error",
                Level::Warn => "warning",
                Level::Note | Level::Off => "notice",
            };
            let title = format!("{} {}", finding.rule, finding.slug);
            let text = format!("{}: [{}] {}", record.id, finding.level, finding.message);
            annotate(&mut lines, command, record, &title, &text);
        }
        for failure in phrase::failures(record) {
            let text = format!("{}: {failure}", record.id);
            annotate(&mut lines, "error", record, phrase::status_word(record), &text);
        }
        self.out.write_all(lines.as_bytes())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        writeln!(self.out, "::notice title=Lictor::{}", data(&phrase::totals(summary)))?;
        self.out.flush()
    }
}

fn annotate(lines: &mut String, command: &str, record: &Record, title: &str, text: &str) {
    let _ = write!(lines, "::{command} ");
    if let Some(source) = record.source.as_ref().filter(|source| source.file != "-") {
        let _ = write!(lines, "file={},line={},", property(&source.file), source.line);
    }
    let _ = writeln!(lines, "title={}::{}", property(title), data(text));
}

/// The message of a command. The log obeys escape sequences, so they are made visible first; that leaves no
/// line break that could start another command.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, where `:` and `,` mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
