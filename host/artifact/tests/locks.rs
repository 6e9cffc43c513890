//! Locks: what is written is read again, what a stranger wrote is refused with its place, and what a change needs a word for.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor_artifact::{Accepted, Change, Lock, LockError, LockedPack, LockedSource, Refusal};
use lictor_model::{Digest, Input, InputSet};
use miette::Diagnostic;
use proptest::prelude::*;

fn inputs(inputs: &[Input]) -> InputSet {
    inputs.iter().copied().collect()
}

fn pack(version: &str) -> LockedPack {
    LockedPack {
        policy: "acme.toml".into(),
        plugin: "acme/tone".into(),
        version: version.into(),
        source: LockedSource::Reference(format!("registry.acme.example/packs/tone:{version}").parse().unwrap()),
        digest: Digest::of(version),
        signer: Some("0123456789abcdef".parse().unwrap()),
        contract: "lictor:plugin@1.0.0".into(),
        inputs: inputs(&[Input::Answer]),
    }
}

fn lock(packs: impl IntoIterator<Item = LockedPack>) -> Lock {
    let mut lock = Lock::default();
    lock.replace("acme.toml", packs);
    lock
}

#[test]
fn a_lock_is_sorted_and_read_as_it_was_written() {
    let embedded = LockedPack {
        plugin: "lictor/refusal".into(),
        source: LockedSource::Embedded,
        signer: None,
        inputs: inputs(&[Input::UserMessage, Input::Answer]),
        ..pack("0.1.0")
    };
    let path = LockedPack {
        plugin: "acme/alarm".into(),
        source: LockedSource::Path("packs/\"a\".wasm".into()),
        ..pack("0.1.0")
    };
    let written = lock([embedded.clone(), pack("1.2.0"), path.clone()]);
    let text = written.to_toml();
    assert_eq!(text, lock([path.clone(), embedded, pack("1.2.0")]).to_toml(), "in whatever order");
    let read = Lock::parse("lictor.lock", &text).unwrap();
    assert_eq!(read.packs("acme.toml").collect::<Vec<_>>(), written.packs("acme.toml").collect::<Vec<_>>());
    assert_eq!(read.packs("other.toml").count(), 0);
    let (found, line) = read.pack("acme.toml", "acme/tone").unwrap();
    assert_eq!((found, text.lines().nth(line - 1)), (&pack("1.2.0"), Some("plugin = \"acme/tone\"")));
    let mut other = read.clone();
    other.replace("other.toml", [LockedPack { policy: "other.toml".into(), ..path }]);
    assert_eq!((other.packs("acme.toml").count(), other.packs("other.toml").count()), (3, 1));
    other.replace("acme.toml", []);
    assert_eq!((other.packs("acme.toml").count(), other.packs("other.toml").count()), (0, 1));
}

#[test]
fn a_file_is_written_if_it_says_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lictor.lock");
    assert!(lock([pack("1.2.0")]).write(&path).unwrap());
    assert!(!lock([pack("1.2.0")]).write(&path).unwrap());
    assert!(lock([pack("1.3.0")]).write(&path).unwrap());
    let read = Lock::read(&path).unwrap();
    assert_eq!(read.pack("acme.toml", "acme/tone").unwrap().0.version, "1.3.0");
    std::fs::write(&path, vec![b'#'; 2 << 20]).unwrap();
    assert!(Lock::read(&path).unwrap_err().to_string().contains("more than a megabyte"));
    std::fs::write(&path, b"\xff").unwrap();
    assert!(Lock::read(&path).unwrap_err().to_string().contains("not UTF-8"));
    std::fs::remove_file(&path).unwrap();
    assert!(help(&Lock::read(&path).unwrap_err()).contains("lictor policy lock"));
}

fn help(error: &LockError) -> String {
    error.help().map(|help| help.to_string()).unwrap_or_default()
}

#[test]
fn what_is_wrong_has_its_line_and_its_mend() {
    let text = lock([pack("1.2.0")]).to_toml();
    for (old, new, line, said, mend) in [
        ("lictor.lock/v1", "lictor.lock/v2", 2, "no lock that this version knows", "update Lictor"),
        ("schema = ", "scheme = ", 2, "unknown field `scheme`", "a later Lictor"),
        ("version = ", "vision = ", 7, "unknown field `vision`", "a later Lictor"),
        ("version = \"1.2.0\"\n", "", 4, "missing field `version`", ""),
        ("[\"answer\"]", "[\"anwser\"]", 12, "`anwser` is no input", "did you mean `answer`?"),
        ("[\"answer\"]", "[1]", 12, "invalid type", ""),
        ("digest = \"sha256:", "digest = \"sha512:", 9, "64 lower-case hexadecimal digits", ""),
        ("0123456789abcdef", "0123", 10, "`signer`: a key's id has 16", ""),
        ("\"acme.toml\"", "\"../acme.toml\"", 5, "without a folder", ""),
        ("\"acme/tone\"", "\"tone\"", 6, "`publisher/pack`", ""),
        ("\"1.2.0\"", "\"\"", 7, "1 to 1000 characters", ""),
        ("\"1.2.0\"", "\"1\\u001b[2J\"", 7, "that can be seen", ""),
        ("registry.acme.example/packs", "packs", 8, "it names no registry", ""),
        ("reference = ", "path = \"x\"\nreference = ", 6, "exactly one of", ""),
        ("reference = \"registry.acme.example/packs/tone:1.2.0\"", "embedded = false", 8, "true or left out", ""),
        ("reference = \"registry.acme.example/packs/tone:1.2.0\"\n", "", 6, "exactly one of", ""),
    ] {
        assert!(text.contains(old), "{old} is not in\n{text}");
        let error = Lock::parse("lictor.lock", &text.replacen(old, new, 1)).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with(&format!("lictor.lock:{line}: ")) && message.contains(said), "{new}: {message}");
        assert!(help(&error).contains(mend), "{new}: {}", help(&error));
    }
    let entry = text.split_once("\n\n").unwrap().1;
    let twice = Lock::parse("lictor.lock", &format!("{text}\n{entry}")).unwrap_err().to_string();
    assert!(twice.contains("acme/tone is locked twice for acme.toml"), "{twice}");
}

