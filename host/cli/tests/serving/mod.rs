//! A server as a process.
#![allow(dead_code, unreachable_pub)] // Each test uses its share.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use crate::common::Folder;

pub const POLICY: &str = "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                      inputs = [\"answer\"]\n";

/// A server that is ready. It is killed when it is dropped.
pub struct Serving {
    child: Child,
    said: BufReader<ChildStderr>,
    pub address: SocketAddr,
}

impl Serving {
    pub fn start(folder: &Folder, limits: &str, adapt: impl FnOnce(&mut Command)) -> Self {
        folder.write("p.toml", POLICY);
        Self::of(folder, "policy = \"p.toml\"", limits, adapt)
    }

    /// With what the configuration says of its one policy.
    pub fn of(folder: &Folder, policy: &str, limits: &str, adapt: impl FnOnce(&mut Command)) -> Self {
        let served = format!("[[policies]]\nname = \"p\"\n{policy}\n");
        let configuration = format!("schema = \"lictor.server/v1\"\nlimits = {{ {limits} }}\n{served}");
        folder.write("server.toml", configuration);
        // The file says another address, and is read again at each reload.
        let mut command = folder.command(&["serve", "--config", "server.toml", "--listen", "127.0.0.1:0"]);
        adapt(&mut command);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let line = says(&mut said, "listening on ");
        let address = line.trim().rsplit(' ').next().unwrap().parse().unwrap();
        Self { child, said, address }
    }

    pub fn says(&mut self, text: &str) -> String {
        says(&mut self.said, text)
    }

    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        // Only a broken server lets a test wait for it.
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        stream
    }

    pub fn code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // One that has ended cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next line that has this in it.
pub fn says(said: &mut impl BufRead, text: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(said.read_line(&mut line).unwrap() > 0, "it ended without saying {text:?}");
        if line.contains(text) {
            return line;
        }
    }
}

/// Reads up to the end of a head, and the body if it has a length.
pub fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}
