//! Runs the binary in a folder of its own.
#![allow(dead_code, unreachable_pub)] // Each test uses its share.

pub mod evaluation;
pub mod packs;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Folder(tempfile::TempDir);

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

pub fn folder() -> Folder {
    Folder(tempfile::tempdir().unwrap())
}

pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path().join(name), bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lictor"));
        command
            .current_dir(self.path())
            .args(arguments)
            .env("LICTOR_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"))
            .env("LICTOR_STORE", self.path().join("store"))
            .env("NO_COLOR", "1")
            .env_remove("LICTOR_FINGERPRINT_SECRET");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        done(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub fn pipe(&self, arguments: &[&str], input: &[u8]) -> Done {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        done(child.wait_with_output().unwrap())
    }
}

fn done(output: Output) -> Done {
    Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The records of JSON Lines output.
pub fn records(done: &Done) -> Vec<serde_json::Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
