//! `lictor plugin login|logout|publish|pull|list|export|import` as a user meets them, against a real registry where one is
//! installed.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Done, Folder, folder};
use lictor_artifact::Artifact;
use lictor_tests::registry::{Registry, Setup};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse";

/// A folder with a pack in it, and a home of its own.
fn home() -> Folder {
    let folder = folder();
    folder.write("pack.wasm", lictor_dist::PACKS[0].component);
    folder
}

fn artifact() -> Artifact {
    Artifact::of(lictor_dist::PACKS[0].component.to_vec()).unwrap()
}

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = folder.command(&[&["plugin"], arguments].concat());
    command
        .env("LICTOR_STORE", folder.path().join("store"))
        .env("LICTOR_CONFIG", folder.path().join("config"))
        .env("DOCKER_CONFIG", folder.path().join("docker"))
        .env("HOME", folder.path());
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Done {
    done(command(folder, arguments).stdin(Stdio::null()))
}

fn done(command: &mut Command) -> Done {
    let output = command.output().unwrap();
    Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Signs the pack with keys that are made for it.
fn sign(folder: &Folder, pack: &str, keys: &[&str]) {
    for key in keys {
        assert_eq!(folder.run(&["key", "generate", key, "--no-password"]).code, 0);
        let signed = run(folder, &["sign", pack, "--key", &format!("{key}.key")]);
        assert_eq!(signed.code, 0, "{}", signed.err);
    }
}

#[test]
fn a_pack_goes_from_one_machine_to_the_next_and_to_one_without_a_network() {
    let Some(there) = Registry::start(Setup::default()) else { return };
    let (one, two, three) = (home(), home(), home());
    let artifact = artifact();
    let reference = format!("{}/packs/de:{}", there.host, artifact.version());
    let pinned = format!("{reference}@{}\n", artifact.digest());
    sign(&one, "pack.wasm", &["jane", "ci"]);
    let published = run(&one, &["publish", &reference, "pack.wasm"]);
    assert_eq!((published.code, published.out.as_str()), (0, pinned.as_str()), "{}", published.err);
    assert!(published.err.contains("with 2 signatures"), "{}", published.err);
    let again = run(&one, &["publish", &reference, "pack.wasm"]);
    assert_eq!(again.code, 0);
    assert!(again.err.contains("was there already"), "{}", again.err);

    let pulled = run(&two, &["pull", &reference, "-o", "got.wasm"]);
    assert_eq!((pulled.code, pulled.out.as_str()), (0, pinned.as_str()), "{}", pulled.err);
    assert!(pulled.err.contains("with 2 signatures"), "{}", pulled.err);
    assert_eq!(fs::read(two.path().join("got.wasm")).unwrap(), artifact.component());
    assert_eq!(two.read("got.wasm.sig").lines().count(), 2);

    let repository = format!("{}/packs/de", there.host);
    let listed = run(&two, &["list", &repository]);
    let line = format!("{}  {}  {} {}\n", artifact.version(), artifact.digest(), artifact.plugin(), artifact.version());
    assert_eq!((listed.code, listed.out), (0, line), "{}", listed.err);
    let listed: Value = serde_json::from_str(&run(&two, &["list", &repository, "--format", "json"]).out).unwrap();
    assert_eq!(listed["schema"], "lictor.pack-list/v1");
    assert_eq!(listed["tags"][0]["digest"], artifact.digest().to_string());

    // Somebody signs what came, and publishes that, too; a line of another build stays at home.
    sign(&two, &reference, &["joan"]);
    two.write("other.wasm", lictor_dist::PACKS[1].component);
    sign(&two, "other.wasm", &["jim"]);
    let foreign = two.read("other.wasm.sig");
    two.write("got.wasm.sig", two.read("got.wasm.sig") + &foreign);
    let again = run(&two, &["publish", &reference, "got.wasm"]);
    assert!(
        again.err.contains("1 of got.wasm.sig are of other bytes") && again.err.contains("with 3 signatures"),
        "{}",
        again.err
    );
    assert!(run(&one, &["pull", &reference]).err.contains("with 3 signatures"));

    let exported = run(&two, &["export", &reference, "-o", "packs.tar"]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    assert_eq!(run(&two, &["export", pinned.trim(), "-o", "again.tar"]).code, 0);
    assert_eq!(fs::read(two.path().join("again.tar")).unwrap(), fs::read(two.path().join("packs.tar")).unwrap());
    fs::copy(two.path().join("packs.tar"), three.path().join("packs.tar")).unwrap();
    drop(there);
    let imported = run(&three, &["import", "packs.tar"]);
    assert_eq!((imported.code, imported.out.as_str()), (0, pinned.as_str()), "{}", imported.err);
    assert!(imported.err.contains("with 3 signatures"), "{}", imported.err);
    // The registry is gone, and nothing here needs it.
    assert_eq!(run(&three, &["export", &reference, "-o", "packs.tar"]).code, 0);
    let gone = run(&three, &["pull", &reference]);
    assert_eq!(gone.code, 3, "{}", gone.err);
    assert!(gone.err.contains("cannot be reached"), "{}", gone.err);
}

#[test]
fn credentials_are_asked_for_kept_and_forgotten() {
    let Some(there) = Registry::start(Setup { password: Some(PASSWORD), ..Setup::default() }) else { return };
    let folder = home();
    let reference = format!("{}/packs/de:{}", there.host, artifact().version());
    let publish = || run(&folder, &["publish", &reference, "pack.wasm"]);
    let refused = publish();
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("lictor plugin login"), "{}", refused.err);
    folder.write("right", format!("{PASSWORD}\nanother line\n")).write("wrong", "wrong horse\n").write("empty", "\n");
    let login = |file: &str| run(&folder, &["login", &there.host, "--user", "jane", "--password-file", file]);
    for file in ["wrong", "empty", "nowhere"] {
        let refused = login(file);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(!refused.err.contains("horse"), "{}", refused.err);
        assert!(!folder.path().join("config").exists());
    }
    // Without a terminal nothing is asked.
    assert_eq!(run(&folder, &["login", &there.host]).code, 2);
    assert_eq!(run(&folder, &["login", &there.host, "--user", "jane"]).code, 2);
    assert_eq!(run(&folder, &["login", &format!("{}/packs", there.host), "--user", "jane"]).code, 2);
    let kept = login("right");
    assert_eq!((kept.code, kept.out.as_str()), (0, ""), "{}", kept.err);
    let file = folder.path().join("config/credentials.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let published = publish();
    assert_eq!(published.code, 0, "{}", published.err);
    assert!(published.err.contains("no signature"), "{}", published.err);
    assert_eq!(run(&folder, &["logout", &there.host]).code, 0);
    assert_eq!(run(&folder, &["pull", &reference]).code, 2);

    // From standard input, and what Docker knows.
    let mut child = command(&folder, &["login", &there.host, "--user", "jane", "--password-stdin"]);
    let mut child = child.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(run(&folder, &["pull", &reference]).code, 0);
    assert_eq!(run(&folder, &["logout", &there.host]).code, 0);
    fs::create_dir_all(folder.path().join("docker")).unwrap();
    folder.write(
        "docker/config.json",
        json!({"auths": {&there.host: {"username": "jane", "password": PASSWORD}}}).to_string(),
    );
    assert_eq!(run(&folder, &["pull", &reference]).code, 0);
    helpers(&folder, &there.host, &reference);
}

/// Programs that keep credentials for Docker.
fn helpers(folder: &Folder, host: &str, reference: &str) {
    let helper = |script: &str| {
        let path = folder.path().join("docker-credential-test");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let search = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        done(command(folder, &["pull", reference]).env("PATH", search).stdin(Stdio::null()))
    };
    folder.write("docker/config.json", json!({"auths": {}, "credsStore": "test"}).to_string());
    let good =
        format!("[ \"$1 $(cat)\" = \"get {host}\" ] && echo '{{\"Username\": \"jane\", \"Secret\": \"{PASSWORD}\"}}'");
    let pulled = helper(&good);
    assert_eq!(pulled.code, 0, "{}", pulled.err);
    for (script, words) in [
        ("echo 'credentials not found in native keychain'; exit 1", "lictor plugin login"),
        ("echo correct horse; exit 1", "it failed"),
        ("echo correct horse", "nothing that is understood"),
        ("yes", "said too much"),
    ] {
        let refused = helper(script);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(words) && !refused.err.contains("horse"), "{}", refused.err);
    }
    folder.write("docker/config.json", json!({"credsStore": "../test"}).to_string());
    assert!(helper(&good).err.contains("its name is none"));
    folder.write("docker/config.json", json!({"credsStore": "nowhere-to-be-found"}).to_string());
    assert!(helper(&good).err.contains("cannot be started"));
}

#[test]
fn a_version_stays_what_it_is() {
    let Some(there) = Registry::start(Setup::default()) else { return };
    let folder = home();
    let artifact = artifact();
    let reference = format!("{}/packs/de:{}", there.host, artifact.version());
    // The same pack with a custom section more.
    folder.write("rebuilt.wasm", [artifact.component(), &[0, 2, 1, b'x']].concat());
    folder.write("other.wasm", lictor_dist::PACKS[1].component);
    assert_eq!(run(&folder, &["publish", &reference, "pack.wasm"]).code, 0);
    assert_eq!(run(&folder, &["pull", &reference]).code, 0);
    let refused = run(&folder, &["publish", &reference, "rebuilt.wasm"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("is published, and is another"), "{}", refused.err);
    assert_eq!(run(&folder, &["publish", &reference, "rebuilt.wasm", "--replace"]).code, 0);
    let moved = run(&folder, &["pull", &reference]);
    assert_eq!(moved.code, 1, "{}", moved.err);
    assert!(moved.err.contains(&artifact.digest().to_string()), "{}", moved.err);
    assert_eq!(run(&folder, &["pull", &reference, "--replace"]).code, 0);
    for (name, file, words) in [
        (format!("{}/packs/de:9.9.9", there.host), "pack.wasm", "names another version"),
        (format!("{}/packs/de@{}", there.host, artifact.digest()), "pack.wasm", "under a tag"),
        (format!("{}/packs/de:x", there.host), "pack.wasm.sig", "cannot be read"),
        (format!("{}/packs/de:x", there.host), "config", "cannot be read"),
        ("packs/de:1.0.0".into(), "pack.wasm", "no registry"),
    ] {
        let refused = run(&folder, &["publish", &name, file]);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(words), "{words}: {}", refused.err);
    }
}

#[test]
fn what_is_no_pack_goes_nowhere() {
    let folder = home();
    folder.write("core.wasm", b"\0asm\x01\0\0\0").write("text.wasm", "x").write("packs.tar", "x");
    for (arguments, code, words) in [
        (&["publish", "127.0.0.1:1/x:1", "core.wasm"][..], 2, "core WebAssembly module"),
        (&["publish", "127.0.0.1:1/x:1", "text.wasm"], 2, "not WebAssembly"),
        (&["export", "127.0.0.1:1/x:1", "-o", "out.tar"], 2, "plugin pull"),
        (&["import", "packs.tar"], 3, "archive"),
        (&["import", "nowhere.tar"], 2, "cannot be read"),
        (&["import", "packs.tar", "--store", "pack.wasm"], 2, "no store"),
        (&["pull", "127.0.0.1:1/x:1", "--ca", "pack.wasm"], 2, "no certificate"),
        (&["pull", "127.0.0.1:1/x"], 2, "neither a tag nor a digest"),
        (&["list", "127.0.0.1:1/x:1"], 2, "path in the registry"),
    ] {
        let refused = run(&folder, arguments);
        assert_eq!((refused.code, refused.out.as_str()), (code, ""), "{arguments:?} {}", refused.err);
        let err = refused.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.contains(words), "{words}: {err}");
    }
    assert!(!folder.path().join("out.tar").exists());
}

