//! The cache of compiled code under files that were torn, flipped, renamed and overwritten, and keys that were lost:
//! it gives what was put under a name, or nothing.
#![no_main]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use lictor_sandbox::CodeCache;

const NAMES: [&str; 3] = ["a", "b", "ab"];

#[derive(Debug, Arbitrary)]
enum Step<'a> {
    Put(u8, &'a [u8]),
    Get(u8),
    Reopen,
    Overwrite(u8, &'a [u8]),
    Flip(u8, u16, u8),
    Truncate(u8, u16),
    Append(u8, &'a [u8]),
    Rename(u8, u8),
    Splice(u8, u8, u16),
    Key(&'a [u8]),
    LoseKey,
    LeftOver(&'a [u8]),
}

fuzz_target!(|steps: Vec<Step<'_>>| {
    let folder = tempfile::tempdir().expect("a folder");
    let mut cache = CodeCache::open(folder.path()).expect("a cache");
    let mut put: HashMap<&str, HashSet<Vec<u8>>> = HashMap::new();
    for step in steps.into_iter().take(40) {
        match step {
            Step::Put(name, code) => {
                let name = pick(name);
                cache.put(name, code).expect("it can be written");
                put.entry(name).or_default().insert(code.to_vec());
                let expected = (!code.is_empty()).then(|| code.to_vec());
                assert_eq!(cache.get(name), expected, "what was just put is there");
            }
            Step::Get(name) => check(&cache, pick(name), &put),
            Step::Reopen => cache = CodeCache::open(folder.path()).expect("a cache"),
            other => damage(folder.path(), other),
        }
    }
    NAMES.iter().for_each(|name| check(&cache, name, &put));
    // Whatever happened to the folder: a cache that is opened again works.
    let cache = CodeCache::open(folder.path()).expect("a cache");
    NAMES.iter().for_each(|name| check(&cache, name, &put));
    cache.put("a", b"code").expect("it can be written");
    assert_eq!(CodeCache::open(folder.path()).expect("a cache").get("a").as_deref(), Some(b"code".as_slice()));
});

fn check(cache: &CodeCache, name: &str, put: &HashMap<&str, HashSet<Vec<u8>>>) {
    if let Some(code) = cache.get(name) {
        assert!(put.get(name).is_some_and(|known| known.contains(&code)), "{name}: {code:?} was never put");
    }
}

fn pick(name: u8) -> &'static str {
    NAMES[usize::from(name) % NAMES.len()]
}

/// What others may do to the files. A file that is not there stays away.
fn damage(folder: &Path, step: Step<'_>) {
    let entry = |name: u8| folder.join(format!("{}.cwasm", pick(name)));
    let change = |name: u8, edit: &dyn Fn(&mut Vec<u8>)| {
        if let Ok(mut bytes) = fs::read(entry(name)) {
            edit(&mut bytes);
            fs::write(entry(name), bytes).expect("written");
        }
    };
    match step {
        Step::Overwrite(name, bytes) => fs::write(entry(name), bytes).expect("written"),
        Step::Flip(name, at, bits) => change(name, &|bytes| {
            if let Some(len) = std::num::NonZeroUsize::new(bytes.len()) {
                bytes[usize::from(at) % len] ^= bits;
            }
        }),
        Step::Truncate(name, length) => change(name, &|bytes| bytes.truncate(length.into())),
        Step::Append(name, more) => change(name, &|bytes| bytes.extend_from_slice(more)),
        Step::Rename(from, to) => drop(fs::rename(entry(from), entry(to))),
        Step::Splice(from, to, at) => {
            if let Ok(other) = fs::read(entry(from)) {
                let at = usize::from(at);
                change(to, &|bytes| {
                    bytes.truncate(at);
                    bytes.extend(other.iter().skip(at));
                });
            }
        }
        Step::Key(bytes) => fs::write(folder.join("key"), bytes).expect("written"),
        Step::LoseKey => drop(fs::remove_file(folder.join("key"))),
        Step::LeftOver(bytes) => fs::write(folder.join(".new-torn"), bytes).expect("written"),
        Step::Put(..) | Step::Get(_) | Step::Reopen => {}
    }
}
