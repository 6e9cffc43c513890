//! `lictor plugin diff` as a team meets it that is about to publish.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{Folder, folder};
use lictor_hostile::{Guest, manifest};
use serde_json::{Value, json};

/// A pack with one rule that reports wherever its pattern hits.
fn component(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut manifest = manifest();
    manifest["rules"][0]["wake"] = json!([]);
    change(&mut manifest);
    let manifest = manifest.to_string();
    let check = "(call $report_span (i32.const 0) (i32.const 0) (i32.const 1))".to_owned();
    Guest { manifest: manifest.clone(), check, ..Guest::default() }.build_with_section(manifest.as_bytes())
}

fn packs() -> Folder {
    let folder = folder();
    let thread = |manifest: &mut Value| manifest["patterns"][0]["literal"] = "thread".into();
    folder
        .write("old.wasm", component(|_| {}))
        .write(
            "words.wasm",
            component(|manifest| {
                manifest["version"] = "0.1.1".into();
                manifest["rules"][0]["docs"] = "More words.".into();
            }),
        )
        .write("same-version.wasm", component(|manifest| manifest["rules"][0]["docs"] = "More words.".into()))
        .write(
            "unrevised.wasm",
            component(|manifest| {
                manifest["version"] = "9.0.0".into();
                thread(manifest);
            }),
        )
        .write(
            "revised.wasm",
            component(|manifest| {
                manifest["version"] = "0.1.1".into();
                manifest["rules"][0]["revision"] = 2.into();
                thread(manifest);
            }),
        )
        .write(
            "louder.wasm",
            component(|manifest| {
                manifest["version"] = "0.1.1".into();
                manifest["rules"][0]["level"] = "block".into();
            }),
        )
        .write("other.wasm", component(|manifest| manifest["pack"] = "other".into()))
        .write(
            "corpus.jsonl",
            "{\"id\": \"n-1\", \"answer\": \"A needle.\"}\n{\"answer\": \"A thread.\"}\n\
                {\"id\": \"both\", \"answer\": \"A needle and a thread.\"}\n{\"id\": \"none\", \"answer\": \"Hay.\"}\n",
        );
    folder
}

#[test]
fn the_exit_code_says_whether_the_version_is_enough() {
    let folder = packs();
    for (new, code, said) in [
        ("old.wasm", 0, "byte for byte"),
        ("words.wasm", 0, "This is a patch change: it demands 0.1.1 or later."),
        ("same-version.wasm", 1, "refused: 0.1.0 does not come after 0.1.0"),
        ("unrevised.wasm", 1, "count its revision up, to 2"),
        ("revised.wasm", 0, "minor  EVL001  1 of its patterns is gone, 1 new"),
        ("louder.wasm", 1, "a major change demands 0.2.0 or later"),
        ("other.wasm", 1, "`evil/guest` became `evil/other`"),
    ] {
        let done = folder.run(&["plugin", "diff", "old.wasm", new]);
        assert_eq!(done.code, code, "{new}\n{}{}", done.out, done.err);
        assert!(done.out.contains(said), "{new}\n{}", done.out);
    }
}

#[test]
fn a_corpus_shows_which_samples_change_and_nothing_of_them() {
    let folder = packs();
    let done = folder.run(&["plugin", "diff", "old.wasm", "revised.wasm", "--corpus", "corpus.jsonl"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    for line in [
        "Of 4 samples of the corpus they say something else of 2:",
        "EVL001  fires now            1  corpus.jsonl:2",
        "EVL001  fires no more        1  n-1",
    ] {
        assert!(done.out.contains(line), "{line}\n{}", done.out);
    }
    assert!(!done.out.contains("A needle") && !done.err.contains("A needle"), "{}", done.out);

    let done =
        folder.run(&["plugin", "diff", "old.wasm", "louder.wasm", "--corpus", "corpus.jsonl", "--format", "json"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let json: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(
        (&json["schema"], &json["bump"], &json["least"]),
        (&json!("lictor.pack-diff/v1"), &json!("major"), &json!("0.2.0"))
    );
    let allowed = |id: &str| json!({"id": id, "old": "allow", "new": "block"});
    assert_eq!(json["verdicts"]["decisions"], json!([allowed("n-1"), allowed("both")]));
    assert_eq!(json["verdicts"]["rules"], json!({}), "the rule finds the same");
}

#[test]
fn what_went_unchecked_weighs_more() {
    let folder = packs();
    folder.write("broken.jsonl", "{\"answer\": \"A needle.\"}\n{\n");
    let done = folder.run(&["plugin", "diff", "old.wasm", "words.wasm", "--corpus", "broken.jsonl"]);
    assert_eq!(done.code, 3, "{}", done.out);
    assert!(done.err.contains("broken.jsonl:2"), "{}", done.err);
}

#[test]
fn what_is_no_pack_is_named() {
    let folder = packs();
    folder.write("text.wasm", "no component").write("bare.wasm", Guest::default().build());
    for (new, said) in [
        ("text.wasm", "text.wasm: not WebAssembly"),
        ("bare.wasm", "carries no manifest"),
        ("missing.wasm", "missing.wasm"),
    ] {
        let done = folder.run(&["plugin", "diff", "old.wasm", new]);
        assert_eq!(done.code, 2, "{new}\n{}", done.out);
        assert!(done.err.contains(said), "{new}\n{}", done.err);
    }
}
