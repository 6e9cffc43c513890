//! The store: what is in it, and what anybody may have put in it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{artifact, component, signature};
use lictor_artifact::{Artifact, Entry, MOST_INDEX_BYTES, MOST_SIGNATURES, Reference, Store, StoreError};
use lictor_model::Digest;
use serde_json::{Value, json};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    (folder, store)
}

fn reference(text: &str) -> Reference {
    text.parse().unwrap()
}

fn blob(store: &Store, digest: &Digest) -> PathBuf {
    store.folder().join("blobs/sha256").join(digest.hex())
}

fn index(store: &Store) -> PathBuf {
    store.folder().join("index.json")
}

#[test]
fn packs_come_back_as_they_were() {
    let (_folder, store) = store();
    let (old, new) = (artifact("acme/tone", "1.2.0"), artifact("acme/tone", "1.3.0"));
    let name = reference("r.example/tone:1.2.0");
    assert_eq!(store.entries().unwrap(), []);
    assert_eq!(store.resolve(&name).unwrap(), None);
    assert!(!store.folder().exists(), "reading writes nothing");
    store.add(&old, Some(&name)).unwrap();
    store.add(&new, None).unwrap();
    for again in [&store, &Store::open(store.folder()).unwrap()] {
        assert_eq!(again.artifact(&old.digest()).unwrap(), old);
        assert_eq!(again.artifact(&new.digest()).unwrap(), new);
        assert_eq!(again.resolve(&name).unwrap(), Some(old.digest()));
        assert_eq!(again.resolve(&name.at(new.digest())).unwrap(), Some(new.digest()));
        assert_eq!(again.resolve(&name.at(Digest::of("x"))).unwrap(), None);
        assert_eq!(again.resolve(&reference("r.example/tone:1.3.0")).unwrap(), None);
    }
    let missing = store.artifact(&Digest::of("x")).unwrap_err();
    assert!(missing.to_string().contains("is not in the store"), "{missing}");
    assert_eq!(fs::read(store.folder().join("oci-layout")).unwrap(), br#"{"imageLayoutVersion":"1.0.0"}"#);
}

#[test]
fn names_move_and_versions_tell() {
    let (_folder, store) = store();
    let (old, new) = (artifact("acme/tone", "1.2.0"), artifact("acme/tone", "1.3.0"));
    let latest = reference("r.example/tone:latest");
    store.add(&old, Some(&latest)).unwrap();
    store.add(&old, Some(&reference("r.example/tone:1.2.0"))).unwrap();
    store.require_unmoved(&latest, new.digest()).unwrap();
    store.add(&new, Some(&latest)).unwrap();
    assert_eq!(store.resolve(&latest).unwrap(), Some(new.digest()));
    let other = store.require_unmoved(&reference("r.example/tone:1.2.0"), new.digest()).unwrap_err();
    assert!(matches!(other, StoreError::Moved { .. }), "{other}");
    store.require_unmoved(&reference("r.example/tone:1.2.0"), old.digest()).unwrap();
    // Another version's name, and another pack's digest.
    assert!(store.add(&new, Some(&reference("r.example/tone:1.2.0"))).is_err());
    assert!(store.add(&new, Some(&latest.at(old.digest()))).is_err());
    let entries: Vec<(Option<String>, Digest)> =
        store.entries().unwrap().into_iter().map(|e| (e.reference.map(|r| r.to_string()), e.digest)).collect();
    assert_eq!(
        entries,
        [(Some("r.example/tone:1.2.0".into()), old.digest()), (Some("r.example/tone:latest".into()), new.digest()),]
    );
    // What loses its last name is still there.
    let rebuilt = Artifact::of([component("acme/tone", "1.2.0"), vec![0, 2, 1, b'x']].concat()).unwrap();
    store.add(&rebuilt, Some(&reference("r.example/tone:1.2.0"))).unwrap();
    assert!(store.entries().unwrap().contains(&Entry { reference: None, digest: old.digest() }));
    assert_eq!(store.artifact(&old.digest()).unwrap(), old);
}

#[test]
fn signatures_are_kept_with_their_pack() {
    let (_folder, store) = store();
    let (ours, other) = (artifact("acme/tone", "1.2.0"), artifact("acme/tone", "1.3.0"));
    let document = |key: usize| signature(&ours.descriptor(), &key.to_string());
    assert!(matches!(store.add_signature_document(&ours.digest(), document(0)), Err(StoreError::Missing { .. })));
    store.add(&ours, None).unwrap();
    store.add(&other, None).unwrap();
    assert!(store.add_signature_document(&other.digest(), document(0)).is_err());
    assert!(store.add_signature_document(&ours.digest(), b"{}".to_vec()).is_err());
    for key in 0..3 {
        store.add_signature_document(&ours.digest(), document(key)).unwrap();
        store.add_signature_document(&ours.digest(), document(key)).unwrap();
    }
    let mut kept = store.signature_documents(&ours.digest()).unwrap();
    kept.sort();
    assert_eq!(kept, [document(0), document(1), document(2)]);
    assert_eq!(store.signature_documents(&other.digest()).unwrap(), Vec::<Vec<u8>>::new());
    assert_eq!(store.entries().unwrap().len(), 2, "signatures are no packs");
    for key in 3..MOST_SIGNATURES {
        store.add_signature_document(&ours.digest(), document(key)).unwrap();
    }
    let many = store.add_signature_document(&ours.digest(), document(MOST_SIGNATURES)).unwrap_err();
    assert!(matches!(many, StoreError::Signatures { .. }), "{many}");
    assert_eq!(store.signature_documents(&ours.digest()).unwrap().len(), MOST_SIGNATURES);
}

#[test]
fn every_byte_of_a_pack_counts() {
    let (_folder, store) = store();
    let ours = artifact("acme/tone", "1.2.0");
    store.add(&ours, None).unwrap();
    for part in [ours.manifest(), ours.config(), ours.component()] {
        let path = blob(&store, &Digest::of(part));
        for at in 0..part.len() {
            let mut altered = part.to_vec();
            altered[at] ^= 1;
            fs::write(&path, &altered).unwrap();
            let error = store.artifact(&ours.digest()).unwrap_err();
            assert!(matches!(&error, StoreError::Altered { file, .. } if *file == path), "{at}: {error}");
        }
        for wrong in [&part[..part.len() - 1], &[part, b" "].concat(), b""] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(store.artifact(&ours.digest()), Err(StoreError::Altered { .. })));
        }
        fs::remove_file(&path).unwrap();
        assert!(matches!(store.artifact(&ours.digest()), Err(StoreError::Missing { .. })));
        // Pulling it again mends the store.
        fs::write(&path, b"wrong").unwrap();
        store.add(&ours, None).unwrap();
        assert_eq!(store.artifact(&ours.digest()).unwrap(), ours);
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_give_nothing() {
    use std::os::unix::fs::symlink;
    let (folder, store) = store();
    let ours = artifact("acme/tone", "1.2.0");
    store.add(&ours, Some(&reference("r.example/tone:1.2.0"))).unwrap();
    let path = blob(&store, &Digest::of(ours.component()));
    let aside = folder.path().join("aside");
    fs::rename(&path, &aside).unwrap();
    // Even a link to the right bytes: what it leads to can change.
    for target in [aside.as_path(), Path::new("/dev/zero")] {
        symlink(target, &path).unwrap();
        let error = store.artifact(&ours.digest()).unwrap_err();
        assert!(matches!(error, StoreError::NoFile { .. }), "{error}");
        fs::remove_file(&path).unwrap();
    }
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    assert!(matches!(store.artifact(&ours.digest()), Err(StoreError::NoFile { .. })));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(store.artifact(&ours.digest()), Err(StoreError::NoFile { .. })));
    fs::remove_dir(&path).unwrap();
    // Writing replaces a link and does not follow it.
    symlink(&aside, &path).unwrap();
    fs::write(&aside, b"theirs").unwrap();
    store.add(&ours, None).unwrap();
    assert_eq!((fs::read(&aside).unwrap(), store.artifact(&ours.digest()).unwrap()), (b"theirs".to_vec(), ours));
    fs::rename(index(&store), &aside).unwrap();
    symlink(&aside, index(&store)).unwrap();
    assert!(matches!(store.entries(), Err(StoreError::NoFile { .. })));
    let blobs = store.folder().join("blobs");
    fs::rename(&blobs, folder.path().join("blobs")).unwrap();
    symlink(folder.path().join("blobs"), &blobs).unwrap();
    assert!(matches!(Store::open(store.folder()), Err(StoreError::NoStore { .. })));
}

