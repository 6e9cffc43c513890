use std::fs;

use lictor_evals::set::{CheckOptions, Coverage, IssueKind, MOST_LINE_BYTES, OpenedSet, Set, SetDiff};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::{HEADER, case, case_with, folder, problems};

fn kinds(folder: &std::path::Path) -> Vec<IssueKind> {
    Set::open(folder).unwrap_err().issues().iter().map(|issue| issue.kind).collect()
}

#[test]
fn no_value_of_a_set_is_quoted() {
    let secret = ["hunter2", "-secret-", "value"].concat();
    let mut keyed = case("keyed");
    keyed["a very long key that may be a value which slipped"] = json!(1);
    let bad = folder(
        &HEADER.replace("\"T\"", "3"),
        &[
            case_with("a", &[("/gate", json!(secret))]),
            case_with("b", &[("/workflow", json!(format!("{secret} {secret} {secret} {secret}")))]),
            case_with("c", &[("/expect/facts", json!([[secret]]))]),
            case_with(&format!("{secret}\u{1b}[31m"), &[]),
            case_with("d", &[("/added", json!(secret))]),
            case_with("e", &[("/expect/form", json!({"json_schema": {"type": secret}}))]),
            keyed,
        ],
    );
    let mut lines = fs::read_to_string(bad.path().join("cases.jsonl")).unwrap();
    lines.push_str(&format!("{{\"id\": {secret}}}\n{{\"id\": \"{secret}\n"));
    fs::write(bad.path().join("cases.jsonl"), lines).unwrap();
    fs::create_dir(bad.path().join("cases")).unwrap();
    fs::write(bad.path().join("cases/x.toml"), format!("id = {secret}")).unwrap();
    let told = problems(bad.path());
    assert!(told.lines().filter(|line| line.contains("error[")).count() >= 10, "{told}");
    assert!(!told.contains("hunter2") && !told.contains("slipped") && !told.contains('\u{1b}'), "{told}");
}

