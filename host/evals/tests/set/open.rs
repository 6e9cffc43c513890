use std::fs;

use lictor_evals::set::{IssueKind, Set};
use serde_json::{Value, json};

use crate::common::{HEADER, case, case_with, folder, problems, set, shop};

#[test]
fn a_set_is_read_from_both_forms_in_the_order_of_its_ids() {
    let set = Set::open(&shop()).unwrap();
    let ids: Vec<&str> = set.cases.iter().map(|case| case.id.as_str()).collect();
    let expected =
        ["orders/total", "orders/unknown", "refunds/other-customer", "refunds/which-order", "refunds/window"];
    assert_eq!(ids, expected);
    assert_eq!(Set::open(&shop().join("set.toml")).unwrap(), set);
    assert_eq!(set.case("orders/total").unwrap().added.as_deref(), Some("2026-04-01"));
    assert!(set.case("orders/none").is_none());
}

#[test]
fn the_digest_is_the_same_whichever_form_the_cases_have() {
    let set = Set::open(&shop()).unwrap();
    let moved = tempfile::tempdir().unwrap();
    fs::copy(shop().join("set.toml"), moved.path().join("set.toml")).unwrap();
    fs::create_dir(moved.path().join("cases")).unwrap();
    for (index, case) in set.cases.iter().enumerate() {
        let file = moved.path().join(format!("cases/{}.toml", 9 - index));
        fs::write(file, toml::to_string_pretty(case).unwrap()).unwrap();
    }
    let in_toml = Set::open(moved.path()).unwrap();
    assert_eq!(in_toml.digest, set.digest);
    assert_eq!(in_toml.cases.iter().map(|case| case.digest()).collect::<Vec<_>>(), {
        set.cases.iter().map(|case| case.digest()).collect::<Vec<_>>()
    });
}

#[test]
fn a_digest_sees_every_change_and_no_way_of_writing() {
    let plain = set(&[case("a"), case("b")]);
    let mut turned = case("b");
    turned["tags"] = json!([]);
    turned["protected"] = json!(false);
    assert_eq!(set(&[turned, case("a")]).digest, plain.digest);
    let changed = set(&[case_with("a", &[("/expect/forbidden", json!(["x"]))]), case("b")]);
    assert_ne!(changed.digest, plain.digest);
    assert_ne!(changed.cases[0].digest(), plain.cases[0].digest());
    assert_eq!(changed.cases[1].digest(), plain.cases[1].digest());
    let titled = folder(&HEADER.replace("\"T\"", "\"U\""), &[case("a"), case("b")]);
    assert_ne!(Set::open(titled.path()).unwrap().digest, plain.digest);
}

#[test]
fn all_problems_are_told_at_once_with_file_line_and_mend() {
    let mut unreasoned = case("no-reason");
    unreasoned.as_object_mut().unwrap().remove("reason");
    let header = HEADER.replace("title = \"T\"", "titel = \"T\"").replace("owner = \"o\"", "owner = \"\"");
    let bad = folder(
        &header,
        &[
            unreasoned,
            case_with("blank", &[("/reason", json!("  "))]),
            case_with("typos", &[("/gate", json!("bloker")), ("/expect/fact", json!([])), ("/risk", json!(3))]),
            case_with("elsewhere", &[("/workflow", json!("ww"))]),
            case_with("nothing", &[("/expect", json!({}))]),
            case("twice"),
            case("twice"),
            case_with("No Id", &[]),
            case_with("dates", &[("/added", json!("2026-02-30")), ("/reviewed", json!("20260201"))]),
            case_with("fact", &[("/expect/facts", json!([{"text": "30 days", "tolerence": {"absolute": 1}}, 7]))]),
            case_with("quiet", &[("/input/messages", json!([]))]),
        ],
    );
    fs::create_dir(bad.path().join("cases")).unwrap();
    let toml = "id = \"in-toml\"\nreason = \"R\"\nworkflow = \"w\"\ngate = \"signal\"\nrisk = \"low\"\n\n[expect]\nbehavior = \"answer\"\n";
    fs::write(bad.path().join("cases/one.toml"), toml).unwrap();
    fs::write(bad.path().join("cases/two.toml"), "id = \"two\"\nreason = \n").unwrap();
    fs::write(bad.path().join("cases/three.json"), "{}").unwrap();
    insta::assert_snapshot!(problems(bad.path()));
}

