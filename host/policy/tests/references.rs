//! Packs by reference, and the trust file that they need.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use common::{parse, render};
use lictor_policy::PolicyFile;

const PACK: &str = "[[packs]]\nplugin = \"acme/tone\"\nreference = \"registry.acme.example/packs/tone:1.2.0\"\ninputs = [\"answer\"]\n";

fn with_head(text: &str) -> String {
    format!("schema = \"lictor.policy/v1\"\nid = \"p\"\n{text}")
}

#[test]
fn a_pack_can_be_what_was_published() {
    let text = with_head(&format!("trust = \"trust.toml\"\n{PACK}"));
    let file = PolicyFile::parse("p.toml", &text, Path::new("policies")).unwrap();
    assert_eq!(file.trust(), Some(Path::new("policies/trust.toml")));
    let reference = file.packs()[0].reference.as_ref().unwrap();
    assert_eq!(reference.to_string(), "registry.acme.example/packs/tone:1.2.0");
    assert!(file.packs()[0].path.is_none() && file.path().is_none());
}

#[test]
fn a_pack_comes_from_one_place_and_has_a_name() {
    for (old, new, said) in [
        ("inputs", "path = \"tone.wasm\"\ninputs", "a pack has `path` or `reference`, not both"),
        ("plugin = \"acme/tone\"\n", "", "a pack by `reference` needs `plugin`"),
        (":1.2.0", "", "names neither a tag nor a digest"),
        ("registry.acme.example/", "", "it names no registry"),
        ("\"registry.acme.example/packs/tone:1.2.0\"", "7", "`reference` must be a string"),
    ] {
        let error = parse(&with_head(&PACK.replacen(old, new, 1))).map(|_| ()).unwrap_err();
        let shown = render(&error);
        assert!(shown.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{shown}");
    }
}

#[test]
fn a_policy_that_extends_another_moves_a_pack_as_a_whole() {
    let folder = std::env::temp_dir().join(format!("lictor-references-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("base")).unwrap();
    let base = with_head(&format!("trust = \"base.toml\"\n{PACK}"));
    std::fs::write(folder.join("base/base-policy.toml"), base).unwrap();
    let over = |more: &str| {
        let text = with_head(&format!("extends = \"base/base-policy.toml\"\n{more}"));
        let path = folder.join("over.toml");
        std::fs::write(&path, text).unwrap();
        PolicyFile::read(&path).unwrap()
    };
    let as_below = over("");
    assert_eq!(as_below.trust(), Some(folder.join("base/base.toml").as_path()));
    assert!(as_below.packs()[0].reference.is_some());
    let own = over("trust = \"own.toml\"\n[[packs]]\nplugin = \"acme/tone\"\npath = \"tone.wasm\"\n");
    assert_eq!(
        (own.trust(), own.path()),
        (Some(folder.join("own.toml").as_path()), Some(folder.join("over.toml").as_path()))
    );
    assert_eq!(own.packs()[0].path.as_deref(), Some(folder.join("tone.wasm").as_path()));
    assert!(own.packs()[0].reference.is_none());
    std::fs::remove_dir_all(&folder).unwrap();
}
