use std::io;

use lictor_model::{Dimension, Level, visible};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::Outcome;
use crate::set::Gate;

use super::{Report, ReportCase, ReportFinding, words};

/// The run as JUnit: a suite per workflow, and in it a test case per case and dimension.
///
/// A blocker that fails is a `failure`; a dimension that nothing could say anything about is `skipped`; what went unchecked is
/// an `error`, because it is no pass. A signal never fails a build: what was found stands in `system-out`.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn junit(report: &Report<'_>) -> io::Result<String> {
    let mut cases: Vec<&ReportCase> = report.cases.iter().collect();
    cases.sort_by_key(|case| (&case.facts.workflow, &case.facts.id));
    let suites: Vec<&[&ReportCase]> = cases.chunk_by(|a, b| a.facts.workflow == b.facts.workflow).collect();
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    newline(&mut xml);
    let all = Counts::of(&cases);
    xml.write_event(Event::Start(all.write(BytesStart::new("testsuites"), &report.summary.run.name)))?;
    newline(&mut xml);
    for cases in suites {
        let workflow = cases.first().map_or("", |case| case.facts.workflow.as_str());
        xml.write_event(Event::Start(Counts::of(cases).write(BytesStart::new("testsuite"), workflow)))?;
        newline(&mut xml);
        properties(&mut xml, report)?;
        for case in cases {
            for dimension in Dimension::ALL {
                test(&mut xml, case, dimension)?;
            }
        }
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
        newline(&mut xml);
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    newline(&mut xml);
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

#[derive(Default)]
struct Counts {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

impl Counts {
    fn of(cases: &[&ReportCase]) -> Self {
        let mut counts = Self::default();
        for (case, dimension) in cases.iter().flat_map(|case| Dimension::ALL.map(|dimension| (case, dimension))) {
            counts.tests += 1;
            match case.outcome(dimension) {
                Outcome::Fail => counts.failures += u64::from(case.facts.gate == Gate::Blocker),
                Outcome::Unchecked => counts.errors += 1,
                Outcome::NotApplicable => counts.skipped += 1,
                Outcome::Pass => {}
            }
        }
        counts
    }

    fn write<'x>(&self, mut start: BytesStart<'x>, name: &str) -> BytesStart<'x> {
        start.push_attribute(("name", &*visible(name)));
        for (name, count) in
            [("tests", self.tests), ("failures", self.failures), ("errors", self.errors), ("skipped", self.skipped)]
        {
            start.push_attribute((name, &*count.to_string()));
        }
        start
    }
}

fn properties(xml: &mut Writer<Vec<u8>>, report: &Report<'_>) -> io::Result<()> {
    let run = &report.summary.run;
    let mut properties = vec![
        ("run", run.digest.to_string()),
        ("created", run.created.clone()),
        ("set", run.set.id.clone()),
        ("set_digest", run.set.digest.to_string()),
        ("policy", run.policy.id.clone()),
        ("policy_digest", run.policy.digest.to_string()),
    ];
    if let Some(comparison) = report.comparison {
        properties.push(("base", comparison.base.digest.to_string()));
    }
    if let Some(decision) = report.decision {
        properties.push(("decision", words::verdict(decision.outcome).to_lowercase()));
    }
    xml.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in properties {
        let property = BytesStart::new("property").with_attributes([("name", name), ("value", &*visible(&value))]);
        xml.write_event(Event::Empty(property))?;
    }
    xml.write_event(Event::End(BytesEnd::new("properties")))?;
    newline(xml);
    Ok(())
}

fn test(xml: &mut Writer<Vec<u8>>, case: &ReportCase, dimension: Dimension) -> io::Result<()> {
    let facts = &case.facts;
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("classname", &*visible(&facts.workflow)));
    start.push_attribute(("name", &*visible(&format!("{} [{dimension}]", facts.id))));
    let about = |finding: &&ReportFinding| finding.dimension.is_none_or(|of| of == dimension);
    let found: Vec<&ReportFinding> = case.findings.iter().filter(about).collect();
    let lines: Vec<String> = found.iter().copied().map(line).collect();
    let outcome = case.outcome(dimension);
    let told = match (outcome, facts.gate) {
        (Outcome::Pass, _) if lines.is_empty() => {
            xml.write_event(Event::Empty(start))?;
            newline(xml);
            return Ok(());
        }
        (Outcome::Fail, Gate::Blocker) => {
            // An expectation that was not met before any finding, then the first of the strongest that count.
            let counts = |finding: &&&ReportFinding| finding.waived.is_none() && !finding.preview && !finding.unchecked;
            let strength = |finding: &&&ReportFinding| finding.level.unwrap_or(Level::Block);
            let why = found.iter().rev().filter(counts).max_by_key(strength);
            Some(("failure", why.map_or_else(|| "a blocker fails".into(), |finding| line(finding))))
        }
        (Outcome::Unchecked, _) => {
            let why = found.iter().find(|finding| finding.unchecked);
            Some(("error", why.map_or_else(|| "unchecked: no answer".into(), |finding| line(finding))))
        }
        (Outcome::NotApplicable, _) => Some(("skipped", "not applicable".into())),
        (Outcome::Pass, _) | (Outcome::Fail, Gate::Signal) => None,
    };
    xml.write_event(Event::Start(start))?;
    let is_told = matches!(told, Some(("failure" | "error", _)));
    if let Some((name, message)) = told {
        let mut element = BytesStart::new(name);
        if name != "skipped" {
            element.push_attribute(("type", outcome.as_str()));
        }
        element.push_attribute(("message", &*visible(&message)));
        let reason = format!("why the case exists: {}", facts.reason);
        let text = if is_told { lines.iter().chain([&reason]).cloned().collect() } else { Vec::new() };
        text_element(xml, element, &text)?;
    }
    if !is_told && (!lines.is_empty() || outcome == Outcome::Fail) {
        let mut text = lines;
        if outcome == Outcome::Fail {
            text.insert(0, "fails; a signal, so it holds nothing".into());
        }
        text_element(xml, BytesStart::new("system-out"), &text)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    newline(xml);
    Ok(())
}

fn line(finding: &ReportFinding) -> String {
    let mut text = match &finding.rule {
        Some(rule) => format!("{rule} {}", finding.name),
        None => finding.name.clone(),
    };
    let mut labels: Vec<String> = finding.level.iter().map(|level| level.to_string()).collect();
    labels.extend(finding.preview.then(|| "preview".into()));
    labels.extend(finding.unchecked.then(|| "unchecked".into()));
    labels.extend(finding.waived.iter().map(|reason| format!("waived: {reason}")));
    if !labels.is_empty() {
        text = format!("{text} [{}]", labels.join(", "));
    }
    if !finding.message.is_empty() {
        text = format!("{text} {}", finding.message);
    }
    text
}

fn text_element(xml: &mut Writer<Vec<u8>>, start: BytesStart<'_>, lines: &[String]) -> io::Result<()> {
    if lines.is_empty() {
        return xml.write_event(Event::Empty(start));
    }
    let lines: Vec<_> = lines.iter().map(|line| visible(line)).collect();
    let end = start.to_end().into_owned();
    xml.write_event(Event::Start(start.borrow()))?;
    xml.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
    xml.write_event(Event::End(end))
}

/// Breaks the line between elements, where white space means nothing.
fn newline(xml: &mut Writer<Vec<u8>>) {
    xml.get_mut().push(b'\n');
}
