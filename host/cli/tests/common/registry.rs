//! A real registry: Debian's `docker-registry`, in a folder of its own, on a free port.
#![allow(clippy::print_stdout, clippy::unwrap_used)] // Says what was not checked; helpers of tests fail by panicking.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lictor_model::Digest;

pub struct Registry {
    folder: tempfile::TempDir,
    port: u16,
    child: Child,
}

impl Registry {
    /// Starts one. None where the program is not installed; continuous integration demands it with `LICTOR_REGISTRY=required`.
    pub fn start() -> Option<Self> {
        let mut asked = Command::new("docker-registry");
        if asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            let required = std::env::var("LICTOR_REGISTRY").as_deref() == Ok("required");
            assert!(!required, "no registry is installed: apt-get install docker-registry");
            println!("NOT CHECKED: the way through a registry, because `docker-registry` is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let configuration = folder.path().join("config.yml");
        let text = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\n  delete:\n    enabled: true\n\
             http:\n  addr: 127.0.0.1:{port}\n",
            folder.path().join("data").display()
        );
        std::fs::write(&configuration, text).unwrap();
        let child = Command::new("docker-registry")
            .arg("serve")
            .arg(&configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let registry = Self { folder, port, child };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < Duration::from_secs(30), "the registry does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(registry)
    }

    /// Where a pack is, without a tag.
    pub fn repository(&self, path: &str) -> String {
        format!("127.0.0.1:{}/{path}", self.port)
    }

    /// The file in which it keeps some bytes.
    pub fn blob(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        self.folder.path().join("data/docker/registry/v2/blobs/sha256").join(&hex[..2]).join(&hex).join("data")
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
