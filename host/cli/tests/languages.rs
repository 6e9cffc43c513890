//! Packs in Python and TypeScript: begun, built and tried with the real tools.
//!
//! They run where `LICTOR_COMPONENTIZE_PY` and `LICTOR_NODE_MODULES` name what `tests/languages/install` has installed. Where they do
//! not, that is said, and nothing is checked.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // Helpers of tests fail by panicking; what was not checked is said.

mod common;

use std::path::Path;

use common::{Folder, folder, root};

const PYTHON: &str = "LICTOR_COMPONENTIZE_PY";
const TYPESCRIPT: &str = "LICTOR_NODE_MODULES";

/// The digests of the examples' components, built from a folder without version control.
const RECORD: &str = "plugins/examples/digests.json";

/// Whether the tools of a language are there.
fn has(tools: &str) -> bool {
    let there = std::env::var_os(tools).is_some();
    if !there {
        println!("NOT CHECKED: {tools} names nothing that `tests/languages/install` has installed");
    }
    there
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

/// Builds a pack of the repository and tries it, in a copy, so that nothing is left beside the sources.
fn tries(pack: &str, plugin: &str) {
    let folder = folder();
    copy(&root().join(pack), &folder.path().join("pack"));
    tries_folder(&folder, "pack", plugin);
}

/// As [`tries`], for an example: its component has the digest that is on record, whichever machine built it.
fn tries_example(name: &str, plugin: &str) {
    let folder = folder();
    copy(&root().join("plugins/examples").join(name), &folder.path().join("pack"));
    let built = tries_folder(&folder, "pack", plugin);
    if built["reproducible"] != true {
        println!("NOT CHECKED: whether {name} is built to the bytes on record: {}", built["differs"]);
        return;
    }
    let record = std::fs::read_to_string(root().join(RECORD)).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(
        built["digest"], record[plugin],
        "{RECORD} says otherwise. If sources or tools have changed, write it there"
    );
}

fn tries_folder(folder: &Folder, pack: &str, plugin: &str) -> serde_json::Value {
    let built = folder.run(&["plugin", "build", pack, "--output", "built.wasm", "--format", "json"]);
    assert_eq!(built.code, 0, "{}", built.err);
    let report = serde_json::from_str(&built.out).unwrap();
    let tried = folder.run(&["plugin", "test", "built.wasm", "--cases", &format!("{pack}/cases")]);
    assert_eq!(tried.code, 0, "{}{}", tried.out, tried.err);
    let shown = folder.run(&["plugin", "inspect", "built.wasm", "--format", "json"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    assert_eq!(shown["plugin"], plugin);
    let imports: Vec<&str> = shown["imports"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(!imports.is_empty() && imports.iter().all(|name| name.starts_with("lictor:plugin/")), "{imports:?}");
    report
}

#[test]
fn the_example_in_python_builds_to_the_bytes_on_record_and_finds_what_it_must() {
    if has(PYTHON) {
        tries_example("competitors", "acme/competitors");
    }
}

#[test]
fn the_example_in_typescript_builds_to_the_bytes_on_record_and_the_template_finds_what_it_must() {
    if has(TYPESCRIPT) {
        tries_example("brand-tone", "acme/brand-tone");
        tries("plugins/templates/typescript", "acme/tone");
    }
}

/// A new pack is the template under other names, and has everything that it is built from but the tools.
#[test]
fn a_new_pack_builds_and_passes_as_it_is() {
    for (language, tools) in [("python", PYTHON), ("typescript", TYPESCRIPT)] {
        let folder = folder();
        let made = folder.run(&["plugin", "new", "voice", "--lang", language, "--publisher", "zebra"]);
        assert_eq!(made.code, 0, "{}", made.err);
        assert!(!folder.read("voice/pack.toml").contains("acme"), "the template's publisher is left");
        if has(tools) {
            tries_folder(&folder, "voice", "zebra/voice");
        }
    }
}

/// An exception that left the pack would be a trap without words.
#[test]
fn what_a_pack_raises_reaches_its_author_with_the_rule_and_the_place() {
    if has(PYTHON) {
        let folder = folder();
        copy(&root().join("plugins/templates/python"), &folder.path().join("pack"));
        let file = "pack/rules/ton101_blames_customer.py";
        let source =
            folder.read(file).replace("            case.report(hit)", "            print(hit.part.span(3, 999))");
        folder.write(file, source);
        let tried = folder.run(&["plugin", "test", "pack"]);
        assert_eq!(tried.code, 1, "{}", tried.err);
        let words = "TON101: IndexError: 3:999 is no range";
        assert!(tried.out.contains(words), "{}{}", tried.out, tried.err);
    }
    if has(TYPESCRIPT) {
        let folder = folder();
        copy(&root().join("plugins/templates/typescript"), &folder.path().join("pack"));
        let file = "pack/src/ton101-blames-customer.ts";
        let source = folder.read(file).replace("sample.report(hit)", "sample.report(hit.locate(Date.now(), 1))");
        folder.write(file, source);
        let tried = folder.run(&["plugin", "test", "pack"]);
        assert_eq!(tried.code, 1, "{}", tried.err);
        assert!(tried.out.contains("TON101: Error: a pack has no clock"), "{}{}", tried.out, tried.err);
    }
}

#[test]
fn what_does_not_compile_is_said_by_the_tool_that_knows() {
    if has(PYTHON) {
        let folder = folder();
        copy(&root().join("plugins/templates/python"), &folder.path().join("pack"));
        let source = folder.read("pack/rules/ton101_blames_customer.py").replace("code=\"TON101\"", "code=\"tone\"");
        folder.write("pack/rules/ton101_blames_customer.py", source);
        let built = folder.run(&["plugin", "build", "pack"]);
        assert_eq!(built.code, 2);
        assert!(built.err.contains("three capital letters and three digits"), "{}", built.err);
    }
    if has(TYPESCRIPT) {
        let folder = folder();
        copy(&root().join("plugins/templates/typescript"), &folder.path().join("pack"));
        let source = folder.read("pack/src/ton101-blames-customer.ts").replace("level: \"warn\"", "level: \"loud\"");
        folder.write("pack/src/ton101-blames-customer.ts", source);
        let built = folder.run(&["plugin", "build", "pack"]);
        assert_eq!(built.code, 2);
        assert!(
            built.err.contains("pack/src/ton101-blames-customer.ts") && built.err.contains("loud"),
            "{}",
            built.err
        );
    }
}

/// On any machine: who lacks the tools is told how to get them, in the versions that are asked for.
#[test]
fn missing_tools_are_named_with_the_command_that_gets_them() {
    for (language, variable, command) in [
        ("python", PYTHON, "pip install componentize-py=="),
        ("typescript", TYPESCRIPT, "npm install --save-dev componentize-qjs@"),
    ] {
        let folder = folder();
        folder.run(&["plugin", "new", "voice", "--lang", language, "--publisher", "zebra"]);
        let output = folder.command(&["plugin", "build", "voice"]).env(variable, "nowhere").output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(error.contains(command) && error.contains(variable), "{error}");
    }
}

#[test]
fn an_entry_outside_the_pack_is_refused() {
    for (language, entry) in
        [("python", "os; import x"), ("typescript", "../../secret.ts"), ("typescript", "src/pack.js")]
    {
        let folder = folder();
        folder.run(&["plugin", "new", "voice", "--lang", language, "--publisher", "zebra"]);
        let toml = folder.read("voice/pack.toml");
        let toml: Vec<&str> = toml.lines().filter(|line| !line.starts_with("entry")).collect();
        folder.write("voice/pack.toml", format!("{}\nentry = {entry:?}\n", toml.join("\n")));
        let built = folder.run(&["plugin", "build", "voice"]);
        assert_eq!(built.code, 2, "{entry}");
        assert!(built.err.contains("`entry` in pack.toml"), "{}", built.err);
    }
}
