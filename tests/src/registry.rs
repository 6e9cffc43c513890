//! A real registry: Debian's `docker-registry`, on a free port, with a folder of its own.
#![allow(clippy::print_stdout)] // It says what is not checked.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lictor_model::Digest;

pub struct Registry {
    pub host: String,
    pub folder: tempfile::TempDir,
    process: Child,
}

#[derive(Default)]
pub struct Setup {
    /// Who may in is `jane`, with this password.
    pub password: Option<&'static str>,
    /// A certificate and its key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The same port and folder as before.
    pub again: Option<(String, tempfile::TempDir)>,
}

impl Registry {
    /// Starts one. None, after saying so, where the program is not installed; continuous integration demands it with
    /// `LICTOR_REGISTRY=required`.
    pub fn start(setup: Setup) -> Option<Self> {
        let mut asked = Command::new("docker-registry");
        if asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            crate::not_checked("LICTOR_REGISTRY", "no registry is installed: apt-get install docker-registry");
            return None;
        }
        let (host, folder) = setup.again.unwrap_or_else(|| {
            // Free a moment ago; a test that loses the race says so.
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            (format!("127.0.0.1:{port}"), tempfile::tempdir().unwrap())
        });
        let at = |name: &str| folder.path().join(name);
        let mut text = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\n  delete:\n    enabled: true\n\
             http:\n  addr: {host}\n",
            at("data").display()
        );
        if let Some((certificate, key)) = &setup.tls {
            text += &format!("  tls:\n    certificate: {}\n    key: {}\n", certificate.display(), key.display());
        }
        if let Some(password) = setup.password {
            fs::write(at("htpasswd"), format!("jane:{}\n", bcrypt::hash(password, 4).unwrap())).unwrap();
            text += &format!("auth:\n  htpasswd:\n    realm: test\n    path: {}\n", at("htpasswd").display());
        }
        fs::write(at("config.yml"), text).unwrap();
        let log = fs::File::create(at("log")).unwrap();
        let mut command = Command::new("docker-registry");
        let process = command.arg("serve").arg(at("config.yml")).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut registry = Self { host, folder, process };
        let begin = Instant::now();
        while TcpStream::connect(&registry.host).is_err() {
            assert!(registry.process.try_wait().unwrap().is_none(), "it ended: {}", registry.log());
            assert!(begin.elapsed() < Duration::from_secs(30), "it does not listen: {}", registry.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(registry)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Where a pack is, without a tag.
    pub fn repository(&self, path: &str) -> String {
        format!("{}/{path}", self.host)
    }

    /// The file in which it keeps some bytes.
    pub fn blob(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        self.folder.path().join("data/docker/registry/v2/blobs/sha256").join(&hex[..2]).join(&hex).join("data")
    }

    /// Ends it, and gives what it takes to start it again where it was.
    pub fn stop(mut self) -> (String, tempfile::TempDir) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (self.host.clone(), folder)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