#[test]
fn names_that_steer_a_terminal_are_refused() {
    for (pointer, value) in [
        ("/id", json!("a\u{1b}[2J")),
        ("/id", json!("a//b")),
        ("/id", json!("../up")),
        ("/id", json!("a".repeat(200))),
        ("/tags", json!(["t\u{7}"])),
        ("/owner", json!("o\u{202e}x")),
        ("/reason", json!("r\u{1b}[2J")),
        ("/attributes", json!({"k\n": "v"})),
    ] {
        assert_eq!(
            kinds(folder(HEADER, &[case_with("a", &[(pointer, value.clone())])]).path()),
            [IssueKind::BadName],
            "{value}"
        );
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let set = folder(HEADER, &[]);
    let line = case("a").to_string().replacen('{', "{\"gate\":\"blocker\",", 1);
    fs::write(set.path().join("cases.jsonl"), line).unwrap();
    insta::assert_snapshot!(problems(set.path()), @r"
    cases.jsonl:1: error[broken-syntax]: a key stands twice: `gate`
        only one of them would count: take the other away
    ");
}

#[test]
fn sizes_have_bounds() {
    let set = folder(HEADER, &[]);
    let long = format!("{{\"id\": \"{}\"}}\n{}\n", "x".repeat(MOST_LINE_BYTES), case("a"));
    fs::write(set.path().join("cases.jsonl"), long).unwrap();
    let error = Set::open(set.path()).unwrap_err();
    assert_eq!(error.issues().len(), 1, "the next line is read all the same");
    assert_eq!(error.issues()[0].line, Some(1));
    // A file of another kind, with a problem on every line.
    fs::write(set.path().join("cases.jsonl"), "{}\n".repeat(5_000)).unwrap();
    assert_eq!(Set::open(set.path()).unwrap_err().issues().len(), 1_000);
    fs::write(set.path().join("set.toml"), " ".repeat(5 << 20)).unwrap();
    assert!(kinds(set.path()).contains(&IssueKind::UnreadableFile));
    let deep = folder(HEADER, &[]);
    fs::write(deep.path().join("cases.jsonl"), "[".repeat(100_000)).unwrap();
    fs::create_dir(deep.path().join("cases")).unwrap();
    fs::write(deep.path().join("cases/a.toml"), format!("a = {}", "[".repeat(100_000))).unwrap();
    assert_eq!(kinds(deep.path()), [IssueKind::BrokenSyntax; 2]);
}

#[test]
fn schemas_that_take_for_ever_are_refused() {
    let mut definitions = json!({"d0": {"type": "object"}});
    for n in 1..40 {
        let below = format!("#/$defs/d{}", n - 1);
        definitions[format!("d{n}")] = json!({"allOf": [{"$ref": below}, {"$ref": below}]});
    }
    let schema = json!({"$defs": definitions, "$ref": "#/$defs/d39"});
    let set = folder(HEADER, &[case_with("a", &[("/expect/form", json!({"json_schema": schema}))])]);
    assert_eq!(kinds(set.path()), [IssueKind::BadJsonSchema]);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_refused_and_others_followed() {
    use std::os::unix::fs::symlink;
    let outside = folder(HEADER, &[case("a")]);
    let set = folder(HEADER, &[case("a")]);
    fs::rename(set.path().join("cases.jsonl"), set.path().join("real.jsonl")).unwrap();
    symlink("real.jsonl", set.path().join("cases.jsonl")).unwrap();
    assert_eq!(Set::open(set.path()).unwrap().cases.len(), 1);
    let added = lictor_evals::set::add(set.path(), "-", &case("b").to_string(), jiff::civil::date(2026, 1, 1)).unwrap();
    assert_eq!(Set::open(set.path()).unwrap().digest, added.digest);
    assert!(set.path().join("cases.jsonl").is_symlink());
    fs::remove_file(set.path().join("cases.jsonl")).unwrap();
    symlink(outside.path().join("cases.jsonl"), set.path().join("cases.jsonl")).unwrap();
    assert_eq!(kinds(set.path()), [IssueKind::UnreadableFile]);
    fs::remove_file(set.path().join("cases.jsonl")).unwrap();
    symlink(outside.path(), set.path().join("cases")).unwrap();
    assert_eq!(kinds(set.path()), [IssueKind::UnreadableFile]);
    // A link to nothing, and a device that never ends.
    fs::remove_file(set.path().join("cases")).unwrap();
    symlink("nowhere", set.path().join("cases.jsonl")).unwrap();
    assert_eq!(kinds(set.path()), [IssueKind::UnreadableFile]);
}

/// Mutations of what is in order: a byte changed, a piece cut out or doubled.
fn mutated(text: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let bytes = text.as_bytes().to_vec();
    let length = bytes.len();
    prop::collection::vec((0..length, 0..length, any::<u8>(), 0..3_u8), 1..4).prop_map(move |changes| {
        let mut bytes = bytes.clone();
        for (one, other, byte, how) in changes {
            let (start, end) = (one.min(other).min(bytes.len()), one.max(other).min(bytes.len()));
            match how {
                0 if start < bytes.len() => bytes[start] = byte,
                1 => drop(bytes.drain(start..end)),
                _ => {
                    let piece = bytes[start..end].to_vec();
                    bytes.splice(start..start, piece);
                }
            }
        }
        bytes
    })
}

/// Any JSON under the keys of a case.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z/~_]{0,8}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn use_it(folder: &std::path::Path) {
    match OpenedSet::open(folder) {
        Ok(opened) => {
            opened.check(CheckOptions { today: jiff::civil::date(2026, 1, 1), secrets: Some(&|_| Ok(Vec::new())) });
            let coverage = Coverage::of(&opened.set);
            assert!(!coverage.text().is_empty() && !coverage.markdown().is_empty());
            assert!(SetDiff::between(&opened.set, &opened.set).is_empty());
            for case in &opened.set.cases {
                assert_eq!(
                    serde_json::from_str::<lictor_evals::set::Case>(&serde_json::to_string(case).unwrap())
                        .unwrap()
                        .digest(),
                    case.digest()
                );
            }
        }
        Err(error) => {
            assert!(!error.issues().is_empty());
            assert!(
                error.issues().iter().all(|issue| !issue.message.is_empty() && !issue.to_string().contains('\u{1b}'))
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(
        header in mutated(HEADER),
        lines in mutated(include_str!("../data/shop/cases.jsonl")),
        toml in mutated(include_str!("../data/shop/cases/total.toml")),
        keep in any::<bool>(),
    ) {
        let set = folder(HEADER, &[]);
        if !keep {
            fs::write(set.path().join("set.toml"), header).unwrap();
        }
        fs::write(set.path().join("cases.jsonl"), lines).unwrap();
        fs::create_dir(set.path().join("cases")).unwrap();
        fs::write(set.path().join("cases/a.toml"), toml).unwrap();
        use_it(set.path());
    }

    #[test]
    fn no_value_makes_the_reader_panic(pointer in 0..12_usize, value in any_json()) {
        let pointers = [
            "/id", "/reason", "/workflow", "/input", "/input/messages", "/input/contexts", "/expect", "/expect/facts",
            "/expect/form", "/attributes", "/data", "/added",
        ];
        use_it(folder(HEADER, &[case_with("a", &[(pointers[pointer], value)])]).path());
    }
}
