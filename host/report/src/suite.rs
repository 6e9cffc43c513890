use std::io;

use lictor_model::visible;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use crate::junit::{element, newline};

/// A test in a suite of JUnit that is no check of a sample.
#[derive(Debug, Clone)]
pub struct TestCase {
    /// What it belongs to.
    pub class: String,
    /// Its name.
    pub name: String,
    /// The file that it stands in.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// How it went.
    pub outcome: TestOutcome,
}

/// How a test went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestOutcome {
    /// As it must.
    Passed,
    /// Otherwise, and why.
    Failed(Vec<String>),
    /// It could not be judged, and why.
    Error(Vec<String>),
}

/// One suite of tests as JUnit.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn junit_suite(name: &str, properties: &[(&str, String)], tests: &[TestCase]) -> io::Result<String> {
    let count = |of: fn(&TestOutcome) -> bool| tests.iter().filter(|test| of(&test.outcome)).count().to_string();
    let failures = count(|outcome| matches!(outcome, TestOutcome::Failed(_)));
    let errors = count(|outcome| matches!(outcome, TestOutcome::Error(_)));
    let all = tests.len().to_string();
    let counts = [("tests", &*all), ("failures", &*failures), ("errors", &*errors), ("skipped", "0")];
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    for (suite, name) in [("testsuites", "Lictor"), ("testsuite", name)] {
        newline(&mut xml);
        let mut start = BytesStart::new(suite);
        start.push_attribute(("name", &*visible(name)));
        xml.write_event(Event::Start(start.with_attributes(counts)))?;
    }
    newline(&mut xml);
    xml.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in properties {
        let property = BytesStart::new("property").with_attributes([("name", *name), ("value", &*visible(value))]);
        xml.write_event(Event::Empty(property))?;
    }
    xml.write_event(Event::End(BytesEnd::new("properties")))?;
    newline(&mut xml);
    for test in tests {
        write(&mut xml, test)?;
        newline(&mut xml);
    }
    for suite in ["testsuite", "testsuites"] {
        xml.write_event(Event::End(BytesEnd::new(suite)))?;
        newline(&mut xml);
    }
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

fn write(xml: &mut Writer<Vec<u8>>, test: &TestCase) -> io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("classname", &*visible(&test.class)));
    start.push_attribute(("name", &*visible(&test.name)));
    if let Some(file) = &test.file {
        start.push_attribute(("file", &*visible(file)));
    }
    if let Some(line) = test.line {
        start.push_attribute(("line", &*line.to_string()));
    }
    let (kind, word, reasons) = match &test.outcome {
        TestOutcome::Passed => return xml.write_event(Event::Empty(start)),
        TestOutcome::Failed(reasons) => ("failure", "wrong", reasons),
        TestOutcome::Error(reasons) => ("error", "not judged", reasons),
    };
    xml.write_event(Event::Start(start))?;
    let first = reasons.first().map_or("", String::as_str);
    element(xml, kind, Some((word, first)), reasons.iter().cloned())?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_and_errors_are_counted_and_strangers_words_are_harmless() {
        let test = |name: &str, outcome| TestCase {
            class: "acme/tone".into(),
            name: name.into(),
            file: Some("cases/a.md".into()),
            line: Some(3),
            outcome,
        };
        let tests = [
            test("sound", TestOutcome::Passed),
            test("wrong <b>", TestOutcome::Failed(vec!["one \u{1b}[31m".into(), "two".into()])),
            test("lost", TestOutcome::Error(vec!["no JSON".into()])),
        ];
        let xml = junit_suite("acme/tone", &[("digest", "sha256:0".into())], &tests).unwrap();
        assert!(
            xml.contains("<testsuite name=\"acme/tone\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\">"),
            "{xml}"
        );
        assert!(xml.contains("name=\"wrong &lt;b&gt;\"") && xml.contains("one \\u{1b}[31m\ntwo"), "{xml}");
        assert!(xml.contains("<error type=\"not judged\" message=\"no JSON\">"), "{xml}");
    }
}