#[test]
fn a_strangers_lock_steers_no_terminal() {
    for text in ["\u{1b}[2J", "schema = \"\u{202e}\"", "schema = 'lictor.lock/v1'\n\"\\u001b[2J\" = 1"] {
        let error = Lock::parse("lictor.lock", text).unwrap_err();
        let shown = format!("{:?}", miette::Report::new(error));
        let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
        // Colours of ours are no harm.
        let bare = anstream_free(&shown);
        assert!(bare.chars().all(harmless), "{bare:?}");
    }
}

/// Without escape sequences that set colours.
fn anstream_free(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_once('m') {
        Some((code, rest)) if code.bytes().all(|b| b.is_ascii_digit() || b == b';') => text + rest,
        _ => text + "\u{1b}[" + part,
    })
}

#[test]
fn a_change_says_what_is_other_and_what_needs_a_word() {
    let (old, none) = (pack("1.2.0"), Accepted::default());
    assert_eq!(Change::between(&old, &old, &none).unwrap().said, Vec::<String>::new());
    let newer = LockedPack { signer: Some("fedcba9876543210".parse().unwrap()), ..pack("1.10.0") };
    let said = Change::between(&old, &newer, &none).unwrap().said.join("\n");
    for part in
        ["version 1.2.0 → 1.10.0", "from registry", "digest sha256:", "signer 0123456789abcdef → fedcba9876543210"]
    {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let back = Change::between(&newer, &old, &none).unwrap_err();
    assert!(
        matches!(&back, Refusal::Older { locked, found, .. } if (locked.as_str(), found.as_str()) == ("1.10.0", "1.2.0"))
    );
    let accepted = Accepted { older: vec!["acme/tone".into()], ..Accepted::default() };
    assert!(Change::between(&newer, &old, &accepted).is_ok());
    let elsewhere = Accepted { older: vec!["acme/other".into()], ..Accepted::default() };
    assert!(Change::between(&newer, &old, &elsewhere).is_err());

    let more = LockedPack { inputs: inputs(&[Input::Answer, Input::History, Input::UserMessage]), ..pack("1.3.0") };
    let refusal = Change::between(&old, &more, &none).unwrap_err();
    assert_eq!(refusal.to_string(), "acme/tone 1.3.0 would read user-message, history, and the lock grants answer");
    let help = refusal.help().unwrap().to_string();
    assert!(help.contains("`--accept-input acme/tone=user-message` `--accept-input acme/tone=history`"), "{help}");
    let mut accepted = Accepted::default();
    accepted.inputs.insert("acme/tone".into(), inputs(&[Input::History]));
    let refusal = Change::between(&old, &more, &accepted).unwrap_err();
    assert!(refusal.to_string().contains("would read user-message, and"), "{refusal}");
    accepted.inputs.insert("acme/tone".into(), inputs(&[Input::History, Input::UserMessage]));
    assert!(Change::between(&old, &more, &accepted).is_ok());
    let fewer = Change::between(&more, &LockedPack { version: "1.3.0".into(), ..more.clone() }, &none);
    assert!(fewer.is_ok());

    let again = LockedPack { digest: Digest::of("other"), ..old.clone() };
    assert!(matches!(Change::between(&old, &again, &accepted), Err(Refusal::SameVersion { .. })));
    // Files are built again and again.
    let file = |pack: &LockedPack| LockedPack { source: LockedSource::Path("tone.wasm".into()), ..pack.clone() };
    assert!(Change::between(&file(&old), &file(&again), &none).is_ok());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_line(text in "\\PC{0,200}", at in 0_usize..2000, cut in 0_usize..40) {
        let whole = lock([pack("1.2.0"), LockedPack { plugin: "b/c".into(), ..pack("2.0.0") }]).to_toml();
        let at = whole.floor_char_boundary(at.min(whole.len()));
        let end = whole.floor_char_boundary((at + cut).min(whole.len()));
        for text in [text.clone(), format!("{}{text}{}", &whole[..at], &whole[end..])] {
            match Lock::parse("l", &text) {
                Ok(lock) => {
                    let again = Lock::parse("l", &lock.to_toml()).unwrap();
                    prop_assert_eq!(again.to_toml(), lock.to_toml());
                }
                Err(error) => prop_assert!(error.line().is_some_and(|line| line <= text.lines().count() + 1)),
            }
        }
    }
}
