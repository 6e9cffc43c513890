//! Signatures of packs: whose count, for what, until when.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::artifact;
use jiff::Timestamp;
use lictor_artifact::{Inadmissible, PackSignature, SignatureError, SignatureFile, Signatures, admitted};
use lictor_signing::{PrivateKey, TrustFile, Untrusted, trust_entry};
use proptest::prelude::*;

const NOW: &str = "2026-11-28T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn entry(key: &PrivateKey, holder: &str, publishers: &[&str], more: &str) -> String {
    let entry = trust_entry(&key.public(), holder).replace("roles = []", "roles = [\"publish\"]");
    format!("{entry}publishers = {publishers:?}\n{more}\n")
}

fn trust(entries: &[String]) -> TrustFile {
    TrustFile::parse("trust.toml", &format!("schema = \"lictor.trust/v1\"\n{}", entries.concat())).unwrap()
}

#[test]
fn a_signature_counts_for_what_was_signed_and_survives_being_written() {
    let (key, tone) = (PrivateKey::generate().unwrap(), artifact("acme/tone", "1.2.0"));
    let trust = trust(&[entry(&key, "Acme", &["acme"], "")]);
    let signature = PackSignature::sign(&tone, &key, now());
    let read = PackSignature::parse(signature.to_json().as_bytes()).unwrap();
    assert_eq!(read, signature);
    assert!(read.is_by(&key.public()) && !read.is_by(&PrivateKey::generate().unwrap().public()));
    let signer = admitted(&tone, &read, &trust, now()).unwrap();
    assert_eq!((signer.key, signer.holder.as_str(), signer.signed_at), (key.public().id(), "Acme", now()));
    for other in [artifact("acme/tone", "1.2.1"), artifact("acme/other", "1.2.0")] {
        let refused = admitted(&other, &read, &trust, now());
        assert_eq!(refused, Err(Inadmissible::OtherSubject(tone.digest())));
    }
}

#[test]
fn a_published_artifact_has_the_signature_of_its_file() {
    let key = PrivateKey::generate().unwrap();
    let file = artifact("acme/tone", "1.2.0");
    let signature = PackSignature::sign(&file, &key, now());
    let (manifest, config) = (file.manifest().to_vec(), file.config().to_vec());
    let pulled = lictor_artifact::Artifact::from_parts(manifest, config, file.component().to_vec()).unwrap();
    assert!(admitted(&pulled, &signature, &trust(&[entry(&key, "Acme", &["acme"], "")]), now()).is_ok());
}

#[test]
fn no_field_can_be_changed() {
    let (key, tone) = (PrivateKey::generate().unwrap(), artifact("acme/tone", "1.2.0"));
    let other = PrivateKey::generate().unwrap();
    let trust = trust(&[entry(&key, "Acme", &["acme"], ""), entry(&other, "Other", &["acme"], "")]);
    let json = PackSignature::sign(&tone, &key, now()).to_json();
    let id = |key: &PrivateKey| key.public().id().to_string();
    for (old, new) in [
        ("1.2.0".to_owned(), "1.3.0".to_owned()),
        ("acme/tone".into(), "acme/tune".into()),
        ("T12:00:00Z".into(), "T11:00:00Z".into()),
        (id(&key), id(&other)),
        (tone.digest().hex(), artifact("acme/tone", "9.9.9").digest().hex()),
        (format!("\"size\":{}", tone.manifest().len()), "\"size\":1".into()),
    ] {
        assert!(json.contains(&old), "{old} is not in {json}");
        let altered = PackSignature::parse(json.replace(&old, &new).as_bytes()).unwrap();
        assert!(admitted(&tone, &altered, &trust, now()).is_err(), "{old} → {new}");
    }
}

