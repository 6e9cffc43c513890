//! Markdown and JUnit, and what holds for every format.

use crate::fixture::{WORKFLOWS, case, everything, everything_of, hostile, result, rules};
use lictor_evals::Outcome;
use lictor_evals::report::{GITHUB_COMMENT_LIMIT, Report, ReportCases, ReportError, html, junit, markdown};
use lictor_evals::set::Gate;
use lictor_model::{Digest, Dimension, Finding, Level};
use quick_xml::Reader;
use quick_xml::events::Event;

#[test]
fn markdown_for_a_pull_request() {
    insta::assert_snapshot!(markdown(&everything(12).report()));
}

#[test]
fn markdown_of_a_run_alone() {
    insta::assert_snapshot!(markdown(&everything(2).bare()));
}

#[test]
fn junit_of_a_small_run() {
    insta::assert_snapshot!(
        junit(&everything_of(&[case("policy-search", 3), case("policy-search", 17)], 2).report()).unwrap()
    );
}

#[test]
fn a_comment_fits_however_long_the_names_are() {
    let mut all = everything(200);
    let long = "y".repeat(390);
    for index in 0..40 {
        let mut reason = all.decision.reasons[0].clone();
        reason.message = format!("{long} {index}");
        reason.cases = (0..20).map(|case| format!("{case}{}", "|".repeat(119))).collect();
        all.decision.reasons.push(reason);
    }
    let text = markdown(&all.report());
    assert!(text.len() <= GITHUB_COMMENT_LIMIT, "{}", text.len());
    let left_out = text.lines().last().unwrap();
    assert!(left_out.starts_with("Left out, because a comment holds 65,536 characters: "), "{left_out}");
    assert!(
        left_out.contains("the rest of the reasons") && left_out.contains("The HTML report has them."),
        "{left_out}"
    );
    assert!(
        text.contains("<summary>Dimensions by workflow</summary>")
            && text.matches("<details>").count() == text.matches("</details>").count()
    );
    assert!(text.starts_with("## Hold\n"));
}

#[test]
fn hostile_names_do_nothing_in_markdown() {
    let text = markdown(&hostile().report());
    // The only HTML is ours.
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let ours = ["<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>"];
        assert!(ours.iter().any(|tag| rest.starts_with(tag)), "{}", &rest[..rest.len().min(40)]);
        rest = &rest[1..];
    }
    assert!(text.contains("&#60;script&#62;") && text.contains("&lt;script&gt;"));
    for forbidden in ["@everyone", "![", "](", "#1", "://", "www.e", "\u{202e}", "\u{0}", "\u{1b}", "\r"] {
        // `\\]\\(` is no link, and `&#124;` no issue.
        let unescaped = text.match_indices(forbidden).any(|(at, _)| !text[..at].ends_with(['\\', '&']));
        assert!(!unescaped, "{forbidden:?}");
    }
    // No name breaks a line: headings are ours.
    assert_eq!(text.lines().filter(|line| line.starts_with('#')).count(), 1);
}

#[test]
fn hostile_names_do_nothing_in_junit() {
    let xml = junit(&hostile().report()).unwrap();
    assert!(!xml.contains("<script") && !xml.contains(['\u{202e}', '\u{0}', '\u{1b}', '\u{fffe}']));
    read(&xml);
}