#[test]
fn expectations_that_no_answer_can_meet_are_refused() {
    let contexts = json!([{"id": "kb-1", "text": "t"}, {"id": "hr-1", "text": "t", "access": ["hr"]}]);
    let expect = |parts: Value| ("/expect", parts);
    let bad = folder(
        HEADER,
        &[
            case_with("refuse", &[expect(json!({"behaviour": "refuse", "facts": ["30 days"]}))]),
            case_with("both", &[expect(json!({"facts": ["Within  30 Days"], "forbidden": ["30 days"]}))]),
            case_with(
                "alias",
                &[expect(json!({"facts": [{"text": "a", "aliases": ["30 days"]}], "forbidden": ["30 days"]}))],
            ),
            case_with(
                "cites",
                &[
                    expect(json!({"citations": ["kb1", "hr-1"]})),
                    ("/input/contexts", contexts.clone()),
                    ("/input/caller", json!({"labels": ["sales"]})),
                ],
            ),
            case_with(
                "exact",
                &[expect(json!({"facts": ["yes", "no"], "forbidden": ["Yes"], "form": {"exact": "yes"}}))],
            ),
            case_with(
                "tolerances",
                &[expect(json!({"facts": [
                    {"text": "some", "tolerance": {"absolute": 1}}, {"text": "1 or 2", "tolerance": {"relative": 0.1}},
                    {"text": "3", "tolerance": {"absolute": -1}},
                ]}))],
            ),
            case_with("schema", &[expect(json!({"form": {"json_schema": {"type": "strnig"}}}))]),
            case_with("fetches", &[expect(json!({"form": {"json_schema": {"$ref": "https://example.com/s"}}}))]),
            case_with("empty", &[expect(json!({"facts": [""], "forbidden": [" "], "form": {"exact": ""}}))]),
        ],
    );
    insta::assert_snapshot!(problems(bad.path()));
}

#[test]
fn expectations_that_look_like_conflicts_and_are_none() {
    let expect = |parts: Value| ("/expect", parts);
    let cases = [
        case_with("word", &[expect(json!({"facts": ["2030"], "forbidden": ["30"]}))]),
        case_with("abstain", &[expect(json!({"behaviour": "abstain", "citations": ["kb"]}))]),
        case_with(
            "alias",
            &[expect(json!({"facts": [{"text": "yes", "aliases": ["ja"]}], "form": {"exact": " Ja "}}))],
        ),
        case_with(
            "near",
            &[expect(json!({
                "facts": [{"text": "100", "tolerance": {"relative": 0.01}}], "form": {"exact": "99 EUR"},
            }))],
        ),
        case_with(
            "mine",
            &[
                expect(json!({"citations": ["hr-1"]})),
                ("/input/contexts", json!([{"id": "hr-1", "text": "t", "access": ["hr"]}])),
                ("/input/caller", json!({"labels": ["hr"]})),
            ],
        ),
        case_with(
            "inner",
            &[expect(json!({"form": {"json_schema": {"$defs": {"n": {"type": "integer"}}, "$ref": "#/$defs/n"}}}))],
        ),
    ];
    assert_eq!(set(&cases).cases.len(), cases.len());
}

#[test]
fn a_set_without_cases_or_header_says_what_is_missing() {
    let none = folder(HEADER, &[]);
    assert_eq!(Set::open(none.path()).unwrap_err().issues()[0].kind, IssueKind::NoCases);
    fs::remove_file(none.path().join("set.toml")).unwrap();
    let error = Set::open(none.path()).unwrap_err();
    assert!(error.is_unreadable());
    insta::assert_snapshot!(problems(none.path()), @r"
    set.toml: error[unreadable-file]: there is no such file
        a set is a folder with set.toml, and cases in cases.jsonl or cases/*.toml
    ");
}
