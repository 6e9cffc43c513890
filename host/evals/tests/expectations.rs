//! Expectations of cases, held against answers.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{case, join, now, record, set};
use lictor_evals::Outcome::{self, Fail, NotApplicable, Pass, Unchecked};
use lictor_evals::run::{AnswerFormat, CheckResult, Collector, Join, Run, RunError};
use lictor_evals::set::Set;
use lictor_model::{Dimension, Level};
use proptest::prelude::*;
use serde_json::{Value, json};

fn checks_of(set: &Set, answer: &str) -> Vec<CheckResult> {
    let join = join(set, AnswerFormat::default());
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    let mut collector = Collector::create(set, &target).unwrap();
    let source = lictor_model::Source { file: "a".into(), line: 1 };
    let line = json!({"id": "a", "answer": answer}).to_string();
    for joined in join.line(&source, Ok(&line), record) {
        collector.take(joined).unwrap();
    }
    collector.finish(common::facts(), Vec::new(), now()).unwrap();
    Run::open(&target, now()).unwrap().results().unwrap().next().unwrap().unwrap().checks
}

fn checks(expect: Value, answer: &str) -> Vec<CheckResult> {
    checks_of(&set([case("a", expect)]), answer)
}

fn outcomes(expect: Value, answer: &str) -> Vec<Outcome> {
    checks(expect, answer).into_iter().map(|check| check.outcome).collect()
}

#[test]
fn behaviour_follows_from_what_the_refusal_rules_found() {
    for (expected, answer, outcome) in [
        ("answer", "30 days.", Pass),
        ("answer", "[REF101] [REF102] I can't.", Fail),
        ("answer", "[REF107] I do not know.", Fail),
        ("answer", "[REF301]", Fail),
        ("answer", "[REF102 waived] I can't.", NotApplicable),
        ("answer", "[n/a] 30 Tage.", NotApplicable),
        ("answer", "[failed] 30 days.", Unchecked),
        ("answer", "[failed] [REF102] I can't.", Fail),
        ("refuse", "[REF101] I can't.", Pass),
        ("refuse", "[REF105] I can't, but this I can.", Pass),
        ("refuse", "[REF103] Here is how.", Fail),
        ("refuse", "Sure: 4711.", Unchecked),
        // A preview decides nothing.
        ("refuse", "[REF101] [REF106] I can't. However, 4711.", Pass),
        ("abstain", "[REF107] The documents do not say.", Pass),
        ("abstain", "[REF109] In 1962.", Fail),
        ("clarify", "Which one?", Pass),
        ("clarify", "[REF111] It is 12.", Fail),
    ] {
        let checks = checks(json!({"behaviour": expected}), answer);
        assert_eq!((checks[0].check.as_str(), checks[0].outcome), ("behaviour", outcome), "{expected}: {answer}");
        assert_eq!(checks[0].dimension, Dimension::Correctness);
    }
}

#[test]
fn facts_follow_from_the_engine_and_keep_their_places() {
    let expect = json!({"facts": ["one", {"text": "5 %", "tolerance": {"absolute": 1}}, "two"]});
    // The second fact of the sample is the third of the case.
    let missing = "[GRD117 at expectation/facts/1] one, 4.5 %";
    assert_eq!(outcomes(expect.clone(), missing), [Pass, Pass, Fail]);
    assert_eq!(outcomes(expect.clone(), "[n/a] one, 4.5 %"), [NotApplicable, Pass, NotApplicable]);
    assert_eq!(outcomes(expect.clone(), "[failed] one, 7 %"), [Unchecked, Fail, Unchecked]);
    assert_eq!(outcomes(expect, " "), [Fail, Fail, Fail]);
}

#[test]
fn a_number_may_lie_near_in_its_own_unit() {
    for (text, tolerance, answer, outcome) in [
        ("30 days", json!({"absolute": 2}), "It takes 31 days.", Pass),
        ("30 days", json!({"absolute": 2}), "It takes 33 days, 31 euros.", Fail),
        ("$1,200", json!({"relative": 0.01}), "1,210 dollars", Pass),
        ("$1,200", json!({"relative": 0.01}), "USD 1,213", Fail),
        ("1.5 million euros", json!({"relative": 0.1}), "EUR 1,600,000", Pass),
        ("4 %", json!({"absolute": 0.5}), "4.5 percent", Pass),
        ("0.3", json!({"absolute": 0}), "0.3", Pass),
        ("42", json!({"absolute": 0}), "It is 42 km.", Pass),
    ] {
        let expect = json!({"facts": [{"text": text, "tolerance": tolerance}]});
        assert_eq!(outcomes(expect, answer), [outcome], "{text}: {answer}");
    }
}

