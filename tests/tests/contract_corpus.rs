//! Components that somebody has built load and run for as long as the contract's major version lives: one of every SDK release
//! and language. `cargo xtask corpus` adds those of today; none is ever changed.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::path::{Path, PathBuf};

use lictor_authoring::cases::Cases;
use lictor_authoring::trial::Trial;
use lictor_model::Digest;

fn kept(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            kept(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "zst") {
            files.push(path);
        }
    }
}

#[test]
fn every_component_of_the_corpus_loads_and_does_what_its_examples_say() {
    let mut files = Vec::new();
    kept(&lictor_tests::root().join("tests/contract-corpus"), &mut files);
    files.sort();
    let languages = ["rust-", "python-", "typescript-"];
    for language in languages {
        let has = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().starts_with(language);
        assert!(files.iter().any(has), "the corpus has no component of `{language}*`: run `cargo xtask corpus`");
    }
    for file in files {
        let component = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        let json = std::fs::read(file.with_extension("").with_extension("json")).unwrap();
        let record: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(record["digest"], Digest::of(&component).to_string(), "{} was changed", file.display());
        let trial = Trial::run(&component, Cases::default(), lictor_tests::options().cache);
        let trial = trial.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(record["plugin"], trial.plugin);
        assert!(trial.wrong.is_empty() && trial.examples > 0, "{}: {:#?}", file.display(), trial.wrong);
    }
}
