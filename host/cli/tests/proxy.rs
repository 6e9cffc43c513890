//! `lictor proxy`: the model server comes from the command line or from the configuration.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use common::folder;

const POLICY: &str =
    "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\ninputs = [\"answer\"]\n";

#[test]
fn it_wants_a_model_server_and_says_how() {
    let folder = folder();
    folder.write("p.toml", POLICY);
    folder.write("bare.toml", "schema = \"lictor.server/v1\"\n");
    for arguments in [&["proxy", "--policy", "p.toml"][..], &["proxy", "--config", "bare.toml"]] {
        let done = folder.run(arguments);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains("which model server?") && done.err.contains("--upstream"), "{}", done.err);
    }
}

/// Keys come from the environment or a file. One on the command line would stand in every list of processes.
#[test]
fn what_is_wrong_with_the_model_server_is_said_before_it_serves() {
    let folder = folder();
    folder.write("p.toml", POLICY);
    folder.write("upstream.key", "theirs\n");
    folder.write(
        "server.toml",
        "schema = \"lictor.server/v1\"\n[proxy]\nupstream = \"http://localhost:9\"\nupstream_key = { file = \"upstream.key\" }\n\
         [[policies]]\nname = \"p\"\npolicy = \"p.toml\"\n",
    );
    let upstream = &["proxy", "--policy", "p.toml", "--check", "--upstream"][..];
    for (arguments, code, says) in [
        (&["http://localhost:9"][..], 0, ""),
        (&["http://localhost:9", "--upstream-key-file", "upstream.key"], 0, ""),
        (&["http://localhost:9", "--upstream-key-env", "LICTOR_TEST_NO_SUCH"], 2, "LICTOR_TEST_NO_SUCH"),
        (&["http://localhost:9", "--upstream-key-file", "nowhere"], 2, "nowhere"),
        (
            &["http://localhost:9", "--upstream-key-file", "upstream.key", "--forward-authorization"],
            2,
            "cannot be used with",
        ),
        (&["localhost:9"], 2, "https://"),
    ] {
        let done = folder.run(&[upstream, arguments].concat());
        assert_eq!(done.code, code, "{arguments:?}: {}", done.err);
        assert!(done.err.contains(says), "{arguments:?}: {}", done.err);
    }
    assert_eq!(folder.run(&["proxy", "--config", "server.toml", "--check"]).code, 0);
    assert_eq!(
        folder.run(&["proxy", "--config", "server.toml", "--check", "--upstream", "http://localhost:9"]).code,
        0
    );
}

#[test]
fn it_stands_in_front_of_the_model_server() {
    let folder = folder();
    folder.write("p.toml", POLICY);
    let model_server = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = format!("http://{}", model_server.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = model_server.accept().unwrap();
        let mut head = [0; 4096];
        let read = stream.read(&mut head).unwrap();
        let body = r#"{"object": "list", "data": []}"#;
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).unwrap();
        String::from_utf8_lossy(&head[..read]).into_owned()
    });
    let mut proxy = Command::new(env!("CARGO_BIN_EXE_lictor"))
        .args(["proxy", "--policy", "p.toml", "--listen", "127.0.0.1:0", "--upstream", &upstream])
        .args(["--upstream-key-env", "LICTOR_TEST_UPSTREAM_KEY"])
        .env("LICTOR_TEST_UPSTREAM_KEY", "theirs")
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(proxy.stderr.take().unwrap()).lines();
    let address = said.find_map(|line| line.unwrap().split_once("listening on ").map(|(_, at)| at.trim().to_owned()));
    let mut client = TcpStream::connect(address.unwrap()).unwrap();
    client
        .write_all(b"GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ours\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    proxy.kill().unwrap();
    proxy.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(r#"{"object":"list","data":[]}"#), "{answer}");
    let asked = answering.join().unwrap();
    assert!(asked.starts_with("GET /v1/models ") && asked.contains("authorization: Bearer theirs\r\n"), "{asked}");
    assert!(!asked.contains("ours"));
}
