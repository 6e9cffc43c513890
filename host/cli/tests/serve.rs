//! A server as a process: what it does when it is told to stop or to load again, who can ask whether it is ready, and how many
//! it can serve at once.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;
mod serving;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use common::folder;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serving::{Serving, answer};

const BODY: &str = r#"{"id": "a", "answer": "The card is 4539 1488 0343 6467."}"#;

/// A head that is answered with `100 Continue` when the body is waited for.
fn head(more: &str) -> String {
    format!("POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{more}\r\n", BODY.len())
}

#[test]
fn every_request_that_was_accepted_is_answered_when_it_is_told_to_stop() {
    let folder = folder();
    let mut serving = Serving::start(&folder, "", |_| {});
    let mut streams: Vec<TcpStream> = (0..200).map(|_| serving.connect()).collect();
    for stream in &mut streams {
        stream.write_all(head("Expect: 100-continue\r\n").as_bytes()).unwrap();
    }
    for stream in &mut streams {
        assert!(answer(stream).starts_with("HTTP/1.1 100 "));
    }
    // One that has been answered and says nothing more is let go.
    let mut idle = serving.connect();
    idle.write_all(format!("{}{BODY}", head("")).as_bytes()).unwrap();
    assert!(answer(&mut idle).starts_with("HTTP/1.1 200 "));
    serving.signal("-TERM");
    serving.says("stopping");
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0);
    let (first, rest) = BODY.split_at(10);
    for part in [first, rest] {
        for stream in &mut streams {
            stream.write_all(part.as_bytes()).unwrap();
        }
    }
    for mut stream in streams {
        let said = answer(&mut stream);
        assert!(said.starts_with("HTTP/1.1 200 ") && said.contains("\"decision\":\"redact\""), "{said}");
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0, "the connection is closed");
    }
    assert!(TcpStream::connect(serving.address).is_err());
    assert_eq!(serving.code(), Some(0));
}

#[test]
fn it_loads_again_when_it_is_told_to_and_keeps_what_works() {
    let folder = folder();
    let mut serving = Serving::start(&folder, "", |_| {});
    serving.signal("-HUP");
    serving.says("loaded again");
    folder.write("p.toml", "schema = ");
    serving.says("nothing was changed: the policy \"p\"");
    let mut stream = serving.connect();
    stream.write_all(format!("{}{BODY}", head("")).as_bytes()).unwrap();
    assert!(answer(&mut stream).contains("\"decision\":\"redact\""));
    drop(stream);
    serving.signal("-INT");
    assert_eq!(serving.code(), Some(0));
}

#[test]
fn it_says_whether_it_is_ready_to_whoever_asks_and_to_systemd() {
    let folder = folder();
    let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    let told = || {
        let mut bytes = [0; 100];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    };
    let serving = Serving::start(&folder, "", |command| {
        command.env("NOTIFY_SOCKET", folder.path().join("notify"));
    });
    assert_eq!(told(), "READY=1");
    let url = format!("http://{}/readyz", serving.address);
    assert_eq!(folder.run(&["serve", "probe", &url]).code, 0);
    let wrong = folder.run(&["serve", "probe", &url.replace("readyz", "nothing")]);
    assert!(wrong.code == 2 && wrong.err.contains("it answers 404"), "{}", wrong.err);
    serving.signal("-TERM");
    assert_eq!(told(), "STOPPING=1");
    assert_eq!(serving.code(), Some(0));
    let gone = folder.run(&["serve", "probe", &url]);
    assert!(gone.code == 2 && gone.err.contains("it does not answer"), "{}", gone.err);
}

#[test]
fn a_configuration_that_is_wrong_is_said_and_ends_it() {
    let folder = folder();
    folder.write("server.toml", "schema = \"lictor.server/v1\"\ncors_origins = [\"*\"]\nlimits = { in_flight = 0 }\n");
    let done = folder.run(&["serve", "--config", "server.toml", "--check"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("`cors_origins` \"*\"") && done.err.contains("`limits.in_flight`"), "{}", done.err);
    folder.write("server.toml", "schema = \"lictor.server/v1\"\nlisten = \"0.0.0.0:0\"\n");
    let open = folder.run(&["serve", "--config", "server.toml", "--check"]);
    assert!(open.code == 2 && open.err.contains("lictor serve key"), "{}", open.err);
}

#[test]
fn ten_thousand_connections_are_served() {
    const COUNT: usize = 10_000;
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    if hard < COUNT as u64 + 200 {
        println!("NOT CHECKED: a process may have no more than {hard} descriptors here");
        return;
    }
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    }
    let folder = folder();
    // Nobody is let go for being slow here, or told to come back.
    let serving = Serving::start(
        &folder,
        "connections = 10100, in_flight = 10100, waiting = 10100, header_seconds = 600, body_seconds = 600",
        |_| {},
    );
    let mut streams: Vec<TcpStream> = (0..COUNT).map(|_| serving.connect()).collect();
    for stream in &mut streams {
        stream.write_all(format!("{}{BODY}", head("")).as_bytes()).unwrap();
    }
    for stream in &mut streams {
        assert!(answer(stream).starts_with("HTTP/1.1 200 "));
    }
    // All of them are still open, and are answered again.
    for stream in streams.iter_mut().step_by(100) {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert!(answer(stream).starts_with("HTTP/1.1 200 "));
    }
    drop(streams);
    serving.signal("-TERM");
    assert_eq!(serving.code(), Some(0));
}
