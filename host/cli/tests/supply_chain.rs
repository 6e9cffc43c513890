//! The whole way of a pack: signed, published, locked, pulled on a second machine and checked with; then tampered with at every
//! place, and refused each time with words of its own.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;
use std::path::Path;

use common::packs::{check, edited, id, key, pack, refused, tone, trust};
use common::{Done, Folder, folder};
use lictor_artifact::Artifact;
use lictor_model::Digest;
use lictor_tests::registry::{Registry, Setup};

fn done(done: Done) -> Done {
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    done
}

/// What the risk team keeps under version control.
const KEPT: [&str; 3] = ["acme.toml", "trust.toml", "lictor.lock"];

/// Another machine: its own home and store, and a clone of what is under version control.
fn machine(from: &Folder) -> Folder {
    let machine = folder();
    for file in KEPT {
        machine.write(file, from.read(file));
    }
    machine.write("a.jsonl", "{\"id\": \"one\", \"answer\": \"Certainly.\"}\n");
    machine
}

fn policy(reference: &str) -> String {
    format!(
        "schema = \"lictor.policy/v1\"\nid = \"acme\"\ntrust = \"trust.toml\"\n[[packs]]\nplugin = \"acme/tone\"\n\
         reference = \"{reference}\"\ninputs = [\"answer\", \"user-message\"]\n"
    )
}

fn publish(folder: &Folder, file: &str, reference: &str) -> Done {
    folder.run(&["plugin", "publish", reference, file])
}

fn lock(folder: &Folder) -> Done {
    folder.run(&["policy", "lock", "acme.toml"])
}

fn update(folder: &Folder) -> Done {
    folder.run(&["policy", "update", "acme.toml", "acme/tone"])
}

fn locked_check(folder: &Folder) -> Done {
    folder.run(&[
        "check",
        "--quiet",
        "--locked",
        "--policy",
        "acme.toml",
        "--exit-zero",
        "--format",
        "jsonl",
        "a.jsonl",
    ])
}

/// The artifact of a file, as it is kept everywhere.
fn artifact(folder: &Folder, file: &str) -> Artifact {
    Artifact::of(fs::read(folder.path().join(file)).unwrap()).unwrap()
}

fn in_store(folder: &Folder, digest: &Digest) -> std::path::PathBuf {
    folder.path().join("store/blobs/sha256").join(digest.hex())
}

/// Changes a byte of a file, and gives the bytes that were there.
fn alter(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let mut altered = bytes.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    fs::write(path, altered).unwrap();
    bytes
}

