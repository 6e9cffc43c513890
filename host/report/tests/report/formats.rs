//! What each format looks like, and that whoever it is written for can read it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use crate::cases::{context, finding, record, records, rules, summary, write};
use lictor_model::{Level, Record};
use lictor_report::{Context, Format, report};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

fn written(format: Format) -> String {
    write(format, context(&rules()), &records())
}

/// For formats that keep characters of the samples which a snapshot in a repository should not hold.
fn shown(text: &str) -> String {
    let keep = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
    text.chars().map(|c| if keep(c) { c.to_string() } else { format!("⟨{:x}⟩", u32::from(c)) }).collect()
}

#[test]
fn text() {
    insta::assert_snapshot!(written(Format::Text));
}

#[test]
fn text_in_colour_on_a_narrow_terminal() {
    let rules = rules();
    let context = Context { colour: true, width: Some(60), ..context(&rules) };
    insta::assert_snapshot!(write(Format::Text, context, &records()).replace('\u{1b}', "␛"));
}

#[test]
fn text_of_one_clean_sample() {
    insta::assert_snapshot!(write(Format::Text, context(&rules()), &records()[..1]));
}

#[test]
fn json() {
    insta::assert_snapshot!(shown(&written(Format::Json)));
}

#[test]
fn jsonl() {
    insta::assert_snapshot!(shown(&written(Format::Jsonl)));
}

#[test]
fn sarif() {
    let log: Value = serde_json::from_str(&written(Format::Sarif)).unwrap();
    insta::assert_snapshot!(shown(&serde_json::to_string_pretty(&log).unwrap()));
}

#[test]
fn junit() {
    insta::assert_snapshot!(written(Format::Junit));
}

#[test]
fn github() {
    insta::assert_snapshot!(written(Format::Github));
}

#[test]
fn csv() {
    insta::assert_snapshot!(shown(&written(Format::Csv)));
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(written(format), written(format), "{format}");
    }
}

#[test]
fn jsonl_is_the_records_and_nothing_else() {
    let read: Vec<Record> = written(Format::Jsonl).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, records());
}

#[test]
fn json_holds_the_records_and_the_summary() {
    for some in [records(), vec![]] {
        let read: Value = serde_json::from_str(&write(Format::Json, context(&rules()), &some)).unwrap();
        assert!(read.as_object().unwrap().keys().eq(["version", "policy", "today", "records", "summary"]));
        assert_eq!(serde_json::from_value::<Vec<Record>>(read["records"].clone()).unwrap(), some);
        assert_eq!(read["summary"], serde_json::to_value(summary(&some)).unwrap());
    }
}

/// The schema that OASIS publishes.
pub(crate) fn sarif_schema() -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(include_str!("../data/sarif-schema-2.1.0.json")).unwrap();
    // This revision has a stray bracket in the pattern of a property that reports do not write.
    for object in ["run", "toolComponent"] {
        let language = schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap();
        assert_eq!(language.remove("pattern").unwrap(), "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

#[test]
fn sarif_is_valid() {
    let schema = sarif_schema();
    let many = 1..=400;
    let many: Vec<_> = many.flat_map(|_| records()).collect();
    for some in [vec![], records()[..1].to_vec(), records(), many] {
        let log: Value = serde_json::from_str(&write(Format::Sarif, context(&rules()), &some)).unwrap();
        let errors: Vec<_> = schema.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");

        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), some.iter().map(|record| record.findings.len()).sum::<usize>());
        for result in results {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let unchecked: usize = some.iter().map(|record| record.failures.len()).sum();
        let invocation = &run["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], unchecked == 0);
        assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), unchecked);
    }
    // The schema is in force at all.
    assert!(!schema.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{"results": [{"level": "block"}]}]})));
}

#[test]
fn sarif_never_shows_text_of_a_sample() {
    let log = written(Format::Sarif);
    for key in ["\"snippet\"", "\"contents\"", "\"rendered\"", "[email-address]"] {
        assert!(!log.contains(key), "{key}");
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).unwrap()?;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned())
}

