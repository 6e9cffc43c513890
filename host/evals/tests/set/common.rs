use std::fs;
use std::path::{Path, PathBuf};

use lictor_evals::set::{OpenedSet, Set, SetError};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const HEADER: &str =
    "schema = \"lictor.set/v1\"\nid = \"t\"\ntitle = \"T\"\nowner = \"o\"\n[workflows.w]\ntitle = \"W\"\n";

/// The set beside the tests.
pub(crate) fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/shop")
}

/// A case that is in order.
pub(crate) fn case(id: &str) -> Value {
    json!({
        "id": id, "reason": "Because.", "workflow": "w", "gate": "signal", "risk": "low", "difficulty": "normal",
        "input": {"messages": [{"role": "user", "content": format!("What is {id}?")}]},
        "expect": {"behaviour": "answer"}, "origin": {"kind": "design"},
    })
}

/// A case with some of its parts replaced, by JSON pointer.
pub(crate) fn case_with(id: &str, parts: &[(&str, Value)]) -> Value {
    let mut value = case(id);
    for (pointer, part) in parts {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        value.pointer_mut(parent).unwrap()[key] = part.clone();
    }
    value
}

/// A folder with a set of JSON cases.
pub(crate) fn folder(header: &str, cases: &[Value]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    fs::write(folder.path().join("set.toml"), header).unwrap();
    fs::write(folder.path().join("cases.jsonl"), lines).unwrap();
    folder
}

pub(crate) fn opened(cases: &[Value]) -> OpenedSet {
    OpenedSet::open(folder(HEADER, cases).path()).unwrap()
}

pub(crate) fn set(cases: &[Value]) -> Set {
    opened(cases).set
}

/// What is wrong with a set, one line each, without the folder's name.
pub(crate) fn problems(folder: &Path) -> String {
    listed(folder, &Set::open(folder).unwrap_err())
}

pub(crate) fn listed(folder: &Path, error: &SetError) -> String {
    let shown = format!("{}/", folder.display());
    let line = |issue: &lictor_evals::set::SetIssue| {
        let help = issue.help.as_ref().map(|help| format!("\n    {help}")).unwrap_or_default();
        format!("{issue}{help}\n").replace(&shown, "")
    };
    error.issues().iter().map(line).collect()
}
