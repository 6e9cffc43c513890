//! Which texts are references.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor_artifact::{Reference, Repository};
use lictor_model::Digest;
use proptest::prelude::*;

fn error(text: &str) -> String {
    let error = text.parse::<Reference>().unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
    error.to_string()
}

#[test]
fn references_are_read_and_written_in_one_form() {
    let digest = Digest::of("x");
    for text in [
        "registry.acme.example/packs/tone:1.2.0",
        "registry.acme.example:5000/tone:latest",
        "localhost/tone:v1",
        "localhost:5000/a/b/c-d_e.f__g--h:_x",
        "127.0.0.1:5000/tone:1",
        "[::1]:5000/tone:1",
        "[2001:db8::1]/tone:1",
        "r.example/tone:1-rc.1_2",
        &format!("r.example/tone@{digest}"),
        &format!("r.example:443/tone:1.2.0@{digest}"),
    ] {
        let reference: Reference = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(reference.to_string(), text);
        let json = serde_json::to_string(&reference).unwrap();
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), reference);
    }
    let both: Reference = format!("r.example:443/a/tone:1.2.0@{digest}").parse().unwrap();
    assert_eq!((both.registry(), both.repository().path(), both.tag()), ("r.example:443", "a/tone", Some("1.2.0")));
    assert_eq!((both.digest(), both.version()), (Some(digest), Some("1.2.0".parse().unwrap())));
    assert_eq!(both.by_tag().unwrap().to_string(), "r.example:443/a/tone:1.2.0");
    assert_eq!(both.by_tag().unwrap().at(digest), both);
    assert_eq!("r.example/tone:1.2".parse::<Reference>().unwrap().version(), None);
}

#[test]
fn nothing_is_taken_for_granted() {
    assert!(error("r.example/tone").contains("neither a tag nor a digest"));
    for text in ["tone:1.2.0", "packs/tone:1.2.0", "tone", "", "/tone:1"] {
        assert!(error(text).contains("no registry"), "{text}");
    }
    let hex = "0".repeat(64);
    for text in [
        "https://r.example/tone:1",
        "R.example/tone:1",
        "r.example/Tone:1",
        "r.example//tone:1",
        "r.example/tone/:1",
        "r.example/../tone:1",
        "r.example/.:1",
        "r.example/a..b:1",
        "r.example/a___b:1",
        "r.example/a b:1",
        "r.example/tone:",
        "r.example/tone:1:2",
        "r.example/tone:.1",
        "r.example/tone:1/2",
        "r.example/tone:1@",
        "r.example/tone:1?x=1",
        "r.example/tone#1:1",
        "user@r.example/tone:1",
        "user:password@r.example/tone:1",
        "r.example:0/tone:1",
        "r.example:99999/tone:1",
        "r.example:+80/tone:1",
        "r.example:/tone:1",
        "r..example/tone:1",
        "-r.example/tone:1",
        "1.2.3/tone:1",
        "256.0.0.1/tone:1",
        "0177.0.0.1/tone:1",
        "[::1/tone:1",
        "[0:0::1]/tone:1",
        "[::1]x/tone:1",
        "r.example/tone:\u{1b}[2J",
        "r.example/tön:1",
        &format!("r.example/tone@sha256:{}", "A".repeat(64)),
        &format!("r.example/tone@sha256:{}", "a".repeat(63)),
        &format!("r.example/tone@sha512:{}", "a".repeat(128)),
        &format!("r.example/tone@sha256:{hex}@sha256:{hex}"),
        &format!("r.example/{}:1", "a".repeat(256)),
        &format!("r.example/tone:{}", "a".repeat(129)),
    ] {
        error(text);
    }
    assert!("r.example/tone:1".parse::<Repository>().is_err());
    let repository: Repository = "r.example/tone".parse().unwrap();
    assert!(repository.tagged("a b").is_err());
    assert_eq!(repository.tagged("1").unwrap().to_string(), "r.example/tone:1");
    assert_eq!(repository.pinned(Digest::of("x")).repository(), &repository);
}

proptest! {
    #[test]
    fn no_text_is_read_in_two_ways(text in "[a-zA-Z0-9:/@._\\[\\]-]{0,60}|\\PC{0,40}") {
        if let Ok(reference) = text.parse::<Reference>() {
            prop_assert_eq!(reference.to_string(), text);
        }
    }
}
