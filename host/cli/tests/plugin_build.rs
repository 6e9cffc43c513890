//! `lictor plugin` from a new pack to a check: needs a compiler for WebAssembly.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use common::{Folder, folder};

/// Packs are built one after the other: each compiler wants the whole machine.
static ONE: Mutex<()> = Mutex::new(());

/// The machine for oneself, where packs in Rust can be built.
fn compiler() -> Option<MutexGuard<'static, ()>> {
    lictor_tests::builds_rust().then(|| ONE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A folder that is the same in every run, so that what compilers did before is of use.
fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs").join(name);
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    place.canonicalize().unwrap()
}

fn lictor(folder: &Folder, at: &Path, arguments: &[&str]) -> Command {
    let mut command = folder.command(arguments);
    command.current_dir(at).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-target"));
    command.stdin(Stdio::null());
    command
}

fn run(folder: &Folder, at: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = lictor(folder, at, arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_new_pack_tests_builds_and_checks_at_once() {
    let Some(_one) = compiler() else { return };
    let (folder, place) = (folder(), place("path"));
    let (code, _, err) = run(&folder, &place, &["plugin", "new", "voice", "--lang", "rust", "--publisher", "zebra"]);
    assert_eq!(code, 0, "{err}");

    let (code, out, err) = run(&folder, &place, &["plugin", "test", "voice"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("10 of 10 as they must be (6 cases, 4 examples)"), "{out}");
    assert!(out.contains("zebra/VOI101") && out.contains("1.00"), "{out}");

    let (code, out, err) = run(&folder, &place, &["plugin", "build", "voice", "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let built: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(built["file"], "voice/zebra-voice.wasm");
    assert_eq!(built["built"]["licence"], "LicenseRef-Proprietary");
    let bytes = std::fs::read(place.join("voice/zebra-voice.wasm")).unwrap();
    assert_eq!(built["bytes"], bytes.len());
    let own = place.to_string_lossy().into_owned();
    assert!(
        !bytes.windows(own.len()).any(|window| window == own.as_bytes()),
        "a path of this machine is in the component"
    );

    let (code, out, err) = run(&folder, &place, &["plugin", "inspect", "voice/zebra-voice.wasm"]);
    assert_eq!(code, 0, "{err}");
    for words in [
        "zebra/voice 0.1.0",
        "LicenseRef-Proprietary",
        "rustc 1.",
        "lictor-sdk 0.1.0",
        "zebra/VOI101",
        "reads      answer",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert!(out.contains(built["digest"].as_str().unwrap()), "{out}");

    // The policy of the README.
    let readme = std::fs::read_to_string(place.join("voice/README.md")).unwrap();
    let policy = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    std::fs::write(place.join("voice/zebra.toml"), policy).unwrap();
    std::fs::write(place.join("voice/answers.jsonl"), "{\"answer\": \"It was your fault.\"}\n").unwrap();
    let checked =
        run(&folder, &place.join("voice"), &["check", "--policy", "zebra.toml", "--format", "jsonl", "answers.jsonl"]);
    assert_eq!(checked.0, 1, "{}{}", checked.1, checked.2);
    assert!(checked.1.contains("zebra/VOI101"), "{}", checked.1);
}

#[test]
fn what_is_wrong_with_a_pack_is_told() {
    let Some(_one) = compiler() else { return };
    let (folder, place) = (folder(), place("path"));
    run(&folder, &place, &["plugin", "new", "voice", "--lang", "rust", "--publisher", "zebra"]);
    let pack = place.join("voice");
    let edit = |file: &str, from: &str, to: &str| {
        let file = pack.join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(file, text.replacen(from, to, 1)).unwrap();
    };

    // A rule without cases, an example that is not so, and a case that points elsewhere.
    edit("cases/voice.md", "VOI101 \"You should have read\"", "VOI101 \"page 3\"");
    edit(
        "src/voi101_blames_customer.rs",
        "Example::answer(\"It was not your fault.\")",
        "Example::answer(\"It was your fault.\")",
    );
    let (code, out, err) = run(&folder, &place, &["plugin", "test", "voice"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("must point at “page 3”"), "{out}");
    assert!(out.contains("example: VOI101 ignores 1"), "{out}");
    std::fs::remove_dir_all(pack.join("cases")).unwrap();
    let (code, out, _) = run(&folder, &place, &["plugin", "test", "voice"]);
    assert_eq!(code, 1);
    assert!(out.contains("VOI101 has no cases"), "{out}");

    // An import beyond the contract is refused by name.
    let outside = "\n#[cfg(target_arch = \"wasm32\")]\n#[link(wasm_import_module = \"env\")]\nunsafe extern \"C\" {\n    safe fn now() -> u64;\n}\n\
                   #[cfg(target_arch = \"wasm32\")]\n#[unsafe(no_mangle)]\npub extern \"C\" fn clock() -> u64 {\n    now()\n}\n";
    let lib = std::fs::read_to_string(pack.join("src/lib.rs")).unwrap();
    std::fs::write(pack.join("src/lib.rs"), format!("{lib}{outside}")).unwrap();
    let (code, out, err) = run(&folder, &place, &["plugin", "build", "voice"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("`env#now`"), "{err}");
    assert!(!pack.join("zebra-voice.wasm").exists());
    std::fs::write(pack.join("src/lib.rs"), &lib).unwrap();

    // Another publisher in the code than in pack.toml.
    edit("pack.toml", "zebra", "lion");
    let (code, _, err) = run(&folder, &place, &["plugin", "build", "voice"]);
    assert_eq!(code, 2);
    assert!(err.contains("`zebra`") && err.contains("`lion`"), "{err}");

    // The compiler's words come through.
    edit("src/lib.rs", "inputs:", "outputs:");
    let (code, _, err) = run(&folder, &place, &["plugin", "build", "voice"]);
    assert_eq!(code, 2);
    assert!(err.contains("outputs") && err.contains("does not build"), "{err}");
    std::fs::remove_file(pack.join("Cargo.lock")).unwrap();
    let (code, _, err) = run(&folder, &place, &["plugin", "build", "voice"]);
    assert_eq!(code, 2);
    assert!(err.contains("Cargo.lock is missing"), "{err}");
}

/// The same sources give the same bytes wherever they lie.
#[test]
fn builds_are_reproducible() {
    let Some(_one) = compiler() else { return };
    let folder = folder();
    let digest = |place: &Path| {
        run(&folder, place, &["plugin", "new", "voice", "--lang", "rust", "--publisher", "zebra"]);
        let (code, out, err) = run(&folder, place, &["plugin", "build", "voice"]);
        assert_eq!(code, 0, "{err}");
        out.lines().find(|line| line.starts_with("digest")).unwrap().to_owned()
    };
    let (first, second) = (digest(&place("path")), digest(&place("another path with spaces")));
    assert_eq!(first, second);
}

#[test]
fn the_template_in_the_repository_is_sound() {
    let Some(_one) = compiler() else { return };
    let folder = folder();
    let output = folder.path().join("tone.json");
    let (code, _, err) = run(
        &folder,
        &common::root(),
        &["plugin", "test", "plugins/templates/rust", "--format", "json", "--output", output.to_str().unwrap()],
    );
    assert_eq!(code, 0, "{err}");
    let trial: serde_json::Value = serde_json::from_slice(&std::fs::read(output).unwrap()).unwrap();
    assert_eq!((&trial["plugin"], &trial["cases"]), (&"acme/tone".into(), &6.into()));
}

#[test]
fn a_change_is_tested_at_once() {
    let folder = folder();
    let quoter = std::fs::read(common::root().join("tests/components/quoter.wasm")).unwrap();
    folder.write("quoter.wasm", quoter);
    std::fs::create_dir(folder.path().join("cases")).unwrap();
    folder.write("cases/a.jsonl", "{\"sample\": {\"answer\": \"One.\"}, \"fires\": [\"QUO001\"]}\n");
    let out = folder.path().join("result.txt");
    let errors = std::fs::File::create(folder.path().join("errors.txt")).unwrap();
    let mut child = folder
        .command(&["plugin", "test", "quoter.wasm", "--watch", "--output", "result.txt"])
        .stdin(Stdio::null())
        .stderr(errors)
        .spawn()
        .unwrap();
    let until = |words: &str| {
        let end = Instant::now() + Duration::from_secs(120);
        while Instant::now() < end {
            if std::fs::read_to_string(&out).is_ok_and(|text| text.contains(words)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    };
    let first = until("(1 cases, 2 examples)");
    folder.write("cases/b.jsonl", "{\"sample\": {\"answer\": \"\"}, \"ignores\": [\"QUO001\"]}\n");
    let second = until("(2 cases, 2 examples)");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first && second, "{}", folder.read("errors.txt"));
}