#[test]
fn forbidden_terms_citations_and_forms_are_held_against_the_answer() {
    let mut cited = case("a", json!({"forbidden": ["falcon", "eight tablets"], "citations": ["kb-17"]}));
    cited["input"]["contexts"] = json!([{"id": "kb-17", "text": "…", "title": "Refund policy"}]);
    let set = set([cited]);
    let seen = |answer: &str| checks_of(&set, answer).into_iter().map(|check| check.outcome).collect::<Vec<_>>();
    assert_eq!(seen("Falconry is fine [1]."), [Pass, Pass, Pass]);
    assert_eq!(seen("The FALCON takes Eight  Tablets."), [Fail, Fail, Fail]);
    let dimensions: Vec<Dimension> = checks_of(&set, "x").into_iter().map(|check| check.dimension).collect();
    assert_eq!(dimensions, [Dimension::Correctness, Dimension::Correctness, Dimension::Grounding]);

    assert_eq!(outcomes(json!({"form": {"exact": "yes"}}), " yes\n"), [Pass]);
    assert_eq!(outcomes(json!({"form": {"exact": "yes"}}), "Yes"), [Fail]);
    let schema = json!({"form": {"json_schema": {"type": "object", "required": ["days"], "properties": {"days": {"type": "integer"}}}}});
    assert_eq!(outcomes(schema.clone(), "```json\n{\"days\": 30}\n```"), [Pass]);
    assert_eq!(outcomes(schema.clone(), "Here: {\"days\": 30}"), [Fail]);
    let wrong = checks(schema, "{\"days\": \"peculiarword\"}").remove(0);
    assert_eq!(wrong.message.as_deref(), Some("the JSON does not fit the schema at `/properties/days/type`"));
}

#[test]
fn a_schema_that_is_none_is_named_with_its_case() {
    let set = set([case("a", json!({"form": {"json_schema": {"type": "objekt"}}}))]);
    let error = Join::new(&set, &common::rules(), Level::Warn, AnswerFormat::default()).err().unwrap();
    assert!(matches!(&error, RunError::Form { case, .. } if case == "a"), "{error}");
    let elsewhere = common::set([case("a", json!({"form": {"json_schema": {"$ref": "https://example.com/x.json"}}}))]);
    assert!(Join::new(&elsewhere, &common::rules(), Level::Warn, AnswerFormat::default()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever an answer holds, nothing panics and every expectation has an outcome.
    #[test]
    fn every_expectation_has_an_outcome(answer in "\\PC{0,80}|[0-9.,$€%'\\[\\]\\-– a-z`\n]{0,60}") {
        let mut hard = case("a", json!({
            "behaviour": "answer", "facts": ["x", {"text": "$1,200", "tolerance": {"relative": 0.1}}], "forbidden": ["ß"],
            "citations": ["kb-1"], "form": {"json_schema": {"type": "object"}},
        }));
        hard["input"]["contexts"] = json!([{"id": "kb-1", "text": "…"}]);
        prop_assert_eq!(checks_of(&set([hard]), &answer).len(), 6);
    }
}

/// Two references for every level: without a limit, 60 brackets take 2^60 steps.
#[test]
fn a_schema_that_doubles_with_every_level_of_an_answer_is_checked_in_time_or_not_at_all() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let both = json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}]});
    let aliased = json!({"allOf": [{"$ref": "#/%24defs/a"}, {"$ref": "#/%24defs/a"}]});
    let twice = json!([{"items": {"$ref": "#"}}]);
    for schema in [
        json!({"items": both}),
        json!({"$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}),
        json!({"$defs": {"a": {"items": aliased}}, "$ref": "#/$defs/a"}),
        json!({"anyOf": twice, "unevaluatedItems": false}),
    ] {
        let form = json!({"form": {"json_schema": schema}});
        assert_eq!(outcomes(form.clone(), &nested(60)), [Unchecked], "{schema}");
        assert_eq!(outcomes(form, &nested(4)), [Pass], "{schema}");
    }
    // A tree refers to itself once, and shared parts are no circle.
    let tree = json!({"form": {"json_schema": {"properties": {"children": {"items": {"$ref": "#"}}}}}});
    assert_eq!(outcomes(tree, r#"{"children": [{"children": [{"children": []}]}]}"#), [Pass]);
    let shared = json!({"$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {}}, "items": {"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}]}});
    assert_eq!(outcomes(json!({"form": {"json_schema": shared}}), &nested(60)), [Pass]);
}
