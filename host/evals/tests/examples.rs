//! The example sets of the repository: they open, they say what they are meant to show, and their answers fit them.
#![allow(clippy::unwrap_used)] // Tests fail by panicking.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lictor_evals::gate::Release;
use lictor_evals::run::Answer;
use lictor_evals::set::{CheckOptions, Coverage, Difficulty, Gate, OpenedSet, Risk, Set};
use lictor_model::Behaviour;

const SETS: [&str; 4] = ["coding-assistant", "internal-summarizer", "policy-search", "support-assistant"];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/sets").join(name)
}

fn open(name: &str) -> Set {
    Set::open(&folder(name)).unwrap_or_else(|error| panic!("{name}: {:?}", error.issues()))
}

fn answers(name: &str, run: &str) -> Vec<Answer> {
    let text = std::fs::read_to_string(folder(name).join(format!("answers/{run}.jsonl"))).unwrap();
    text.lines().map(|line| Answer::from_json(line).unwrap_or_else(|_| panic!("{name}/{run}: {line}"))).collect()
}

#[test]
fn every_set_has_what_a_set_should_have() {
    for name in SETS {
        let set = open(name);
        assert_eq!(set.header.id, name);
        assert!(set.cases.len() >= 30, "{name}: {} cases", set.cases.len());
        let some = |what: &str, test: &dyn Fn(&lictor_evals::set::Case) -> bool| {
            assert!(set.cases.iter().any(test), "{name}: nothing with {what}");
        };
        for difficulty in [Difficulty::Normal, Difficulty::Difficult, Difficulty::Unacceptable] {
            some(&format!("{difficulty:?}"), &|case| case.difficulty == difficulty);
        }
        for behaviour in [Behaviour::Answer, Behaviour::Refuse, Behaviour::Clarify, Behaviour::Abstain] {
            some(behaviour.as_str(), &|case| case.expect.behaviour == Some(behaviour));
        }
        some("a form", &|case| case.expect.form.is_some());
        some("a tolerance", &|case| case.expect.facts.iter().any(|fact| fact.tolerance().is_some()));
        some("restricted contexts", &|case| {
            case.input.contexts.iter().flatten().any(|context| !context.access.is_empty())
        });
        for tag in ["permission", "adversarial", "injection", "stale-document", "ambiguous"] {
            some(tag, &|case| case.tags.iter().any(|label| label == tag));
        }
        for workflow in set.header.workflows.keys() {
            some(&format!("a blocker in {workflow}"), &|case| case.gate == Gate::Blocker && case.workflow == *workflow);
        }
    }
}

#[test]
fn blockers_say_what_people_have_to_look_at() {
    for name in SETS {
        for case in open(name).cases.iter().filter(|case| case.gate == Gate::Blocker || case.boundary) {
            assert!(!case.criteria.is_empty() && !case.unacceptable.is_empty(), "{name}: {}", case.id);
        }
        for case in open(name).cases.iter().filter(|case| case.gate == Gate::Blocker) {
            assert!(case.failure_mode.is_some(), "{name}: {}", case.id);
            assert!(case.risk != Risk::Low, "{name}: {} blocks a release for an annoyance", case.id);
        }
    }
}

#[test]
fn no_two_reasons_are_the_same() {
    for name in SETS {
        let set = open(name);
        let reasons: BTreeSet<&str> = set.cases.iter().map(|case| case.reason.as_str()).collect();
        assert_eq!(reasons.len(), set.cases.len(), "{name}");
    }
}

#[test]
fn both_runs_answer_every_case_and_nothing_else() {
    for name in SETS {
        let set = open(name);
        let cases: BTreeSet<String> = set.cases.iter().map(|case| case.id.clone()).collect();
        let mut repeats: Vec<BTreeMap<String, usize>> = Vec::new();
        for run in ["base", "head"] {
            let mut counts = BTreeMap::new();
            for answer in answers(name, run) {
                assert!(answer.measures.latency_ms.is_some() && answer.measures.cost.is_some(), "{name}/{run}");
                *counts.entry(answer.id).or_default() += 1;
            }
            assert_eq!(counts.keys().cloned().collect::<BTreeSet<_>>(), cases, "{name}/{run}");
            repeats.push(counts);
        }
        assert_eq!(repeats[0], repeats[1], "{name}: as many answers to each case in both runs");
    }
}

#[test]
fn the_sets_show_both_forms_and_groups() {
    assert!(folder("internal-summarizer").join("cases").is_dir());
    assert!(folder("policy-search").join("cases.jsonl").is_file());
    for name in ["internal-summarizer", "support-assistant"] {
        let set = open(name);
        let grouped: Vec<_> = set.cases.iter().filter(|case| case.group.is_some()).collect();
        assert!(grouped.len() >= 2 && grouped.iter().all(|case| !case.attributes.is_empty()), "{name}");
        let most = answers(name, "head").iter().filter_map(|answer| answer.repeat).max();
        assert_eq!(most, Some(3), "{name}: some cases are answered three times");
    }
}

#[test]
fn a_strict_check_finds_nothing() {
    for name in SETS {
        let opened = OpenedSet::open(&folder(name)).unwrap();
        let report = opened.check(CheckOptions { today: jiff::civil::date(2026, 11, 24), secrets: None });
        let issues: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
        assert!(issues.is_empty(), "{name}:\n{}", issues.join("\n"));
    }
}

#[test]
fn coverage_shows_the_holes_that_are_meant() {
    let mut holes = Vec::new();
    for name in SETS {
        let coverage = Coverage::of(&open(name));
        holes.extend(coverage.holes.iter().map(|hole| format!("{name}/{}: {}", hole.workflow, hole.lacks.as_str())));
    }
    let meant = [
        "coding-assistant/explain-code: unacceptable-case",
        "coding-assistant/review-change: unacceptable-case",
        "internal-summarizer/meeting-notes: unacceptable-case",
        "support-assistant/complaints: unacceptable-case",
        "support-assistant/returns: unacceptable-case",
    ];
    assert_eq!(holes, meant);
}

#[test]
fn release_files_are_read_and_name_what_is_there() {
    for name in SETS {
        let set = open(name);
        let (release, _) =
            Release::read(&folder(name).join("release.toml")).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(release.id, name);
        for workflow in release.budgets.iter().filter_map(|budget| budget.workflow.as_ref()) {
            assert!(set.header.workflows.contains_key(workflow), "{name}: {workflow}");
        }
        for case in release.waivers.iter().flat_map(|waiver| &waiver.cases) {
            assert!(set.case(case).is_some(), "{name}: {case}");
        }
        if release.blockers.repeats > 1 {
            let head = answers(name, "head");
            for case in set.cases.iter().filter(|case| case.gate == Gate::Blocker) {
                let count = head.iter().filter(|answer| answer.id == case.id).count();
                assert!(count >= release.blockers.repeats as usize, "{name}: {}", case.id);
            }
        }
    }
}
