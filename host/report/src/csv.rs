use std::borrow::Cow;
use std::io::{self, Write};

use lictor_model::{Finding, Record, visible};

use crate::{Report, Summary, phrase};

const HEADER: [&str; 19] = [
    "file",
    "line",
    "id",
    "workflow",
    "decision",
    "status",
    "rule",
    "slug",
    "revision",
    "dimension",
    "level",
    "part",
    "start",
    "end",
    "views",
    "message",
    "confidence",
    "fingerprint",
    "waived",
];

/// One row per finding, and one with no rule per failure. `part`, `start` and `end` are the finding's first span;
/// JSON Lines has them all.
pub(crate) struct Csv<'a> {
    out: Box<dyn Write + Send + 'a>,
}

/// The rows of one record. They are collected so that they reach the output together.
struct Rows<'a> {
    record: &'a Record,
    csv: ::csv::Writer<Vec<u8>>,
}

impl<'a> Csv<'a> {
    pub(crate) fn start(mut out: Box<dyn Write + Send + 'a>) -> io::Result<Self> {
        writeln!(out, "{}", HEADER.join(","))?;
        Ok(Self { out })
    }
}

impl Rows<'_> {
    fn row(&mut self, rest: [&str; 13]) -> io::Result<()> {
        let record = self.record;
        let line = record.source.as_ref().map(|source| source.line.to_string()).unwrap_or_default();
        let first = [
            record.source.as_ref().map(|source| source.file.as_str()).unwrap_or_default(),
            &line,
            &record.id,
            record.workflow.as_deref().unwrap_or_default(),
            record.decision.as_str(),
            record.status.as_str(),
        ];
        for cell in first.into_iter().chain(rest) {
            self.csv.write_field(inert(cell).as_ref())?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let span = finding.spans.first();
        let [start, end] = [span.map(|span| span.start), span.map(|span| span.end)]
            .map(|offset| offset.map(|offset| offset.to_string()).unwrap_or_default());
        let revision = finding.revision.to_string();
        let confidence = finding.confidence.map(|confidence| confidence.to_string()).unwrap_or_default();
        let views = finding.views.join(";");
        self.row([
            finding.rule.as_str(),
            &finding.slug,
            &revision,
            finding.dimension.as_str(),
            finding.level.as_str(),
            span.map(|span| span.part.as_str()).unwrap_or_default(),
            &start,
            &end,
            &views,
            &finding.message,
            &confidence,
            &finding.fingerprint.0,
            finding.waived.as_deref().unwrap_or_default(),
        ])
    }
}

impl Report for Csv<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        let failures = phrase::failures(record);
        if record.findings.is_empty() && failures.is_empty() {
            return Ok(());
        }
        let mut rows = Rows { record, csv: ::csv::Writer::from_writer(Vec::new()) };
        for finding in &record.findings {
            rows.finding(finding)?;
        }
        for failure in &failures {
            let mut rest = [""; 13];
            rest[9] = failure;
            rows.row(rest)?;
        }
        let rows = rows.csv.into_inner().map_err(|error| error.into_error())?;
        self.out.write_all(&rows)
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// A cell that a spreadsheet takes for text. One that begins like a formula is run when the file is opened, so it gets a
/// quote in front (OWASP, "CSV Injection"). Control characters become visible: files are read in terminals too.
fn inert(cell: &str) -> Cow<'_, str> {
    let cell = visible(cell);
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}").into() } else { cell }
}
