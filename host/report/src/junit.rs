use std::io::{self, Seek, Write};

use lictor_model::{Finding, Record, Status, visible};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use tempfile::SpooledTempFile;

use crate::{Context, Report, Summary, phrase};

/// How many bytes of test cases wait in memory before they go to a temporary file.
const SPOOL_IN_MEMORY: usize = 1 << 20;

/// One suite with a test case per sample. The suite's counts stand before the cases, so the cases wait in a
/// temporary file without a name.
///
/// Readers expect at most one `failure` or `error` in a case. A finding that fails the sample is the `failure`, also
/// when a plugin failed beside it; otherwise what went unchecked is the `error`. Its text lists everything.
pub(crate) struct Junit<'a> {
    out: Box<dyn Write + Send + 'a>,
    context: Context<'a>,
    cases: SpooledTempFile,
    tests: u64,
    failures: u64,
    errors: u64,
}

impl<'a> Junit<'a> {
    pub(crate) fn new(out: Box<dyn Write + Send + 'a>, context: Context<'a>) -> Self {
        let cases = tempfile::spooled_tempfile(SPOOL_IN_MEMORY);
        Self { out, context, cases, tests: 0, failures: 0, errors: 0 }
    }

    fn outcome(&mut self, xml: &mut Writer<Vec<u8>>, record: &Record) -> io::Result<()> {
        let (failing, other): (Vec<_>, Vec<_>) =
            record.findings.iter().partition(|finding| self.context.fails(finding));
        let troubles = phrase::failures(record);
        // The first of the strongest: `max_by_key` alone would give the last.
        if let Some(worst) = failing.iter().rev().max_by_key(|finding| finding.level) {
            self.failures += 1;
            let lines = failing.iter().map(|finding| finding_line(finding)).chain(troubles);
            element(xml, "failure", Some((worst.rule.as_str(), &worst.message)), lines)?;
        } else if let Some(first) = troubles.first() {
            self.errors += 1;
            element(xml, "error", Some((phrase::status_word(record), first)), troubles.iter().cloned())?;
        }
        if !other.is_empty() {
            element(xml, "system-out", None, other.iter().map(|finding| finding_line(finding)))?;
        }
        Ok(())
    }

    fn head(&self, summary: &Summary) -> io::Result<Vec<u8>> {
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let [tests, failures, errors] = [self.tests, self.failures, self.errors].map(|count| count.to_string());
        let counts = [("tests", &*tests), ("failures", &*failures), ("errors", &*errors), ("skipped", "0")];
        for (suite, name) in [("testsuites", "Lictor"), ("testsuite", "lictor")] {
            let start = BytesStart::new(suite).with_attributes([("name", name)]).with_attributes(counts);
            newline(&mut xml);
            xml.write_event(Event::Start(start))?;
        }
        newline(&mut xml);
        xml.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in [
            ("version", self.context.tool_version),
            ("policy", &self.context.policy.id),
            ("policy_digest", &self.context.policy.digest.to_string()),
            ("today", self.context.today),
            ("fail_on", self.context.fail_on.as_str()),
            ("checked", &summary.checked.to_string()),
            ("partial", &summary.partial.to_string()),
            ("unchecked", &summary.unchecked.to_string()),
        ] {
            let property = BytesStart::new("property").with_attributes([("name", name), ("value", &*visible(value))]);
            xml.write_event(Event::Empty(property))?;
        }
        xml.write_event(Event::End(BytesEnd::new("properties")))?;
        newline(&mut xml);
        Ok(xml.into_inner())
    }
}

impl Report for Junit<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.tests += 1;
        let mut xml = Writer::new(Vec::new());
        let mut case = BytesStart::new("testcase");
        case.push_attribute(("classname", &*visible(record.workflow.as_deref().unwrap_or("lictor"))));
        case.push_attribute(("name", &*visible(&record.id)));
        if let Some(source) = &record.source {
            case.push_attribute(("file", &*visible(&source.file)));
            case.push_attribute(("line", &*source.line.to_string()));
        }
        if record.findings.is_empty() && record.failures.is_empty() && record.status == Status::Checked {
            xml.write_event(Event::Empty(case))?;
        } else {
            xml.write_event(Event::Start(case))?;
            self.outcome(&mut xml, record)?;
            xml.write_event(Event::End(BytesEnd::new("testcase")))?;
        }
        newline(&mut xml);
        self.cases.write_all(xml.get_ref())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let head = self.head(summary)?;
        self.out.write_all(&head)?;
        self.cases.rewind()?;
        io::copy(&mut self.cases, &mut self.out)?;
        self.out.write_all(b"</testsuite>\n</testsuites>\n")?;
        self.out.flush()
    }
}

fn finding_line(finding: &Finding) -> String {
    let mut line = phrase::finding(finding);
    for (index, span) in finding.spans.iter().enumerate() {
        let lead = if index == 0 { " (" } else { ", " };
        line.push_str(&format!("{lead}{} {}-{}", span.part, span.start, span.end));
    }
    if !finding.spans.is_empty() {
        line.push(')');
    }
    line
}

pub(crate) fn element(
    xml: &mut Writer<Vec<u8>>,
    name: &str,
    what: Option<(&str, &str)>,
    lines: impl Iterator<Item = String>,
) -> io::Result<()> {
    let mut start = BytesStart::new(name);
    if let Some((kind, message)) = what {
        start.push_attribute(("type", &*visible(kind)));
        start.push_attribute(("message", &*visible(message)));
    }
    let lines: Vec<_> = lines.map(|line| visible(&line).into_owned()).collect();
    xml.write_event(Event::Start(start))?;
    xml.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

/// Breaks the line between elements, where white space means nothing.
pub(crate) fn newline(xml: &mut Writer<Vec<u8>>) {
    xml.get_mut().push(b'\n');
}
