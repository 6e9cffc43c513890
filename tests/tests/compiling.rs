//! Packs that came with the program can be compiled when a sample first wakes them, and say the same as those that were compiled
//! at once.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::path::Path;
use std::time::Duration;

use lictor::{CodeCache, Compiling, Guard, Options, PolicyFile, Sample, SandboxLimits, Status};
use lictor_model::FailureKind;

fn guard(options: Options) -> Guard {
    Guard::new(PolicyFile::embedded("default").unwrap().unwrap(), options).unwrap_or_else(|error| panic!("{error:?}"))
}

fn sample(answer: &str) -> Sample {
    lictor_tests::sample(&serde_json::json!({ "id": "a", "answer": answer }))
}

/// Wakes no pack. A shorter answer would be looked at for whether it is one.
const QUIET: &str = "Bread rises because yeast turns sugar into gas. The dough keeps the gas in small bubbles, and the heat of \
    the oven makes them firm. Flour with more protein holds more of them, so that the loaf becomes lighter. Salt slows the \
    yeast down and gives the crust its taste.";
const REFUSES: &str = "I'm sorry, but I cannot help with that.";

/// How many entries of a cache hold the code of components.
fn compiled(cache: &Path) -> usize {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
    let code = |name: &String| name.ends_with(".cwasm") && !name.starts_with("patterns-");
    std::fs::read_dir(cache).unwrap().map(name).filter(code).count()
}

#[test]
fn a_pack_is_compiled_when_it_is_first_woken_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let cache = CodeCache::open(folder.path()).unwrap();
    let options = Options { cache: Some(cache), compiling: Compiling::WhenWoken, ..lictor_tests::options() };
    let guard = guard(options);
    assert!(guard.check(&sample(QUIET)).findings.is_empty());
    assert_eq!(compiled(folder.path()), 0, "nothing was woken");
    for _ in 0..2 {
        assert_eq!(guard.check(&sample(REFUSES)).status, Status::Checked);
        assert_eq!(compiled(folder.path()), 1, "only refusals were woken");
    }
}

#[test]
fn when_a_pack_is_compiled_changes_no_verdict() {
    let at_once = guard(lictor_tests::options());
    let when_woken = guard(Options { compiling: Compiling::WhenWoken, ..lictor_tests::options() });
    assert_eq!(at_once.digest(), when_woken.digest());
    assert_eq!(at_once.rules(), when_woken.rules());
    assert_eq!(at_once.packs(), when_woken.packs());
    let mut fired = 0;
    for answer in [QUIET, REFUSES, "I have sent you the form, and it always works.", "Her card is 4539 1488 0343 6467."]
    {
        let record = at_once.check(&sample(answer));
        fired += usize::from(!record.findings.is_empty());
        assert_eq!(record, when_woken.check(&sample(answer)), "{answer}");
    }
    assert_eq!(fired, 3);
}

#[test]
fn a_pack_that_cannot_be_compiled_in_time_leaves_samples_unchecked() {
    let mut limits = SandboxLimits::default();
    limits.code.compile_time = Duration::ZERO;
    let options = Options { cache: None, compiling: Compiling::WhenWoken, limits, ..lictor_tests::options() };
    let guard = guard(options);
    assert_eq!(guard.check(&sample(QUIET)).status, Status::Checked);
    for _ in 0..2 {
        let record = guard.check(&sample(REFUSES));
        assert_ne!(record.status, Status::Checked);
        assert_eq!(record.failures.iter().map(|failure| failure.kind).collect::<Vec<_>>(), [FailureKind::Bound]);
    }
}
