//! OpenAI's own SDKs in front of the proxy, with a scripted model server behind it: `tests/clients/README.md`.
//!
//! They are run where `LICTOR_CLIENTS` names the folder into which `tests/clients/install` has put them. Where it does not,
//! that is said and not passed over.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::common::folder;
use crate::{CARD, TOKEN};

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients")
}

/// The scripted model server. It ends with its standard input.
struct ModelServer(Child, String);

impl ModelServer {
    fn start(python: &Path) -> Self {
        let mut start = Command::new(python);
        start.arg(clients().join("upstream.py")).args(["--token", &TOKEN, "--card", CARD]);
        let mut server = start.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Self(server, format!("http://127.0.0.1:{}/v1", port.trim()))
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdks_of_openai_get_what_they_understand() {
    let Some(installed) = std::env::var_os("LICTOR_CLIENTS").map(PathBuf::from) else {
        println!("NOT CHECKED: OpenAI's SDKs: LICTOR_CLIENTS names no folder that `tests/clients/install` has filled");
        return;
    };
    let python = installed.join("venv/bin/python");
    let upstream = ModelServer::start(&python);
    let proxy = format!("[proxy]\nupstream = \"{}\"\nforward_authorization = true\n", upstream.1);
    let server = folder().serve(&format!("{proxy}[[policies]]\nname = \"default\"\n")).await;
    let base = server.url("/v1");
    let drive = |program: &Path, driver: &str| {
        let mut drive = Command::new(program);
        drive.arg(clients().join(driver)).args(["--proxy", &base, "--token", &TOKEN, "--card", CARD]);
        drive
    };
    let mut with_python = drive(&python, "openai_sdk.py");
    with_python.args(["--upstream", &upstream.1]);
    let mut with_node = drive(Path::new("node"), "openai_sdk.mjs");
    with_node.arg("--installed").arg(&installed);
    for mut driver in [with_python, with_node] {
        let said = tokio::task::spawn_blocking(move || driver.output().unwrap()).await.unwrap();
        let out = [said.stdout, said.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(said.status.success(), "{out}");
        assert!(out.lines().filter(|line| line.contains("\"ok\"")).count() > 20, "hardly anything was tried: {out}");
    }
}
