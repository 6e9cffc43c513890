//! The embedded policies over the real packs: sound, different where they say so, and complete.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor::{Guard, Level, PolicyFile};

fn guard(name: &str) -> Guard {
    let file = PolicyFile::embedded(name).unwrap().unwrap();
    Guard::new(file, lictor_tests::options()).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

#[test]
fn every_embedded_policy_loads_without_a_warning() {
    for (name, _) in lictor_policy::EMBEDDED {
        let guard = guard(name);
        assert_eq!(guard.policy().warnings(), &[] as &[String], "{name}");
        assert!(guard.rules().len() >= 49, "{name}: {}", guard.rules().len());
    }
}

#[test]
fn each_differs_from_the_default_in_the_level_of_some_rule() {
    let default = guard("default");
    for (name, _) in lictor_policy::EMBEDDED.iter().filter(|(name, _)| *name != "default") {
        let other = guard(name);
        let differs = default.rules().iter().filter(|rule| default.level(&rule.id) != other.level(&rule.id)).count();
        assert!(differs > 0, "{name}");
        assert_ne!(default.digest(), other.digest(), "{name}");
    }
}

#[test]
fn rule_codes_and_slugs_are_used_once() {
    let guard = guard("default");
    let mut seen = std::collections::HashSet::new();
    for rule in guard.rules() {
        assert!(seen.insert(rule.id.to_string()), "{}", rule.id);
        assert!(seen.insert(rule.decl.slug.clone()), "{}", rule.decl.slug);
    }
}

#[test]
fn preview_rules_gate_nothing() {
    let guard = guard("default");
    for rule in guard.rules().iter().filter(|rule| rule.decl.status == lictor_model::RuleStatus::Preview) {
        assert!(guard.level(&rule.id) <= Level::Warn, "{}", rule.id);
    }
}

#[test]
fn exposure_of_contexts_and_secrets_is_waivable_one_by_one_only() {
    for rule in guard("default").rules() {
        let code = rule.id.code();
        if code.starts_with("EXP1") || code.starts_with("EXP3") {
            assert_eq!(rule.decl.waiver, lictor_contract::WaiverScope::Fingerprint, "{code}");
        }
    }
}
