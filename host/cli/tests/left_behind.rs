//! What a real `lictor serve` leaves behind of what it was asked: nothing on standard error, no core file when it is killed,
//! and in its log whole lines without content, however full the disk.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

use common::{Folder, folder};
use serde_json::json;

const POLICY: &str = "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                      inputs = [\"answer\", \"user-message\"]\n";

const CONFIGURATION: &str = "schema = \"lictor.server/v1\"\nlisten = \"127.0.0.1:0\"\n\
                             [decisions]\npath = \"decisions.jsonl\"\n\
                             [[policies]]\nname = \"p\"\npolicy = \"p.toml\"\n";

const CARD: &str = "4539 1488 0343 6467";
const PASSWORD: &str = "Tr0ub4dor3xyzKq";

struct Server {
    child: Child,
    says: BufReader<ChildStderr>,
    /// What it has said so far.
    said: String,
    address: String,
}

impl Server {
    /// Starts it as a shell would after `limits`.
    fn start(folder: &Folder, limits: &str) -> Self {
        folder.write("p.toml", POLICY).write("server.toml", CONFIGURATION);
        let plain = folder.command(&[]);
        let mut command = Command::new("sh");
        command.current_dir(folder.path());
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.args(["-c", &format!("{limits}; exec \"$0\" serve --config server.toml")]).arg(plain.get_program());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let says = BufReader::new(child.stderr.take().unwrap());
        let mut server = Self { child, says, said: String::new(), address: String::new() };
        let line = server.hear("listening on ");
        server.address = line.rsplit(' ').next().unwrap().trim().to_owned();
        server
    }

    /// Reads what it says until it says this.
    fn hear(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.says.read_line(&mut line).unwrap(), 0, "it ended: {}", self.said);
            self.said.push_str(&line);
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Sends a request and gives all that comes back.
    fn ask(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(stream, "{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n").unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        // What is refused may be cut off.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn check(&self, answer: &str) -> String {
        self.ask("POST /v1/check HTTP/1.1", json!({ "answer": answer }).to_string().as_bytes())
    }

    fn metric(&self, series: &str) -> u64 {
        let text = self.ask("GET /metrics HTTP/1.1", b"");
        let value = text.lines().find_map(|line| line.strip_prefix(series)).unwrap_or_default();
        value.trim().parse().unwrap_or(0)
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits for its end.
    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.says.read_to_string(&mut self.said).unwrap();
        (status, self.said)
    }
}

/// Whether this machine writes core files at all, where it is let.
fn cores_are_written() -> bool {
    let folder = folder();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; kill -ABRT $$"]).current_dir(folder.path()).process_group(0);
    command.stderr(Stdio::null()).status().unwrap().core_dumped()
}

#[test]
fn a_server_that_is_killed_leaves_no_core_and_has_said_nothing_of_what_it_was_asked() {
    let folder = folder();
    let server = Server::start(&folder, "ulimit -c unlimited");
    let answer = format!("The credit card number is {CARD} and the password is {PASSWORD}.");
    assert!(server.check(&answer).contains("\"findings\":[{"));
    let head = format!("POST /v1/check?key={PASSWORD} HTTP/1.1\r\nx-api-key: {PASSWORD}\r\ncookie: {PASSWORD}");
    for (head, body) in [
        (head.as_str(), answer.as_bytes()),
        ("POST /v1/check HTTP/1.1", format!("{{\"answer\": \"{answer}").as_bytes()),
        ("POST /v1/check HTTP/1.1", format!("{{\"{PASSWORD}\": \"{answer}\"}}").as_bytes()),
        (&format!("GET /v1/policies/{PASSWORD}/rules HTTP/1.1"), b""),
        (&format!("{PASSWORD} / HTTP/1.1"), b""),
        (&format!("GET / HTTP/1.1\r\n{PASSWORD}"), b""),
    ] {
        let refused = server.ask(head, body);
        assert!(refused.starts_with("HTTP/1.1 4") && !refused.contains(PASSWORD), "{refused}");
    }
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.child.id())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);

    server.signal("-ABRT");
    let (status, said) = server.end();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped());
    if !cores_are_written() {
        eprintln!("NOT CHECKED: this machine writes no core files anyway");
    }
    for secret in [CARD, "453914880343", PASSWORD] {
        assert!(!said.contains(secret), "{said}");
    }
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        seen += 1;
        assert!(!bytes.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes()), "{}", path.display());
    }
    assert_eq!(seen, 3, "the policy, the configuration and the log");
}

#[test]
fn a_disk_that_is_full_cuts_no_line_short_and_fails_no_request() {
    let folder = folder();
    // The file takes some lines and the beginning of another one. Without the signal writing fails as it does on a disk
    // without room. Compiled packs are larger than that, so that the limit comes when they are loaded.
    let server = Server::start(&folder, "trap '' XFSZ");
    let limit = ["--fsize=2500", "--pid", &server.child.id().to_string()];
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
    let (done, failed) =
        ("lictor_decision_log_lines_total{outcome=\"done\"}", "lictor_decision_log_lines_total{outcome=\"failed\"}");
    let mut asked = 0;
    while server.metric(failed) < 5 {
        assert!(server.check("Hello.").contains("\"status\":\"checked\""));
        asked += 1;
        assert!(asked < 10_000, "the disk has room for ever");
    }
    // The last ones may still be waiting.
    while server.metric(done) + server.metric(failed) < asked {}
    let (done, failed) = (server.metric(done), server.metric(failed));
    server.signal("-TERM");
    assert!(server.end().0.success());
    let log = folder.read("decisions.jsonl");
    assert!(log.ends_with('\n') && log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!((log.lines().count() as u64, asked), (done, done + failed));
}

#[test]
fn a_log_that_was_moved_away_is_begun_anew_on_a_hangup() {
    let folder = folder();
    let mut server = Server::start(&folder, "true");
    server.check("Hello.");
    while server.metric("lictor_decision_log_lines_total{outcome=\"done\"}") < 1 {}
    let (log, moved) = (folder.path().join("decisions.jsonl"), folder.path().join("moved"));
    std::fs::rename(&log, &moved).unwrap();
    server.signal("-HUP");
    server.hear("loaded again");
    server.check("Hello.");
    server.signal("-TERM");
    assert!(server.end().0.success());
    for path in [log, moved] {
        assert_eq!(std::fs::read_to_string(path).unwrap().lines().count(), 1);
    }
}
