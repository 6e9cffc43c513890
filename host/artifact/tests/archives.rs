//! Archives: what comes out is what went in, and nothing else enters the store.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::io::Write;

use common::{artifact, signature};
use lictor_artifact::{ArchiveError, Entry, Store, StoreError};
use lictor_model::Digest;
use serde_json::{Value, json};
use tar::{Builder, EntryType, Header};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    (folder, store)
}

/// A store with two versions of a pack, one of them signed twice.
fn filled() -> (tempfile::TempDir, Store) {
    let (folder, store) = store();
    for version in ["1.2.0", "1.3.0"] {
        let artifact = artifact("acme/tone", version);
        store.add(&artifact, Some(&format!("r.example/tone:{version}").parse().unwrap())).unwrap();
    }
    let signed = artifact("acme/tone", "1.2.0");
    for key in ["jane", "ci"] {
        store.add_signature_document(&signed.digest(), signature(&signed.descriptor(), key)).unwrap();
    }
    (folder, store)
}

fn exported(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.export(&store.entries().unwrap(), &mut bytes).unwrap();
    bytes
}

/// The files of an archive.
fn files(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(archive);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        (entry.path().unwrap().display().to_string(), bytes)
    });
    entries.collect()
}

/// An archive of such files, named without any care.
fn archive(files: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, bytes) in files {
        let mut header = Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// The good archive after a change of its files.
fn changed(change: impl FnOnce(&mut Vec<(String, EntryType, Vec<u8>)>)) -> Vec<u8> {
    let (_folder, store) = filled();
    let mut all: Vec<(String, EntryType, Vec<u8>)> =
        files(&exported(&store)).into_iter().map(|(name, bytes)| (name, EntryType::Regular, bytes)).collect();
    change(&mut all);
    let all: Vec<(&str, EntryType, &[u8])> = all.iter().map(|(n, kind, b)| (n.as_str(), *kind, b.as_slice())).collect();
    archive(&all)
}

fn change_index(all: &mut [(String, EntryType, Vec<u8>)], change: impl FnOnce(&mut Value)) {
    let index = &mut all.iter_mut().find(|(name, ..)| name == "index.json").unwrap().2;
    let mut value: Value = serde_json::from_slice(index).unwrap();
    change(&mut value);
    *index = serde_json::to_vec(&value).unwrap();
}

fn first_pack(index: &mut Value) -> &mut Value {
    let listed = index["manifests"].as_array_mut().unwrap();
    listed.iter_mut().find(|listed| listed.get("artifactType").is_none()).unwrap()
}

fn refused(archive: &[u8]) -> ArchiveError {
    let (_folder, store) = store();
    let error = store.import(archive, false).unwrap_err();
    assert_eq!(store.entries().unwrap(), [], "{error}");
    let blobs = std::fs::read_dir(store.folder().join("blobs/sha256")).unwrap().count();
    assert_eq!(blobs, 0, "{error}");
    let left = std::fs::read_dir(store.folder()).unwrap();
    let left = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".new-"));
    assert_eq!(left.count(), 0, "{error}");
    error
}

#[test]
fn what_is_exported_is_imported_with_its_signatures() {
    let (_one, from) = filled();
    let (_two, to) = store();
    let bytes = exported(&from);
    let imported = to.import(&bytes[..], false).unwrap();
    assert_eq!((imported.packs.len(), imported.signatures), (2, 2));
    assert_eq!(to.entries().unwrap(), from.entries().unwrap());
    for Entry { digest, .. } in from.entries().unwrap() {
        assert_eq!(to.artifact(&digest).unwrap(), from.artifact(&digest).unwrap());
        assert_eq!(to.signature_artifacts(&digest).unwrap().len(), from.signature_artifacts(&digest).unwrap().len());
    }
    // Again, and from there: the same.
    to.import(&bytes[..], false).unwrap();
    assert_eq!(exported(&to), bytes);
}

#[test]
fn the_same_packs_give_the_same_bytes() {
    let (_folder, store) = filled();
    let bytes = exported(&store);
    let mut entries = store.entries().unwrap();
    entries.reverse();
    let mut again = Vec::new();
    store.export(&entries, &mut again).unwrap();
    assert_eq!(again, bytes);
    let names: Vec<String> = files(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[..2], ["oci-layout", "index.json"]);
    assert!(names[2..].is_sorted());
    let one = [Entry { reference: None, digest: entries[0].digest }];
    let mut of_one = Vec::new();
    store.export(&one, &mut of_one).unwrap();
    assert!(of_one.len() < bytes.len());
    let absent = [Entry { reference: None, digest: Digest::of("x") }];
    assert!(matches!(store.export(&absent, Vec::new()), Err(ArchiveError::Store(StoreError::Missing { .. }))));
}

#[test]
fn an_altered_store_is_not_exported() {
    let (_folder, store) = filled();
    let component = artifact("acme/tone", "1.2.0");
    let path = store.folder().join("blobs/sha256").join(Digest::of(component.component()).hex());
    std::fs::write(path, b"other").unwrap();
    let error = store.export(&store.entries().unwrap(), Vec::new()).unwrap_err();
    assert!(matches!(error, ArchiveError::Store(StoreError::Altered { .. })), "{error}");
}