/// Tests, failures, errors and skipped, as counted.
fn read(xml: &str) -> [u64; 4] {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut counts = [0; 4];
    let mut said = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attribute = |name: &str| {
                    let attribute = element.try_get_attribute(name).unwrap()?;
                    attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().parse::<u64>().ok()
                };
                match element.name().as_ref() {
                    "testsuites" => {
                        said = Some(["tests", "failures", "errors", "skipped"].map(|name| attribute(name).unwrap()))
                    }
                    "testcase" => counts[0] += 1,
                    "failure" => counts[1] += 1,
                    "error" => counts[2] += 1,
                    "skipped" => counts[3] += 1,
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(said, Some(counts));
    counts
}

#[test]
fn junit_fails_for_blockers_only_and_counts_what_went_unchecked_as_errors() {
    let all = everything(30);
    let xml = junit(&all.report()).unwrap();
    let count = |wanted: &dyn Fn(Gate, Outcome) -> bool| {
        let cases = all
            .cases
            .iter()
            .flat_map(|case| Dimension::ALL.map(|dimension| (case.facts.gate, case.outcome(dimension))));
        cases.filter(|(gate, outcome)| wanted(*gate, *outcome)).count() as u64
    };
    let expected = [
        count(&|_, _| true),
        count(&|gate, outcome| gate == Gate::Blocker && outcome == Outcome::Fail),
        count(&|_, outcome| outcome == Outcome::Unchecked),
        count(&|_, outcome| outcome == Outcome::NotApplicable),
    ];
    assert!(expected.iter().all(|count| *count > 0));
    assert_eq!(read(&xml), expected);
    assert_eq!(xml.matches("<testsuite ").count(), WORKFLOWS.len());
}

#[test]
fn a_case_without_an_answer_is_unchecked_everywhere() {
    let cases = ReportCases::new([case("policy-search", 1)], &rules()).finish();
    assert!(Dimension::ALL.iter().all(|dimension| cases[0].outcome(*dimension) == Outcome::Unchecked));
    let all = everything(2);
    let xml = junit(&Report { cases: &cases, ..all.report() }).unwrap();
    assert_eq!(read(&xml), [4, 0, 4, 0]);
}

#[test]
fn a_finding_stands_once_however_many_answers_have_it() {
    let facts = case("policy-search", 1);
    let mut cases = ReportCases::new([facts.clone()], &rules());
    let mut found = result(&facts, 1, 5);
    found.record.findings = vec![finding("first [masked]"); 2];
    (0..40).for_each(|index| found.record.findings.push(finding(&format!("other {index}"))));
    cases.add(&found);
    let case = cases.finish().remove(0);
    assert_eq!(case.findings[0].answers, 2);
    assert_eq!(case.findings.len() as u64 + case.more, 41 + found.checks.len() as u64);
}

fn finding(message: &str) -> Finding {
    let facts = case("policy-search", 3);
    let mut some = (1..9).flat_map(|version| result(&facts, version, 5).record.findings);
    let known = some.next();
    let mut finding = known.unwrap_or_else(|| panic!("the fixture has a finding in this case"));
    finding.message = message.into();
    finding.level = Level::Warn;
    finding
}

#[test]
fn no_text_of_an_answer_is_in_any_report() {
    // Made here, so that no file holds anything like it.
    let secret = format!("{}{}", "AK", "IA".repeat(9));
    let all = everything(3);
    let facts = case("policy-search", 3);
    let mut cases = ReportCases::new([facts.clone()], &rules());
    let mut found = result(&facts, 1, 5);
    found.record.redacted = Some(format!("the key is {secret}"));
    found.record.findings.push(finding("an access key: [masked]"));
    cases.add(&found);
    let cases = cases.finish();
    let report = Report { cases: &cases, ..all.report() };
    for text in [html(&report), markdown(&report), junit(&report).unwrap()] {
        assert!(!text.contains(&secret));
    }
    assert!(html(&report).contains("an access key: [masked]"));
}

#[test]
fn parts_about_other_runs_are_refused() {
    let all = everything(2);
    assert_eq!(all.report().check(), Ok(()));
    let mut decision = all.decision.clone();
    decision.run.digest = Digest::of("another run");
    let report = Report { decision: Some(&decision), ..all.report() };
    assert!(matches!(report.check(), Err(ReportError::Decision { .. })));
    let mut comparison = all.comparison.clone();
    comparison.head.digest = Digest::of("another run");
    let report = Report { comparison: Some(&comparison), ..all.report() };
    assert!(matches!(report.check(), Err(ReportError::Comparison { .. })));
    comparison.head.digest = all.summary.run.digest;
    comparison.base.digest = Digest::of("another run");
    let report = Report { comparison: Some(&comparison), ..all.report() };
    assert!(matches!(report.check(), Err(ReportError::Base { .. })));
}
