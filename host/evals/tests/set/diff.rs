use lictor_evals::set::{SetDiff, Weakening};
use serde_json::{Value, json};

use crate::common::{case, case_with, set};

#[test]
fn what_changed_is_told_by_field_and_what_weakened_comes_first() {
    let strong = |id: &str| {
        case_with(
            id,
            &[
                ("/gate", json!("blocker")),
                ("/protected", json!(true)),
                ("/boundary", json!(true)),
                ("/risk", json!("high")),
                ("/previously_failed", json!("2026.1")),
                ("/expect/facts", json!(["30 days"])),
                ("/tags", json!(["t"])),
            ],
        )
    };
    let old = set(&[case("same"), strong("weak"), strong("gone"), case_with("guard", &[("/protected", json!(true))])]);
    let mut weak = case("weak");
    weak["tags"] = json!(["t"]);
    let new = set(&[case("same"), case("new"), weak]);
    let diff = SetDiff::between(&old, &new);
    insta::assert_json_snapshot!(diff);
    assert!(!diff.is_empty());
    assert!(SetDiff::between(&old, &old).is_empty());
    let reverse = SetDiff::between(&new, &old);
    assert_eq!(reverse.weakened, [], "what became stronger is no weakening");
}

#[test]
fn expectations_are_looser_only_where_they_demand_less() {
    let weakened = |before: Value, after: Value| {
        let version = |expect: Value| set(&[case_with("c", &[("/expect", expect)])]);
        let diff = SetDiff::between(&version(before), &version(after));
        diff.weakened.iter().map(|weakened| weakened.what).collect::<Vec<_>>()
    };
    let fact = |far: f64| json!({"facts": [{"text": "100", "tolerance": {"absolute": far}}]});
    assert_eq!(weakened(fact(1.0), fact(2.0)), [Weakening::ExpectationLoosened]);
    assert_eq!(weakened(fact(2.0), fact(1.0)), []);
    assert_eq!(weakened(fact(1.0), json!({"facts": ["100"]})), []);
    assert_eq!(weakened(json!({"forbidden": ["a"]}), json!({"forbidden": ["a", "b"]})), []);
    assert_eq!(
        weakened(json!({"forbidden": ["a", "b"]}), json!({"forbidden": ["b"]})),
        [Weakening::ExpectationLoosened]
    );
    let alias = json!({"facts": [{"text": "a", "aliases": ["b"]}]});
    assert_eq!(weakened(json!({"facts": ["a"]}), alias.clone()), [Weakening::ExpectationLoosened]);
    assert_eq!(weakened(alias, json!({"facts": ["a"]})), []);
    let behaviour = |behaviour: &str| json!({"behaviour": behaviour});
    assert_eq!(weakened(behaviour("refuse"), behaviour("answer")), [Weakening::BehaviourChanged]);
}
