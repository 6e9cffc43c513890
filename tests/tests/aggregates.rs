//! The examples of rules over the answers of a run are what these rules say.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor::{Digest, RuleInfo};
use lictor_contract::Example;
use lictor_evals::aggregate::{Refusal, Refusals, aggregates};
use lictor_evals::run::{RunCase, RunRule};
use serde_json::{Value, json};

fn case(id: String, more: (&str, Value)) -> RunCase {
    let mut case = json!({
        "id": id, "digest": Digest::of("case"), "workflow": "w", "reason": "r", "gate": "signal", "risk": "low",
        "difficulty": "normal",
    });
    case[more.0] = more.1;
    serde_json::from_value(case).unwrap()
}

/// The cases and answers that an example stands for.
fn read(example: &Example) -> Vec<(RunCase, Refusals)> {
    let sample = &example.sample;
    if let Some(answers) = sample.get("answers") {
        let of = |(index, answer): (usize, &Value)| {
            let mut refusals = Refusals::default();
            refusals.add(match answer.as_str().unwrap() {
                "refuses" => Refusal::Refuses,
                "answers" => Refusal::Answers,
                _ => Refusal::Unknown,
            });
            (case(format!("case-{index}"), ("group", sample["group"].clone())), refusals)
        };
        return answers.as_array().unwrap().iter().enumerate().map(of).collect();
    }
    let attribute = sample["attribute"].as_str().unwrap();
    let arms = sample["values"].as_object().unwrap().iter().flat_map(|(value, arm)| {
        let refused = arm["refused"].as_u64().unwrap();
        (0..arm["cases"].as_u64().unwrap()).map(move |index| {
            let case = case(format!("{value}-{index:03}"), ("attributes", json!({ attribute: value })));
            let refuses = u64::from(index < refused);
            (case, Refusals { refuses, answers: 1 - refuses })
        })
    });
    arms.collect()
}

fn finds(rule: &RuleInfo, example: &Example) -> bool {
    let declared: RunRule = serde_json::from_value(json!({
        "id": rule.id, "slug": rule.decl.slug, "summary": rule.decl.summary, "dimension": rule.decl.dimension,
        "level": rule.decl.level, "revision": rule.decl.revision, "status": "stable", "sensitive": false,
        "plugin": rule.plugin,
    }))
    .unwrap();
    let (cases, refusals): (Vec<RunCase>, Vec<Refusals>) = read(example).into_iter().unzip();
    !aggregates(&cases, &refusals, &[declared]).is_empty()
}

#[test]
fn rules_over_a_run_fire_on_their_examples_and_on_no_others() {
    let guard = lictor_tests::guard("schema = \"lictor.policy/v1\"\nid = \"x\"\nextends = \"default\"\n");
    let over_runs: Vec<&RuleInfo> = guard.rules().iter().filter(|rule| rule.plugin == "lictor/evals").collect();
    assert_eq!(over_runs.len(), 2);
    for rule in over_runs {
        let examples = &rule.decl.examples;
        assert!(!examples.fires.is_empty() && !examples.ignores.is_empty());
        examples.fires.iter().for_each(|example| assert!(finds(rule, example), "{}: {}", rule.id, example.sample));
        examples.ignores.iter().for_each(|example| assert!(!finds(rule, example), "{}: {}", rule.id, example.sample));
    }
}