#[test]
fn what_is_too_large_is_not_read() {
    let (_folder, store) = store();
    let ours = artifact("acme/tone", "1.2.0");
    store.add(&ours, None).unwrap();
    // Sparse: a terabyte that takes no room.
    for path in [blob(&store, &ours.digest()), index(&store)] {
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    }
    assert!(matches!(store.artifact(&ours.digest()), Err(StoreError::TooLarge { .. })));
    assert!(matches!(store.entries(), Err(StoreError::TooLarge { .. })));
}

#[test]
fn an_index_is_read_strictly() {
    let (_folder, store) = store();
    let ours = artifact("acme/tone", "1.2.0");
    store.add(&ours, Some(&reference("r.example/tone:1.2.0"))).unwrap();
    let good: Value = serde_json::from_slice(&fs::read(index(&store)).unwrap()).unwrap();
    let twice = json!([good["manifests"][0], good["manifests"][0]]);
    let deep = "[".repeat(MOST_INDEX_BYTES as usize - 100);
    let many = format!("{{\"schemaVersion\": 2, \"manifests\": [{}]}}", "{},".repeat(100_000).trim_end_matches(','));
    for text in [
        json!({"schemaVersion": 2, "manifests": twice}).to_string(),
        json!({"schemaVersion": 1, "manifests": []}).to_string(),
        json!({"schemaVersion": 2, "mediaType": "text/plain", "manifests": []}).to_string(),
        json!({"schemaVersion": 2, "manifests": [{"mediaType": "x", "digest": "../../etc/passwd", "size": 1}]})
            .to_string(),
        "{\"schemaVersion\": 2, \"manifests\": [], \"manifests\": []}".into(),
        "null".into(),
        String::new(),
        deep,
        many,
    ] {
        fs::write(index(&store), &text).unwrap();
        let error = store.entries().unwrap_err();
        assert!(matches!(error, StoreError::Index { .. }), "{error}");
        assert!(error.to_string().len() < 600);
    }
    // An index that lies about a pack changes nothing of it.
    let other = artifact("acme/tone", "1.3.0");
    fs::write(index(&store), good.to_string().replace(&ours.digest().hex(), &other.digest().hex())).unwrap();
    let digest = store.resolve(&reference("r.example/tone:1.2.0")).unwrap().unwrap();
    assert!(matches!(store.artifact(&digest), Err(StoreError::Missing { .. })));
}