#[test]
fn from_a_new_pack_to_a_locked_check_on_another_machine() {
    let Some(registry) = Registry::start(Setup::default()) else { return };
    let author = folder();
    if !lictor_tests::builds_rust() {
        return;
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-target");
    for verb in [&["new", "tone", "--lang", "rust", "--publisher", "acme"][..], &["test", "tone"], &["build", "tone"]] {
        let mut command = author.command(&[&["plugin"], verb].concat());
        let made = command.env("CARGO_TARGET_DIR", &target).output().unwrap();
        assert!(made.status.success(), "{verb:?}: {}", String::from_utf8_lossy(&made.stderr));
    }
    let entry = key(&author, "acme", &["acme"], "");
    done(author.run(&["plugin", "sign", "tone/acme-tone.wasm", "--key", "acme.key"]));
    let reference = format!("{}:0.1.0", registry.repository("packs/tone"));
    done(publish(&author, "tone/acme-tone.wasm", &reference));
    let team = folder();
    team.write("acme.toml", policy(&reference)).write("trust.toml", trust(&[&entry]));
    done(lock(&team));
    let second = machine(&team);
    second.write("a.jsonl", "{\"id\": \"one\", \"answer\": \"That was your own fault.\"}\n");
    done(lock(&second));
    let record = done(locked_check(&second)).out;
    assert!(record.contains("acme/TON101"), "{record}");
    let verified = done(second.run(&["policy", "verify", "acme.toml"])).out;
    assert!(verified.contains("acme/tone 0.1.0") && verified.contains(&id(&author, "acme")), "{verified}");
}

#[test]
fn from_an_authors_folder_to_a_locked_check_and_every_way_of_tampering() {
    let Some(registry) = Registry::start(Setup::default()) else { return };
    let repository = registry.repository("packs/tone");
    let reference = format!("{repository}:1.2.0");

    // The author: a pack, signed and published.
    let author = folder();
    let entry = key(&author, "acme", &["acme"], "");
    author.write("tone.wasm", tone("1.2.0", &["answer"]));
    done(author.run(&["plugin", "sign", "tone.wasm", "--key", "acme.key"]));
    done(publish(&author, "tone.wasm", &reference));
    let tone_artifact = artifact(&author, "tone.wasm");

    // The risk team: a policy, the trust file, the lock.
    let team = folder();
    team.write("acme.toml", policy(&reference)).write("trust.toml", trust(&[&entry]));
    let said = done(lock(&team)).out;
    assert!(said.contains("acme/tone 1.2.0") && said.contains(&tone_artifact.digest().to_string()), "{said}");
    assert!(team.read("lictor.lock").contains(&format!("signer = \"{}\"", id(&author, "acme"))));
    team.write("a.jsonl", "{\"id\": \"one\", \"answer\": \"Certainly.\"}\n");
    let record = done(locked_check(&team)).out;
    assert!(record.contains("acme/EVL001"), "{record}");

    // A second machine, which has nothing but what is under version control.
    let second = machine(&team);
    refused(&locked_check(&second), 2, &["acme/tone sha256:", "is not in the store", "`lictor policy lock acme.toml`"]);
    let said = done(lock(&second)).out;
    assert!(said.contains("holds already"), "{said}");
    assert_eq!(second.read("lictor.lock"), team.read("lictor.lock"));
    assert_eq!(done(locked_check(&second)).out, record, "the same record on both machines");
    done(second.run(&["policy", "verify", "acme.toml"]));

    // The artifact, in the store.
    for bytes in [tone_artifact.component(), tone_artifact.config(), tone_artifact.manifest()] {
        let path = in_store(&second, &Digest::of(bytes));
        let was = alter(&path);
        refused(&locked_check(&second), 2, &["was altered or damaged"]);
        refused(&second.run(&["policy", "verify", "acme.toml"]), 2, &["was altered or damaged"]);
        fs::write(&path, was).unwrap();
    }
    done(locked_check(&second));

    // The artifact, in the registry.
    for bytes in [tone_artifact.component(), tone_artifact.manifest()] {
        let path = registry.blob(&Digest::of(bytes));
        let was = alter(&path);
        let third = machine(&team);
        let refusal = lock(&third);
        refused(&refusal, 3, &["gave something else than"]);
        refused(&locked_check(&third), 2, &["is not in the store"]);
        fs::write(&path, was).unwrap();
    }
    done(lock(&machine(&team)));

    // The tag: moved to another build of the same version, signed by Acme's own key. What is locked runs on.
    author.write("moved.wasm", tone("1.2.0", &["answer", "history"]));
    done(author.run(&["plugin", "sign", "moved.wasm", "--key", "acme.key"]));
    let moving = author.run(&["plugin", "publish", &reference, "moved.wasm", "--replace"]);
    assert_eq!(moving.code, 0, "{}", moving.err);
    assert_eq!(done(locked_check(&second)).out, record);
    refused(&update(&second), 1, &["packs/tone:1.2.0 was sha256:", "and is sha256:"]);
    assert_eq!(done(locked_check(&second)).out, record);
    // A machine that has never seen it gets what is locked, not what the tag says.
    let fourth = machine(&team);
    done(lock(&fourth));
    assert_eq!(done(locked_check(&fourth)).out, record);

    // The lock.
    let whole = second.read("lictor.lock");
    for (old, new, said) in [
        (tone_artifact.digest().to_string(), format!("sha256:{}", "0".repeat(64)), "sha256:0000"),
        (id(&author, "acme"), "0123456789abcdef".into(), "the locked signer is 0123456789abcdef"),
        ("inputs = [\"answer\"]".into(), "inputs = [\"answer\", \"history\"]".into(), "what it reads is locked as"),
        ("version = \"1.2.0\"".into(), "version = \"1.1.0\"".into(), "its version is locked as 1.1.0"),
    ] {
        assert!(whole.contains(&old), "{old}");
        second.write("lictor.lock", whole.replace(&old, &new));
        refused(&locked_check(&second), 2, &[said]);
        refused(&check(&second), 2, &[said]);
    }
    second.write("lictor.lock", &whole);

    // The key: unknown, another team's, revoked.
    let trusted = second.read("trust.toml");
    second.write("trust.toml", trust(&[]));
    refused(&locked_check(&second), 2, &["no signature of acme/tone counts", "knows no key"]);
    second.write("trust.toml", trusted.replace("publishers = [\"acme\"]", "publishers = [\"beta\"]"));
    refused(&locked_check(&second), 2, &["no signature of acme/tone counts", "may not sign for acme/tone"]);
    second.write("trust.toml", &trusted);
    edited(
        &second,
        "trust.toml",
        "publishers = [\"acme\"]",
        "publishers = [\"acme\"]\nrevoked = { day = 2026-11-20, reason = \"a laptop was stolen\" }",
    );
    refused(
        &locked_check(&second),
        2,
        &["no signature of acme/tone counts", "was revoked on 2026-11-20: a laptop was stolen"],
    );
    second.write("trust.toml", &trusted);
    assert_eq!(done(locked_check(&second)).out, record, "nothing of it stayed");
}

#[test]
fn what_nobody_signed_or_another_team_published_is_not_locked() {
    let Some(registry) = Registry::start(Setup::default()) else { return };
    let reference = format!("{}:1.2.0", registry.repository("packs/tone"));
    let author = folder();
    let (acme, evil) = (key(&author, "acme", &["acme"], ""), key(&author, "evil", &["evil"], ""));
    author.write("tone.wasm", tone("1.2.0", &["answer"])).write("evil.wasm", pack("evil/tone", "1.2.0", &["answer"]));
    let team = |reference: &str| {
        let team = folder();
        team.write("acme.toml", policy(reference)).write("trust.toml", trust(&[&acme, &evil]));
        team
    };
    done(publish(&author, "tone.wasm", &reference));
    refused(&lock(&team(&reference)), 2, &["nobody signed acme/tone sha256:"]);
    // Signed afterwards, by somebody who may not.
    done(author.run(&["plugin", "sign", "tone.wasm", "--key", "evil.key"]));
    done(publish(&author, "tone.wasm", &reference));
    refused(&lock(&team(&reference)), 2, &["may not sign for acme/tone"]);
    done(author.run(&["plugin", "sign", "tone.wasm", "--key", "acme.key"]));
    done(publish(&author, "tone.wasm", &reference));
    done(lock(&team(&reference)));
    let elsewhere = format!("{}:1.2.0", registry.repository("packs/evil"));
    done(author.run(&["plugin", "sign", "evil.wasm", "--key", "evil.key"]));
    done(publish(&author, "evil.wasm", &elsewhere));
    let fooled = team(&elsewhere);
    refused(&lock(&fooled), 2, &["this is `evil/tone`, and the policy calls it `acme/tone`"]);
    assert!(!fooled.path().join("lictor.lock").exists());
}
