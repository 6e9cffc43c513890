use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use lictor_evals::set::{AddError, IssueKind, Set, add};
use serde_json::{Value, json};

use crate::common::{HEADER, case, case_with, folder};

const TODAY: Date = date(2026, 11, 25);

fn refused(folder: &Path, text: &str) -> IssueKind {
    let before = fs::read(folder.join("cases.jsonl")).ok();
    let kind = match add(folder, "new.json", text, TODAY) {
        Err(AddError::Case(error) | AddError::Set(error)) => error.issues()[0].kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(fs::read(folder.join("cases.jsonl")).ok(), before, "nothing may change");
    kind
}

#[test]
fn a_case_is_appended_to_the_lines_that_are_there() {
    let set = folder(HEADER, &[case("a")]);
    let lines = set.path().join("cases.jsonl");
    // A last line without its end must not swallow the next.
    fs::write(&lines, case("a").to_string()).unwrap();
    let added = add(set.path(), "-", &serde_json::to_string_pretty(&case("b/c")).unwrap(), TODAY).unwrap();
    let read = Set::open(set.path()).unwrap();
    assert_eq!((read.cases.len(), read.digest), (2, added.digest));
    assert_eq!(added.file, lines);
    let text = fs::read_to_string(lines).unwrap();
    assert!(text.starts_with(&case("a").to_string()) && text.ends_with("}\n") && text.lines().count() == 2);
    assert_eq!(fs::read_dir(set.path()).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn a_set_of_files_gets_a_file() {
    let set = folder(HEADER, &[]);
    fs::remove_file(set.path().join("cases.jsonl")).unwrap();
    fs::create_dir(set.path().join("cases")).unwrap();
    let first = toml::to_string_pretty(&serde_json::from_value::<lictor_evals::set::Case>(case("a")).unwrap()).unwrap();
    fs::write(set.path().join("cases/a.toml"), first).unwrap();
    let form = json!({"json_schema": {"type": "object", "properties": {"n": {"type": "integer"}}}});
    let added = add(set.path(), "-", &case_with("b/c", &[("/expect/form", form)]).to_string(), TODAY).unwrap();
    assert_eq!(added.file, set.path().join("cases/b--c.toml"));
    assert_eq!(Set::open(set.path()).unwrap().digest, added.digest);
    // TOML has no `null`, and what cannot be written is not written.
    let null = json!({"json_schema": {"const": null}});
    let error = add(set.path(), "-", &case_with("d", &[("/expect/form", null)]).to_string(), TODAY).unwrap_err();
    assert!(matches!(error, AddError::NoToml));
    // Another id with the same file name.
    let error = add(set.path(), "-", &case("b--c").to_string(), TODAY).unwrap_err();
    assert!(matches!(error, AddError::Write { .. }));
    assert_eq!(Set::open(set.path()).unwrap().cases.len(), 2);
}

#[test]
fn what_check_calls_an_error_is_not_added() {
    let set = folder(HEADER, &[case("a")]);
    let folder = set.path();
    assert_eq!(refused(folder, &case("a").to_string()), IssueKind::DuplicateId);
    assert_eq!(refused(folder, "{"), IssueKind::BrokenSyntax);
    assert_eq!(refused(folder, "[]"), IssueKind::BadShape);
    assert_eq!(refused(folder, &case_with("b", &[("/workflow", json!("x"))]).to_string()), IssueKind::UnknownWorkflow);
    assert_eq!(refused(folder, &case_with("b", &[("/added", json!("2027-01-01"))]).to_string()), IssueKind::FutureDate);
    fs::write(folder.join("set.toml"), "schema = 1").unwrap();
    refused(folder, &case("b").to_string());
}

#[test]
fn two_that_add_at_once_lose_nothing() {
    let set = folder(HEADER, &[case("a")]);
    std::thread::scope(|scope| {
        for n in 0..8 {
            let folder = set.path();
            scope.spawn(move || add(folder, "-", &Value::to_string(&case(&format!("n{n}"))), TODAY).unwrap());
        }
    });
    assert_eq!(Set::open(set.path()).unwrap().cases.len(), 9);
}
