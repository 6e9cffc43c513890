//! A real registry: Debian's `docker-registry`, on a free port, with a folder of its own.
#![allow(clippy::print_stdout)] // It says what is not checked.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Real {
    pub host: String,
    pub folder: tempfile::TempDir,
    process: Child,
}

#[derive(Default)]
pub struct Setup {
    /// Who may in.
    pub password: Option<&'static str>,
    /// A certificate and its key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The same port and folder as before.
    pub again: Option<(String, tempfile::TempDir)>,
}

/// Starts one. None, after saying so, if none is installed and none is demanded.
pub fn start(setup: Setup) -> Option<Real> {
    let program =
        ["/usr/bin/docker-registry", "/usr/local/bin/registry"].into_iter().find(|path| Path::new(path).exists());
    let Some(program) = program else {
        assert!(
            std::env::var("LICTOR_REGISTRY").as_deref() != Ok("required"),
            "no registry is installed: apt-get install docker-registry"
        );
        println!("NOT CHECKED: no registry is installed (apt-get install docker-registry)");
        return None;
    };
    let (host, folder) = setup.again.unwrap_or_else(|| {
        // Free a moment ago; a test that loses the race says so.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        (format!("127.0.0.1:{port}"), tempfile::tempdir().unwrap())
    });
    let data = folder.path().join("data");
    let mut configuration = format!(
        "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\n  delete:\n    enabled: true\n\
         http:\n  addr: {host}\n",
        data.display()
    );
    if let Some((certificate, key)) = &setup.tls {
        configuration += &format!("  tls:\n    certificate: {}\n    key: {}\n", certificate.display(), key.display());
    }
    if let Some(password) = setup.password {
        let hash = bcrypt::hash(password, 4).unwrap();
        let path = folder.path().join("htpasswd");
        std::fs::write(&path, format!("jane:{hash}\n")).unwrap();
        configuration += &format!("auth:\n  htpasswd:\n    realm: test\n    path: {}\n", path.display());
    }
    let file = folder.path().join("config.yml");
    std::fs::write(&file, configuration).unwrap();
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let process = Command::new(program)
        .args(["serve".as_ref(), file.as_os_str()])
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut real = Real { host, folder, process };
    let begin = Instant::now();
    while std::net::TcpStream::connect(&real.host).is_err() {
        assert!(real.process.try_wait().unwrap().is_none(), "it ended: {}", real.log());
        assert!(begin.elapsed() < Duration::from_secs(30), "it does not listen: {}", real.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(real)
}

impl Real {
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The file of a blob.
    pub fn blob(&self, digest: &lictor_model::Digest) -> PathBuf {
        let hex = digest.hex();
        let blobs = self.folder.path().join("data/docker/registry/v2/blobs/sha256");
        blobs.join(&hex[..2]).join(&hex).join("data")
    }

    /// Ends it, and gives what it takes to start it again where it was.
    pub fn stop(mut self) -> (String, tempfile::TempDir) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (self.host.clone(), folder)
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
