//! Reading release files: each error names file, line and mend.

use lictor_evals::gate::{Release, Statistic};
use lictor_model::Dimension;
use miette::Diagnostic;

#[test]
fn everything_has_a_default_that_asks_for_more_rather_than_less() {
    let release = Release::parse("r", "schema = \"lictor.release/v1\"\nid = \"support\"\n").unwrap();
    assert_eq!(release.blockers.dimensions, Dimension::ALL);
    assert_eq!(release.regressions.dimensions, Dimension::ALL);
    for (_, rule) in release.review.kinds() {
        assert_eq!((rule.roles.as_slice(), rule.dimensions.as_slice()), ([].as_slice(), Dimension::ALL.as_slice()));
    }
}

#[test]
fn a_whole_file_is_read() {
    let text = r#"
schema = "lictor.release/v1"
id = "support-assistant"
description = "What must hold before users see a new prompt."
sign_offs = ["product", "risk"]

[blockers]
dimensions = ["risk", "correctness"]
repeats = 3

[review.high-risk]
roles = ["risk", "domain"]
dimensions = ["risk"]

[[budgets]]
measure = "latency_ms.p95"
at_most = 2000

[[budgets]]
measure = "cost.mean"
at_most = 0.02
workflow = "refunds"

[[waivers]]
requirement = "review.high-risk"
cases = ["refunds/late"]
owner = "Jane Doe"
reason = "looked at by hand in ticket 17"
expires = 2027-01-31
"#;
    let release = Release::parse("release.toml", text).unwrap();
    assert_eq!(release.blockers.repeats, 3);
    assert_eq!(release.review.high_risk.roles, ["risk", "domain"]);
    assert_eq!(release.budgets[0].measure.statistic, Statistic::P95);
    assert_eq!(release.budgets[1].requirement(), "budget.cost.mean.refunds");
    assert_eq!(release.waivers[0].expires.to_string(), "2027-01-31");
}

#[test]
fn errors_name_the_line_and_the_mend() {
    let waiver = "[[waivers]]\nrequirement = \"blockers\"\ncases = [\"a\"]\nowner = \"o\"\nreason = \"r\"\nexpires = 2027-01-01\n";
    for (more, line, message, mend) in [
        ("id = 3\n", 1, "duplicate key", ""),
        ("blocker = {}\n", 3, "a release has no key `blocker`", "did you mean `blockers`?"),
        ("[blockers]\ndimension = [\"risk\"]\n", 4, "`blockers` has no key `dimension`", "did you mean `dimensions`?"),
        ("[blockers]\ndimensions = [\"safety\"]\n", 4, "unknown variant `safety`, expected one of", ""),
        ("[blockers]\ndimensions = []\n", 4, "[blockers] looks at no dimension", "for all four"),
        ("[blockers]\nrepeats = 0\n", 4, "`repeats` counts from 1", ""),
        ("[review.highrisk]\n", 3, "`review` has no key `highrisk`", "did you mean `high-risk`?"),
        ("[review.boundary]\ndimensions = []\n", 4, "looks at no dimension", ""),
        ("[review.boundary]\nroles = [\" \"]\n", 4, "a role is empty", ""),
        ("sign_offs = [\"\"]\n", 3, "a role is empty", ""),
        ("[[budgets]]\nmeasure = \"latency_ms.p99\"\nat_most = 1\n", 4, "a budget is about `latency_ms`", ""),
        ("[[budgets]]\nmeasure = \"latency_ms.p95\"\nat_most = -1\n", 5, "`at_most` is no number from 0", ""),
        ("[[budgets]]\nmeasure = \"latency_ms.p95\"\nat_most = inf\n", 5, "`at_most` is no number from 0", ""),
        ("[[budgets]]\nmeasure = \"latency_ms.p95\"\n", 3, "missing field `at_most`", ""),
        ("colour = 1\n", 3, "a release has no key `colour`", "it has: schema, id"),
        (&waiver.replace("blockers", "blocker"), 4, "no such requirement", "did you mean `blockers`?"),
        (&waiver.replace("cases = [\"a\"]\n", ""), 4, "would excuse all of them", "cases = "),
        (&waiver.replace("blockers", "complete.unreadable"), 5, "is about no case", "leave `cases` out"),
        (&waiver.replace("\"o\"", "\" \""), 6, "`owner` is empty", "who answers for it"),
        (&waiver.replace("2027-01-01", "\"2027-01-01\""), 8, "expected a day without quotes", ""),
        (&waiver.replace("reason = \"r\"\n", ""), 3, "missing field `reason`", ""),
    ] {
        let text = format!("schema = \"lictor.release/v1\"\nid = \"support\"\n{more}");
        let error = Release::parse("release.toml", &text).unwrap_err();
        let told = error.to_string();
        assert!(told.contains(message), "{told}\n{more}");
        if message != "duplicate key" {
            assert!(told.starts_with(&format!("release.toml:{line}: ")), "{told}\n{more}");
        }
        let help = error.help().map(|help| help.to_string()).unwrap_or_default();
        assert!(help.contains(mend), "{help}\n{more}");
    }
    let other = Release::parse("r", "schema = \"lictor.release/v2\"\nid = \"x\"\n").unwrap_err();
    assert!(other.to_string().starts_with("r:1: this is no release file that is known"), "{other}");
}

#[test]
fn the_published_schema_says_the_same() {
    let schema = schemars::schema_for!(Release).to_value();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["blockers"].is_object());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,300}") {
        let _ = Release::parse("r", &text);
        let _ = Release::parse("r", &format!("schema = \"lictor.release/v1\"\nid = \"x\"\n{text}"));
    }
}
