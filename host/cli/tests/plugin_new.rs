//! `lictor plugin new` and `inspect`: what needs no toolchain.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::folder;

const NEW: [&str; 7] = ["plugin", "new", "voice", "--lang", "rust", "--publisher", "zebra"];

#[test]
fn a_new_pack_has_everything_and_nothing_is_overwritten() {
    let folder = folder();
    let done = folder.run(&NEW);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    assert!(done.err.contains("zebra/voice") && done.err.contains("VOI101"), "{}", done.err);
    for file in [
        "pack.toml",
        "README.md",
        "Cargo.lock",
        "src/voi101_blames_customer.rs",
        "cases/voice.md",
        ".github/workflows/pack.yml",
        "sdk/src/lib.rs",
        "sdk/wit/plugin.wit",
    ] {
        assert!(folder.path().join("voice").join(file).is_file(), "{file} is missing");
    }
    assert!(folder.read("voice/pack.toml").contains("licence = \"LicenseRef-Proprietary\""));
    folder.write("voice/README.md", "mine");
    let again = folder.run(&NEW);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("exists already") && again.err.contains("--folder"), "{}", again.err);
    assert_eq!(folder.read("voice/README.md"), "mine");
}

#[test]
fn what_cannot_be_a_pack_is_said_with_a_mend() {
    let folder = folder();
    for (arguments, words) in [
        (&["plugin", "new", "Voice", "--lang", "rust", "--publisher", "zebra"][..], "lower-case letters"),
        (&["plugin", "new", "voice", "--lang", "cobol", "--publisher", "zebra"], "rust, python, typescript"),
        (&["plugin", "new", "voice", "--lang", "rust", "--publisher", "../up"], "lower-case letters"),
        (
            &["plugin", "new", "voice", "--lang", "rust", "--publisher", "z", "--licence", "mine"],
            "LicenseRef-Proprietary",
        ),
        (&["plugin", "build"], "pack.toml"),
        (&["plugin", "test", "nowhere.wasm"], "nowhere.wasm cannot be read"),
        (&["plugin", "inspect", "nowhere.wasm"], "nowhere.wasm cannot be read"),
    ] {
        let done = folder.run(arguments);
        assert_eq!(done.code, 2, "{arguments:?}: {}", done.err);
        assert!(done.err.contains(words), "{arguments:?}: {}", done.err);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_component_is_inspected_without_running_it() {
    let folder = folder();
    let pack = lictor_dist::PACKS.iter().find(|pack| pack.plugin == "lictor/refusal").unwrap();
    folder.write("refusal.wasm", pack.component);
    let done = folder.run(&["plugin", "inspect", "refusal.wasm"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for words in ["lictor/refusal", "lictor:plugin/sample@", "user-message", "lictor/REF101", "patterns", "and "] {
        assert!(done.out.contains(words), "{words}: {}", done.out);
    }
    let json = folder.run(&["plugin", "inspect", "refusal.wasm", "--format", "json"]);
    let facts: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(facts["schema"], "lictor.pack-facts/v1");
    assert_eq!(facts["bytes"], pack.component.len());
    assert!(facts["rules"].as_array().unwrap().iter().any(|rule| rule["rule"] == "lictor/REF101"));
    assert!(facts["foreign_imports"].as_array().unwrap().is_empty());
    assert!(facts["signatures"].as_array().unwrap().is_empty());

    // Signers stand beside the file, and a reference is looked up in the store.
    let key = folder.run(&["key", "generate", "jane", "--no-password"]);
    assert_eq!(key.code, 0, "{}", key.err);
    let signed = folder.run(&["plugin", "sign", "refusal.wasm", "--key", "jane.key"]);
    assert_eq!(signed.code, 0, "{}", signed.err);
    let json = folder.run(&["plugin", "inspect", "refusal.wasm", "--format", "json"]);
    let facts: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(facts["signatures"][0]["is_about_this"], true);
    let text = folder.run(&["plugin", "inspect", "refusal.wasm"]).out;
    assert!(text.contains(facts["artifact"].as_str().unwrap()) && text.contains("signed     by "), "{text}");
    let absent = folder.command(&["plugin", "inspect", "registry.acme.example/packs/tone:1.2.0"]);
    let absent = { absent }.env("LICTOR_STORE", folder.path().join("store")).output().unwrap();
    assert_eq!(absent.status.code(), Some(2));
    let words = String::from_utf8(absent.stderr).unwrap();
    assert!(words.contains("is not in the store") && words.contains("lictor plugin pull"), "{words}");
}

#[test]
fn a_hostile_file_cannot_speak_through_inspect() {
    let folder = folder();
    let pack = lictor_dist::PACKS.iter().find(|pack| pack.plugin == "lictor/refusal").unwrap();
    // The same length, so that the sections stay whole; a raw control character is allowed in no text of JSON.
    let (from, to) = ("Refusals, missing answers and broken", "\\u001b[31mmissing\\u202eanswers a broken");
    let at = pack.component.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
    let mut bytes = pack.component.to_vec();
    bytes.splice(at..at + from.len(), to.as_bytes()[..from.len()].iter().copied());
    folder.write("hostile.wasm", &bytes);
    for format in ["text", "json"] {
        let done = folder.run(&["plugin", "inspect", "hostile.wasm", "--format", format]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(!done.out.contains('\u{1b}') && !done.out.contains('\u{202e}'), "{}", done.out);
        assert!(done.out.contains("[31mmissing"), "{}", done.out);
    }
    for (bytes, words) in [(&b"{}"[..], "not WebAssembly"), (&bytes[..bytes.len() / 2], "truncated")] {
        let done = folder.write("broken.wasm", bytes).run(&["plugin", "inspect", "broken.wasm"]);
        assert_eq!(done.code, 2);
        assert!(done.err.contains(words), "{}", done.err);
    }
}

/// Cases over a pack that is built already.
#[test]
fn a_component_is_tested_on_cases_beside_it() {
    let folder = folder();
    let quoter = std::fs::read(common::root().join("tests/components/quoter.wasm")).unwrap();
    folder.write("quoter.wasm", quoter);
    let none = folder.run(&["plugin", "test", "quoter.wasm"]);
    assert_eq!(none.code, 1, "{}{}", none.out, none.err);
    assert!(none.out.contains("QUO001 has no cases"), "{}", none.out);

    std::fs::create_dir(folder.path().join("cases")).unwrap();
    folder.write(
        "cases/quotes.jsonl",
        "{\"id\": \"one\", \"sample\": {\"answer\": \"One. Two.\"}, \"fires\": [{\"rule\": \"QUO001\", \"spans\": [\"One.\"]}]}\n\
         {\"id\": \"nothing\", \"sample\": {\"answer\": \"\"}, \"ignores\": [\"QUO001\"]}\n",
    );
    let sound = folder.run(&["plugin", "test", "quoter.wasm"]);
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);
    assert!(sound.out.contains("4 of 4 as they must be (2 cases, 2 examples)"), "{}", sound.out);

    // What is wrong is told with its place, what cannot be read with its line, and neither hides the other.
    folder.write(
        "cases/wrong.md",
        "# wrong\n\n```answer\nThree.\n```\n\n```ignores\nQUO001\n```\n\n# misplaced\n\n```answer\nFour. Five.\n```\n\n\
         ```fires\nQUO001 \"Six.\"\n```\n",
    );
    let wrong = folder.run(&["plugin", "test", "quoter.wasm"]);
    assert_eq!(wrong.code, 1, "{}{}", wrong.out, wrong.err);
    assert!(
        wrong.out.contains("cases/wrong.md:1: wrong\n    QUO001 must not fire, and does: “Three.”"),
        "{}",
        wrong.out
    );
    assert!(wrong.out.contains("must point at “Six.”, and points at “Four.” (answer 0-5)"), "{}", wrong.out);

    folder.write("cases/lost.jsonl", "{\"sample\": {\"answer\": \"x\"}, \"fires\": [\"QUO002\"]}\nno json\n");
    let lost = folder.run(&["plugin", "test", "quoter.wasm"]);
    assert_eq!(lost.code, 2, "{}{}", lost.out, lost.err);
    for words in ["cases/lost.jsonl:1: ", "did you mean `QUO001`?", "cases/lost.jsonl:2: ", "cases/wrong.md:1: wrong"] {
        assert!(lost.out.contains(words), "{words}: {}", lost.out);
    }

    let junit = folder.run(&["plugin", "test", "quoter.wasm", "--format", "junit", "--output", "junit.xml"]);
    assert_eq!((junit.code, junit.out.as_str()), (2, ""));
    let xml = folder.read("junit.xml");
    assert!(xml.contains("tests=\"8\" failures=\"2\" errors=\"2\""), "{xml}");
    assert!(xml.contains("name=\"wrong\" file=\"cases/wrong.md\" line=\"1\""), "{xml}");
    let json = folder.run(&["plugin", "test", "quoter.wasm", "--format", "json"]);
    let trial: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let figures = &trial["rules"][0];
    assert_eq!((&trial["schema"], &figures["rule"]), (&"lictor.pack-test/v1".into(), &"lictor-test/QUO001".into()));
    // One case and one example hit, one case points elsewhere; of three that must not fire one does.
    assert_eq!((&figures["must_fire"], &figures["fired"]), (&3.into(), &2.into()));
    assert_eq!((&figures["must_not_fire"], &figures["fired_wrongly"]), (&3.into(), &1.into()));
}