#[test]
fn junit_counts_are_those_of_its_cases() {
    // More than stays in memory.
    let many: Vec<_> = (0..2000).flat_map(|_| records()).collect();
    for (fail_on, failures) in [(Level::Redact, 2), (Level::Note, 4), (Level::Off, 0)] {
        let rules = rules();
        let xml = write(Format::Junit, Context { fail_on, ..context(&rules) }, &many);
        let mut counts = Vec::new();
        let (mut tests, mut failed, mut errors, mut in_case) = (0, 0, 0, 0);
        let mut reader = Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        loop {
            let event = reader.read_event().unwrap();
            match &event {
                Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                    "testsuites" | "testsuite" => {
                        counts.push(["tests", "failures", "errors"].map(|name| attribute(element, name).unwrap()));
                    }
                    "testcase" => {
                        tests += 1;
                        in_case = 0;
                        assert!(attribute(element, "name").is_some() && attribute(element, "classname").is_some());
                    }
                    "failure" => (failed, in_case) = (failed + 1, in_case + 1),
                    "error" => (errors, in_case) = (errors + 1, in_case + 1),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            assert!(in_case <= 1, "more than one failure or error in a case");
        }
        assert_eq!([tests, failed, errors], [9, failures, 2].map(|count| count * 2000));
        let expected = [tests, failed, errors].map(|count| count.to_string());
        assert_eq!(counts, [expected.clone(), expected]);
    }
}

#[test]
fn a_sample_that_fails_twice_is_one_failure() {
    let mut both = records().swap_remove(1);
    both.failures = records()[6].failures.clone();
    let xml = write(Format::Junit, context(&rules()), &[both]);
    assert_eq!((xml.matches("<failure").count(), xml.matches("<error").count()), (1, 0));
    assert!(xml.contains("lictor/grounding: fuel"), "{xml}");
}

#[test]
fn csv_reads_back_and_starts_no_formula() {
    let csv = written(Format::Csv);
    let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let records = records();
    assert_eq!(rows.len(), records.iter().map(|record| record.findings.len() + record.failures.len()).sum::<usize>());
    for row in &rows {
        assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
    }
    let hostile = rows.last().unwrap();
    let message = &hostile[column("message")];
    assert!(message.starts_with("'=HYPERLINK") && message.contains("\\u{1b}[31m"), "{message}");
    assert!(!message.contains(|c: char| c.is_control() || c == '\u{202e}'), "{message:?}");
    assert_eq!(&hostile[column("file")], "'-");
    let broken = rows.iter().find(|row| &row[column("status")] == "unchecked").unwrap();
    assert_eq!(&broken[column("rule")], "");
    assert_eq!(&broken[column("message")], "input: the JSON ends too early, at byte 12");
    let key = rows.iter().find(|row| &row[column("rule")] == "lictor/EXP301").unwrap();
    assert_eq!([&key[column("views")], &key[column("confidence")]], ["raw;base64", "0.9"]);
}

#[test]
fn what_people_read_holds_nothing_that_a_terminal_obeys() {
    for format in [Format::Text, Format::Github, Format::Junit] {
        let text = written(format);
        let bad: Vec<_> = text.chars().filter(|c| *c != '\n' && (c.is_control() || *c == '\u{202e}')).collect();
        assert!(bad.is_empty(), "{format}: {bad:?}");
    }
    assert!(written(Format::Github).lines().all(|line| line.starts_with("::")));
    assert_eq!(written(Format::Github).lines().filter(|line| line.starts_with("::error")).count(), 4);
}

#[test]
fn each_record_is_one_write_of_whole_lines() {
    #[derive(Clone, Default)]
    struct Writes(Arc<Mutex<Vec<Vec<u8>>>>);
    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let rules = rules();
    for format in [Format::Text, Format::Jsonl, Format::Github, Format::Csv] {
        let writes = Writes::default();
        let mut report = report(format, Box::new(writes.clone()), context(&rules)).unwrap();
        writes.0.lock().unwrap().clear();
        for record in &records() {
            report.record(record).unwrap();
            let seen = std::mem::take(&mut *writes.0.lock().unwrap());
            assert!(seen.len() <= 1, "{format}");
            assert!(seen.iter().all(|bytes| bytes.ends_with(b"\n")), "{format}");
        }
    }
}

#[test]
fn an_output_that_is_gone_is_an_error() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let rules = rules();
    for format in Format::ALL {
        let some = [record(1, "a", None, vec![finding("EXP301", Level::Block, "m")])];
        let error = report(format, Box::new(Gone), context(&rules))
            .and_then(|mut report| {
                report.record(&some[0])?;
                report.finish(&summary(&some))
            })
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format}");
    }
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "sarfi".parse::<Format>().unwrap_err();
    insta::assert_snapshot!(error, @"`sarfi` is no format: expected text, json, jsonl, sarif, junit, github, csv; did you mean `sarif`?");
    assert_eq!("yaml".parse::<Format>().unwrap_err().meant, None);
}
