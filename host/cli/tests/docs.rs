//! What the documentation says works: every `console` block is run, every policy and JSON block is read.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::path::PathBuf;
use std::process::Command;

use common::root;

struct Block {
    file: String,
    line: usize,
    language: String,
    text: String,
}

fn files() -> Vec<PathBuf> {
    let mut files = vec![root().join("README.md"), root().join("CONTRIBUTING.md"), root().join("examples/README.md")];
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(root()).unwrap().display().to_string();
        let mut open: Option<Block> = None;
        for (index, line) in text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => {
                    let language = language.trim().to_owned();
                    open = Some(Block { file: file.clone(), line: index + 2, language, text: String::new() });
                }
                (Some(_), Some("")) => blocks.extend(open.take()),
                (Some(block), _) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{file}: a code block is not closed");
    }
    blocks
}

#[test]
fn every_command_of_the_documentation_works() {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_lictor"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut run = 0;
    for block in blocks().into_iter().filter(|block| block.language == "console") {
        for command in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            // The binary under test stands for the one that cargo would build; chores have tests of their own.
            let command = command.replace("cargo run --release --", "lictor");
            if command.starts_with("cargo ") || command.starts_with("rustup ") {
                continue;
            }
            run += 1;
            let output = Command::new("sh")
                .args(["-c", &command])
                .current_dir(root())
                .env("PATH", &path)
                .env("LICTOR_CACHE", std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"))
                .output()
                .unwrap();
            let place = format!("{}:{}: {command}", block.file, block.line);
            assert!(output.status.success(), "{place}\n{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    assert!(run >= 10, "only {run} commands");
}

#[test]
fn every_policy_and_json_block_is_sound() {
    for block in blocks() {
        let place = format!("{}:{}", block.file, block.line);
        match block.language.as_str() {
            "toml" if block.text.contains("lictor.policy/v1") => {
                let folder = root().join("examples");
                let file = lictor::PolicyFile::parse(&place, &block.text, &folder);
                file.unwrap_or_else(|error| panic!("{error:?}"));
            }
            "json" => {
                serde_json::from_str::<serde_json::Value>(&block.text)
                    .unwrap_or_else(|error| panic!("{place}: {error}"));
            }
            _ => {}
        }
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        for piece in text.split("](").skip(1) {
            let target = piece.split(')').next().unwrap_or_default();
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let target = target.split('#').next().unwrap_or_default();
            let file = path.parent().unwrap().join(target);
            assert!(file.exists(), "{}: {target} does not exist", path.display());
        }
    }
}
