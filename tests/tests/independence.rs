//! What a plugin finds never depends on which other plugins are loaded, nor on which of its rules are on.
//! The same of arbitrary patterns is in `host/contract/tests/neighbours.rs`.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor::{Finding, Guard, Sample};

const PACKS: [&str; 6] = [
    "lictor/data-exposure",
    "lictor/overconfidence",
    "lictor/refusal",
    "lictor/grounding",
    "lictor/usefulness",
    "lictor/policy-boundaries",
];

const INPUTS: &str = r#"["answer", "user-message", "history", "system-prompt", "tool-calls", "tool-results",
    "permitted-contexts", "restricted-contexts", "caller-labels", "citations", "expectation"]"#;

fn guard(packs: &[&str], select: &str) -> Guard {
    let mut policy = format!("schema = \"lictor.policy/v1\"\nid = \"x\"\n[rules]\nselect = [{select:?}]\n");
    for pack in packs {
        policy.push_str(&format!("[[packs]]\nplugin = \"{pack}\"\ninputs = {INPUTS}\n"));
    }
    lictor_tests::guard(&policy)
}

fn samples() -> Vec<Sample> {
    let file = lictor_tests::root().join("examples/answers.jsonl");
    let text = std::fs::read_to_string(file).unwrap();
    let mut samples: Vec<Sample> = text.lines().map(|line| Sample::from_json(line).unwrap()).collect();
    // All answers in one, so that many patterns of many packs hit side by side.
    let answers: Vec<&str> = samples.iter().filter_map(|sample| sample.answer.as_deref()).collect();
    samples.push(Sample { id: Some("all".into()), answer: Some(answers.join("\n\n")), ..samples[32].clone() });
    samples
}

/// Everything but the message and the fingerprint, in which others' evidence is masked.
fn seen(finding: &Finding) -> String {
    format!("{} {:?} {:?} {:?} {}", finding.rule, finding.spans, finding.views, finding.confidence, finding.level)
}

#[test]
fn packs_find_alone_what_they_find_together() {
    let together = guard(&PACKS, "all");
    let all: Vec<Vec<Finding>> = samples().iter().map(|sample| together.check(sample).findings).collect();
    let mut compared = 0;
    for pack in PACKS {
        let alone = guard(&[pack], "all");
        let own = |finding: &&Finding| alone.rules().iter().any(|rule| rule.plugin == pack && rule.id == finding.rule);
        for (sample, all) in samples().iter().zip(&all) {
            let mut expected: Vec<String> = all.iter().filter(own).map(seen).collect();
            let mut found: Vec<String> = alone.check(sample).findings.iter().map(seen).collect();
            expected.sort();
            found.sort();
            compared += found.len();
            assert_eq!(found, expected, "{pack} on {:?}", sample.id);
        }
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn a_rule_finds_alone_what_it_finds_among_all() {
    let together = guard(&PACKS, "all");
    let samples = samples();
    let all: Vec<Vec<Finding>> = samples.iter().map(|sample| together.check(sample).findings).collect();
    let mut rules: Vec<String> = all.iter().flatten().map(|finding| finding.rule.to_string()).collect();
    rules.sort();
    rules.dedup();
    assert!(rules.len() > 25, "{rules:?}");
    for rule in rules {
        let alone = guard(&PACKS, &rule);
        for (sample, all) in samples.iter().zip(&all) {
            let expected: Vec<String> = all.iter().filter(|f| f.rule.as_str() == rule).map(seen).collect();
            let found: Vec<String> = alone.check(sample).findings.iter().map(seen).collect();
            assert_eq!(found, expected, "{rule} on {:?}", sample.id);
        }
    }
}