#[test]
fn a_folder_of_something_else_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    fs::write(&path, "").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NoStore { .. })));
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NoStore { .. })));
    for layout in [r#"{"imageLayoutVersion": "2.0.0"}"#, "x", ""] {
        fs::write(folder.path().join("oci-layout"), layout).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::NoStore { .. })), "{layout}");
    }
    // Spaces do no harm.
    fs::write(folder.path().join("oci-layout"), "{ \"imageLayoutVersion\": \"1.0.0\" }\n").unwrap();
    Store::open(folder.path()).unwrap();
}

#[test]
fn many_at_once_lose_nothing() {
    let (_folder, store) = store();
    let artifacts: Vec<Artifact> = (0..8).map(|minor| artifact("acme/tone", &format!("1.{minor}.0"))).collect();
    std::thread::scope(|scope| {
        for (minor, artifact) in artifacts.iter().enumerate() {
            let store = &store;
            scope.spawn(move || {
                for round in 0..10 {
                    let name = reference(&format!("r.example/tone:1.{minor}.0"));
                    store.add(artifact, Some(&name)).unwrap();
                    store.add(artifact, Some(&reference("r.example/tone:latest"))).unwrap();
                    let document = signature(&artifact.descriptor(), &round.to_string());
                    store.add_signature_document(&artifact.digest(), document).unwrap();
                    assert_eq!(store.artifact(&artifact.digest()).unwrap(), *artifact);
                }
            });
        }
    });
    assert_eq!(store.entries().unwrap().len(), 9);
    for artifact in &artifacts {
        assert_eq!(store.signature_documents(&artifact.digest()).unwrap().len(), 10);
    }
    let left: Vec<String> = fs::read_dir(store.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".new-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_store_that_cannot_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, store) = store();
    let ours = artifact("acme/tone", "1.2.0");
    store.add(&ours, None).unwrap();
    let mode = |mode| fs::set_permissions(store.folder(), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let (read, written) = (store.artifact(&ours.digest()), store.add(&artifact("acme/tone", "1.3.0"), None));
    let root = fs::File::create(store.folder().join("probe")).is_ok();
    mode(0o755);
    assert_eq!(read.unwrap(), ours);
    assert!(root || matches!(written, Err(StoreError::Io { .. })));
}

#[test]
fn what_a_killed_process_left_behind_goes() {
    let (_folder, store) = store();
    store.add(&artifact("acme/tone", "1.2.0"), None).unwrap();
    let (old, new) = (store.folder().join(".new-old"), store.folder().join(".new-new"));
    fs::create_dir(&old).unwrap();
    let file = fs::File::create(&new).unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 24 * 60 * 60);
    fs::File::open(&old).unwrap().set_modified(long_ago).unwrap();
    store.add(&artifact("acme/tone", "1.3.0"), None).unwrap();
    assert_eq!((old.exists(), new.exists()), (false, true), "somebody may still be writing the new one");
    file.set_modified(long_ago).unwrap();
    store.add(&artifact("acme/tone", "1.4.0"), None).unwrap();
    assert!(!new.exists());
}