/// Killed at any moment, and interrupted, a pull leaves a whole store, and the next one is right.
#[test]
fn an_interrupted_pull_leaves_a_whole_store() {
    let Some(there) = Registry::start(Setup::default()) else { return };
    let folder = home();
    let artifact = artifact();
    let reference = format!("{}/packs/de:{}", there.host, artifact.version());
    assert_eq!(run(&folder, &["publish", &reference, "pack.wasm"]).code, 0);
    for round in 0..10_u64 {
        let mut child = command(&folder, &["pull", &reference, "--quiet"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(6 * round));
        match round % 2 {
            0 => child.kill().unwrap(),
            _ => drop(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap()),
        }
        child.wait().unwrap();
        let store = lictor_artifact::Store::open(&folder.path().join("store")).unwrap();
        for entry in store.entries().unwrap() {
            assert_eq!(store.artifact(&entry.digest).unwrap(), artifact);
        }
        if round == 6 {
            let _ = fs::remove_dir_all(folder.path().join("store"));
        }
    }
    assert_eq!(run(&folder, &["pull", &reference]).code, 0);
    // A registry that says nothing is left with Ctrl-C.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("{}/packs/de:1", silent.local_addr().unwrap());
    let mut child = command(&folder, &["pull", &nowhere]).stderr(Stdio::null()).spawn().unwrap();
    let _held = silent.accept().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let begin = Instant::now();
    let late = run(&folder, &["pull", &nowhere, "--timeout", "1"]);
    assert_eq!(late.code, 3, "{}", late.err);
    assert!(late.err.contains("too slow") && begin.elapsed() < Duration::from_secs(30), "{}", late.err);
}