#[test]
fn what_is_no_signature_is_said_to_be_none_and_not_repeated() {
    let (key, tone) = (PrivateKey::generate().unwrap(), artifact("acme/tone", "1.2.0"));
    let json = PackSignature::sign(&tone, &key, now()).to_json();
    for (old, new) in [
        ("lictor.signature/v1", "lictor.signature/v2"),
        ("image.manifest.v1", "image.index.v1"),
        ("\"plugin\"", "\"more\":1,\"plugin\""),
        ("\"plugin\"", "\"plugin\":\"x/y\",\"plugin\""),
        ("acme/tone", "acme/to\\u001b[2Jne"),
        ("T12:00:00Z", "T13:00:00+01:00"),
        ("T12:00:00Z", ""),
        ("\"signature\":\"", "\"signature\":\"!"),
    ] {
        assert!(json.contains(old), "{old} is not in {json}");
        let error = PackSignature::parse(json.replacen(old, new, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("it is no signature of a pack") && !error.contains('\u{1b}'), "{error}");
    }
    let long = format!("{json}{}", " ".repeat(1 << 20));
    assert_eq!(PackSignature::parse(long.as_bytes()), Err(SignatureError::TooLong));
}

#[test]
fn the_trust_file_decides() {
    let (key, tone) = (PrivateKey::generate().unwrap(), artifact("acme/tone", "1.2.0"));
    let signature = PackSignature::sign(&tone, &key, now());
    let verdict = |entry: String| match admitted(&tone, &signature, &trust(&[entry]), now()) {
        Ok(_) => None,
        Err(Inadmissible::Untrusted(why)) => Some(why),
        Err(other) => panic!("{other}"),
    };
    let with = |publishers: &[&str], more: &str| verdict(entry(&key, "Acme", publishers, more));
    assert_eq!(with(&["acme"], "valid_from = 2026-11-28\nvalid_until = 2026-11-28"), None);
    assert_eq!(with(&["beta", "acme/tone"], ""), None);
    assert!(matches!(with(&["acme/ton"], ""), Some(Untrusted::Publisher { .. })));
    assert!(matches!(with(&["acm"], ""), Some(Untrusted::Publisher { .. })));
    assert!(matches!(with(&[], ""), Some(Untrusted::Publisher { .. })));
    assert!(matches!(with(&["acme"], "valid_until = 2026-11-27"), Some(Untrusted::Expired { .. })));
    assert!(matches!(with(&["acme"], "valid_from = 2026-11-29"), Some(Untrusted::NotYetValid { .. })));
    let revoked = with(&["acme"], "revoked = { day = 2030-01-01, reason = \"lost\" }");
    assert!(matches!(revoked, Some(Untrusted::Revoked { .. })), "from now on, not from that day on");
    let reviewer = entry(&key, "Acme", &["acme"], "").replace("[\"publish\"]", "[\"risk\"]");
    assert!(matches!(verdict(reviewer), Some(Untrusted::Role { .. })));
    let stranger = PrivateKey::generate().unwrap();
    assert!(matches!(verdict(entry(&stranger, "Other", &["acme"], "")), Some(Untrusted::UnknownKey(_))));
    let early = admitted(
        &tone,
        &signature,
        &trust(&[entry(&key, "Acme", &["acme"], "")]),
        "2026-11-28T11:00:00Z".parse().unwrap(),
    );
    assert!(matches!(early, Err(Inadmissible::Untrusted(Untrusted::Future { .. }))));
}

#[test]
fn junk_beside_a_signature_takes_nothing_from_it_and_order_does_not_matter() {
    let (old, new) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let tone = artifact("acme/tone", "1.2.0");
    let trust = trust(&[entry(&old, "Old", &["acme"], ""), entry(&new, "New", &["acme"], "")]);
    let sign = |key: &PrivateKey, at: &str| PackSignature::sign(&tone, key, at.parse().unwrap()).to_json();
    let documents = [
        sign(&new, "2026-11-27T12:00:00Z"),
        "{\"schema\":\"lictor.signature/v1\"}".into(),
        sign(&PrivateKey::generate().unwrap(), NOW),
        sign(&old, "2026-11-26T12:00:00Z"),
    ];
    let found = Signatures::of_documents(&tone, documents.iter().map(String::as_bytes), &trust, now());
    let holders: Vec<&str> = found.counted.iter().map(|signer| signer.holder.as_str()).collect();
    assert_eq!((holders, found.refused.len()), (vec!["Old", "New"], 2));
    let backwards = Signatures::of_documents(&tone, documents.iter().rev().map(String::as_bytes), &trust, now());
    assert_eq!(found, backwards);
    assert_eq!(found.signer(None).unwrap().holder, "Old");
    assert_eq!(found.signer(Some(&new.public().id())).unwrap().holder, "New");
}

#[test]
fn a_file_of_signatures_holds_each_key_once_and_names_the_line_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = SignatureFile::of(&folder.path().join("tone.wasm"));
    assert!(file.path().ends_with("tone.wasm.sig") && file.read().unwrap().is_empty());
    let (one, two) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let tone = artifact("acme/tone", "1.2.0");
    assert!(file.add(&PackSignature::sign(&tone, &one, now())).unwrap());
    assert!(!file.add(&PackSignature::sign(&tone, &one, now())).unwrap());
    assert!(file.add(&PackSignature::sign(&tone, &two, now())).unwrap());
    assert_eq!(file.read().unwrap().len(), 2);
    // A later build: what was said of the earlier one goes.
    assert!(file.add(&PackSignature::sign(&artifact("acme/tone", "1.2.1"), &one, now())).unwrap());
    assert_eq!(file.read().unwrap().len(), 1);
    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), format!("{text}\n\nnone\n")).unwrap();
    let error = file.read().unwrap_err().to_string();
    assert!(error.ends_with("tone.wasm.sig:4: it is no signature of a pack (`lictor.signature/v1`)"), "{error}");
    std::fs::write(file.path(), text.repeat(65)).unwrap();
    assert!(file.read().unwrap_err().to_string().contains("more than 64"), "too many");
}

proptest! {
    #[test]
    fn what_is_read_is_what_is_written(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in 0_usize..600) {
        let (key, tone) = (PrivateKey::generate().unwrap(), artifact("acme/tone", "1.2.0"));
        let mut json = PackSignature::sign(&tone, &key, now()).to_json().into_bytes();
        let at = at.min(json.len());
        json.splice(at..at, bytes.iter().copied().take(3));
        for text in [&json, &bytes] {
            if let Ok(read) = PackSignature::parse(text) {
                prop_assert_eq!(PackSignature::parse(read.to_json().as_bytes()), Ok(read));
            }
        }
    }
}
