//! Small packs of Acme, the keys of those who sign them, and a policy that runs one by reference.

use std::fs;

use lictor_artifact::{Artifact, Reference, Store};
use serde_json::json;

use super::{Done, Folder, folder};

/// Where the pack is published.
pub const REFERENCE: &str = "registry.acme.example/packs/tone";

/// A pack with one rule, which every answer breaks.
pub fn pack(plugin: &str, version: &str, inputs: &[&str]) -> Vec<u8> {
    let (publisher, name) = plugin.split_once('/').unwrap();
    let mut manifest = lictor_hostile::manifest();
    manifest["publisher"] = json!(publisher);
    manifest["pack"] = json!(name);
    manifest["version"] = json!(version);
    manifest["inputs"] = json!(inputs);
    manifest["rules"][0]["message"] = json!("what every answer says");
    manifest["rules"][0]["detail"] = json!({});
    let manifest = manifest.to_string();
    let check = "(call $report_rule (i32.const 1024) (i32.const 6))".to_owned();
    let guest = lictor_hostile::Guest { manifest: manifest.clone(), check, ..Default::default() };
    guest.build_with_section(manifest.as_bytes())
}

/// `acme/tone`.
pub fn tone(version: &str, inputs: &[&str]) -> Vec<u8> {
    pack("acme/tone", version, inputs)
}

/// A policy that runs `acme/tone` by reference.
pub fn policy(tag: &str) -> String {
    format!(
        "schema = \"lictor.policy/v1\"\nid = \"acme\"\ntrust = \"trust.toml\"\n\n[[packs]]\nplugin = \"acme/tone\"\n\
         reference = \"{REFERENCE}:{tag}\"\ninputs = [\"answer\", \"user-message\"]\n\n[[packs]]\n\
         plugin = \"lictor/refusal\"\ninputs = [\"answer\"]\n"
    )
}

/// Makes `NAME.key` and gives its entry for a trust file.
pub fn key(folder: &Folder, name: &str, publishers: &[&str], more: &str) -> String {
    let made = folder.run(&["key", "generate", name, "--no-password"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let entry: String =
        made.out.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let entry = entry.replace("roles = []", "roles = [\"publish\"]");
    format!("{entry}publishers = {publishers:?}\n{more}\n")
}

/// A trust file of some entries.
pub fn trust(entries: &[&str]) -> String {
    format!("schema = \"lictor.trust/v1\"\n\n{}", entries.join("\n"))
}

/// The id of a key.
pub fn id(folder: &Folder, name: &str) -> String {
    let shown = folder.run(&["key", "show", &format!("{name}.pub"), "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    shown["id"].as_str().unwrap().to_owned()
}

/// The store that the binary uses in a folder.
pub fn store(folder: &Folder) -> Store {
    Store::open(&folder.path().join("store")).unwrap()
}

/// Puts a pack into the store, as a pull would.
pub fn add(folder: &Folder, component: Vec<u8>, tag: &str) -> Artifact {
    let artifact = Artifact::of(component).unwrap();
    let reference: Reference = format!("{REFERENCE}:{tag}").parse().unwrap();
    store(folder).add(&artifact, Some(&reference)).unwrap();
    artifact
}

/// Signs what a tag names in the store.
pub fn sign(folder: &Folder, tag: &str, key: &str) {
    let done = folder.run(&["plugin", "sign", &format!("{REFERENCE}:{tag}"), "--key", &format!("{key}.key")]);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// A policy `acme.toml` whose pack `acme/tone` 1.2.0 is in the store, signed by `acme.key`, and not locked.
pub fn unlocked() -> Folder {
    let folder = folder();
    let entry = key(&folder, "acme", &["acme"], "");
    folder.write("trust.toml", trust(&[&entry])).write("acme.toml", policy("1.2.0"));
    folder.write("a.jsonl", "{\"id\": \"one\", \"answer\": \"Certainly.\"}\n");
    add(&folder, tone("1.2.0", &["answer"]), "1.2.0");
    sign(&folder, "1.2.0", "acme");
    folder
}

/// The same, locked.
pub fn locked() -> Folder {
    let folder = unlocked();
    let done = folder.run(&["policy", "lock", "--offline", "acme.toml"]);
    assert_eq!(done.code, 0, "{}", done.err);
    folder
}

/// Checks an answer under the policy.
pub fn check(folder: &Folder) -> Done {
    folder.run(&["check", "--quiet", "--policy", "acme.toml", "--exit-zero", "--format", "jsonl", "a.jsonl"])
}

/// A file with one text in the place of another, which has to be there.
pub fn edited(folder: &Folder, file: &str, old: &str, new: &str) {
    let text = folder.read(file);
    assert!(text.contains(old), "{old} is not in\n{text}");
    fs::write(folder.path().join(file), text.replace(old, new)).unwrap();
}

/// Demands that the binary refused, and said something: however the terminal's width broke it.
#[track_caller]
pub fn refused(done: &Done, code: i32, said: &[&str]) {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"│×╭╰─·▲┬".contains(*c)).collect::<String>();
    let err = bare(&done.err);
    assert_eq!(done.code, code, "{}\n{}", done.out, done.err);
    for said in said {
        assert!(err.contains(&bare(said)), "`{said}` is not in\n{}", done.err);
    }
}