#[test]
fn tar_writes_archives_that_are_read() {
    let mut listed = vec![
        ("./".to_owned(), EntryType::Directory, Vec::new()),
        ("./blobs/".to_owned(), EntryType::Directory, Vec::new()),
        ("./blobs/sha256/".to_owned(), EntryType::Directory, Vec::new()),
    ];
    let bytes = changed(|all| {
        listed.extend(all.drain(..).rev().map(|(name, kind, bytes)| (format!("./{name}"), kind, bytes)));
        *all = listed;
    });
    let (_folder, store) = store();
    assert_eq!(store.import(&bytes[..], false).unwrap().packs.len(), 2);
    // A name that says nothing about a registry is no reference, and the pack is there all the same.
    let bytes = changed(|all| {
        change_index(all, |index| {
            first_pack(index)["annotations"] = json!({"org.opencontainers.image.ref.name": "1.2.0"});
        });
    });
    let (_folder, store) = self::store();
    store.import(&bytes[..], false).unwrap();
    let entries = store.entries().unwrap();
    assert!(entries.iter().any(|entry| entry.reference.is_none()), "{entries:?}");
}

#[test]
fn names_lead_nowhere_else() {
    let blob = format!("blobs/sha256/{}", Digest::of("x").hex());
    for name in [
        "/etc/passwd",
        "../oci-layout",
        "blobs/sha256/../../x",
        "blobs/sha256/x",
        "blobs/sha512/x",
        "./../x",
        "././oci-layout",
        "x",
        ".lock",
        ".new-x",
        "blobs\\sha256\\x",
        "\u{1b}[2J",
        &format!("/{blob}"),
        &format!("{blob}/"),
        &blob.to_uppercase(),
    ] {
        let error = refused(&changed(|all| all.insert(0, (name.into(), EntryType::Regular, b"x".to_vec()))));
        assert!(matches!(error, ArchiveError::Name(_)), "{name}: {error}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::GNUSparse,
        EntryType::GNULongName,
        EntryType::GNULongLink,
        EntryType::XHeader,
        EntryType::XGlobalHeader,
        EntryType::new(b'?'),
    ] {
        let error = refused(&changed(|all| all.push((blob.clone(), kind, b"x".to_vec()))));
        assert!(matches!(error, ArchiveError::NoFile { .. }), "{kind:?}: {error}");
    }
    let error = refused(&changed(|all| all.push(("elsewhere/".into(), EntryType::Directory, Vec::new()))));
    assert!(matches!(error, ArchiveError::Name(_)), "{error}");
}

#[test]
fn nothing_stands_there_twice() {
    for at in 0..3 {
        let error = refused(&changed(|all| all.push(all[at].clone())));
        assert!(matches!(error, ArchiveError::Twice(_)), "{error}");
        let error = refused(&changed(|all| {
            let (name, kind, bytes) = all[at].clone();
            all.push((format!("./{name}"), kind, bytes));
        }));
        assert!(matches!(error, ArchiveError::Twice(_)), "{error}");
    }
}

#[test]
fn every_byte_of_an_archive_counts() {
    let (_folder, store) = filled();
    let good = exported(&store);
    let count = files(&good).len();
    for at in 2..count {
        let error = refused(&changed(|all| all[at].2[0] ^= 1));
        assert!(matches!(error, ArchiveError::Altered { .. }), "{error}");
        let error = refused(&changed(|all| drop(all.remove(at))));
        assert!(matches!(error, ArchiveError::Missing(_)), "{error}");
    }
    for at in 0..2 {
        let error = refused(&changed(|all| drop(all.remove(at))));
        assert!(matches!(error, ArchiveError::Missing(_)), "{error}");
    }
    // Cut anywhere before the mark at its end.
    for cut in (0..good.len() - 1024).step_by(97) {
        refused(&good[..cut]);
    }
    for wrong in [&b""[..], b"x", &[0x1f, 0x8b, 8, 0, 0], &[0xff; 4096]] {
        refused(wrong);
    }
}

#[test]
fn sizes_have_bounds() {
    let mut header = Header::new_ustar();
    header.set_path(format!("blobs/sha256/{}", Digest::of("x").hex())).unwrap();
    header.set_entry_type(EntryType::Regular);
    for size in [(64 << 20) + 1, 1 << 40, u64::MAX >> 1] {
        header.set_size(size);
        header.set_cksum();
        let error = refused(header.as_bytes());
        assert!(
            matches!(error, ArchiveError::TooLarge { .. } | ArchiveError::TooMuch { .. } | ArchiveError::Unreadable(_)),
            "{error}"
        );
    }
    let error = refused(&changed(|all| all[0].2 = vec![b' '; 4096]));
    assert!(matches!(error, ArchiveError::TooLarge { .. }), "{error}");
    let error = refused(&changed(|all| all[1].2 = vec![b' '; (4 << 20) + 1]));
    assert!(matches!(error, ArchiveError::TooLarge { .. }), "{error}");
    let mut many = Vec::new();
    for _ in 0..10_001 {
        let one = archive(&[("blobs/", EntryType::Directory, b"")]);
        many.write_all(&one[..512]).unwrap();
    }
    let error = refused(&many);
    assert!(matches!(error, ArchiveError::TooMuch { .. }), "{error}");
}

#[test]
fn an_archive_holds_packs_and_their_signatures_only() {
    // Something that nothing names.
    let stray = b"stray".to_vec();
    let name = format!("blobs/sha256/{}", Digest::of(&stray).hex());
    let error = refused(&changed(|all| all.push((name.clone(), EntryType::Regular, stray.clone()))));
    assert!(matches!(error, ArchiveError::Unnamed(_)), "{error}");
    // Something that is no manifest.
    let error = refused(&changed(|all| {
        all.push((name.clone(), EntryType::Regular, stray.clone()));
        change_index(all, |index| {
            let listed =
                json!({"mediaType": index["manifests"][0]["mediaType"], "digest": Digest::of(&stray), "size": 5});
            index["manifests"].as_array_mut().unwrap().push(listed);
        });
    }));
    assert!(matches!(error, ArchiveError::Artifact { .. }), "{error}");
    // Sizes and kinds that are not so, a name that stands there twice, a name of another version.
    let name = "org.opencontainers.image.ref.name";
    for change in [
        Box::new(|index: &mut Value| index["manifests"][0]["size"] = json!(1)) as Box<dyn FnOnce(&mut Value)>,
        Box::new(|index: &mut Value| {
            index["manifests"][0]["mediaType"] = json!("application/vnd.oci.image.index.v1+json")
        }),
        Box::new(move |index: &mut Value| {
            for at in 0..2 {
                index["manifests"][at]["annotations"] = json!({name: "r.example/tone:latest"});
            }
        }),
        Box::new(|index: &mut Value| *index = json!([])),
    ] {
        let error = refused(&changed(|all| change_index(all, change)));
        assert!(matches!(error, ArchiveError::Index(_)), "{error}");
    }
    let error = refused(&changed(|all| {
        change_index(all, |index| first_pack(index)["annotations"] = json!({name: "r.example/tone:9.9.9"}));
    }));
    assert!(matches!(error, ArchiveError::Artifact { .. }), "{error}");
    let error = refused(&changed(|all| all[0].2 = br#"{"imageLayoutVersion":"3"}"#.to_vec()));
    assert!(matches!(error, ArchiveError::Layout), "{error}");
}

/// The signatures of a pack that stayed at home.
fn signatures_only() -> Vec<u8> {
    let subject = artifact("acme/tone", "1.2.0");
    let of_the_pack: Vec<String> = [subject.manifest(), subject.config(), subject.component()]
        .map(|bytes| format!("blobs/sha256/{}", Digest::of(bytes).hex()))
        .into();
    let other = artifact("acme/tone", "1.3.0");
    let of_the_other: Vec<String> = [other.manifest(), other.config(), other.component()]
        .map(|bytes| format!("blobs/sha256/{}", Digest::of(bytes).hex()))
        .into();
    changed(|all| {
        all.retain(|(name, ..)| !of_the_pack.contains(name) && !of_the_other.contains(name));
        change_index(all, |index| {
            let listed = index["manifests"].as_array_mut().unwrap();
            listed.retain(|listed| listed.get("artifactType").is_some());
        });
    })
}

#[test]
fn signatures_follow_a_pack_that_is_there() {
    let bytes = signatures_only();
    let error = refused(&bytes);
    assert!(matches!(error, ArchiveError::Stray(_)), "{error}");
    let (_folder, store) = store();
    let subject = artifact("acme/tone", "1.2.0");
    store.add(&subject, None).unwrap();
    assert_eq!(store.import(&bytes[..], false).unwrap().signatures, 2);
    assert_eq!(store.signature_documents(&subject.digest()).unwrap().len(), 2);
}

#[test]
fn a_version_does_not_become_another_in_silence() {
    let (_folder, from) = filled();
    let bytes = exported(&from);
    let (_folder, to) = store();
    let rebuilt =
        lictor_artifact::Artifact::of([common::component("acme/tone", "1.2.0"), vec![0, 2, 1, b'x']].concat());
    let (rebuilt, name) = (rebuilt.unwrap(), "r.example/tone:1.2.0".parse().unwrap());
    to.add(&rebuilt, Some(&name)).unwrap();
    let error = to.import(&bytes[..], false).unwrap_err();
    assert!(matches!(error, ArchiveError::Store(StoreError::Moved { .. })), "{error}");
    assert_eq!(to.entries().unwrap().len(), 1);
    to.import(&bytes[..], true).unwrap();
    assert_eq!(to.resolve(&name).unwrap(), Some(artifact("acme/tone", "1.2.0").digest()));
}
