//! A file, a batch and a single question: the same sample gives the same record, byte for byte, on both corpora that speed is
//! measured on.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;
mod serving;

use std::io::{Read, Write};
use std::net::Shutdown;

use common::folder;
use lictor_bench::corpus::Corpus;
use serving::{Serving, answer};

#[test]
fn plain_answers_give_the_same_record_offline_and_inline() {
    the_same_offline_and_inline(&Corpus::plain(), 1500);
}

#[test]
fn answers_from_documents_give_the_same_record_offline_and_inline() {
    the_same_offline_and_inline(&Corpus::answers_from_documents(), 100);
}

fn the_same_offline_and_inline(corpus: &Corpus, at_least: usize) {
    let folder = folder();
    let lines = corpus.to_jsonl().unwrap();
    folder.write("answers.jsonl", &lines);
    let offline = folder.run(&["check", "--format", "jsonl", "--exit-zero", "--quiet", "answers.jsonl"]);
    assert_eq!(offline.code, 0, "{}", offline.err);
    // What stands in a file says where. Nothing else differs.
    let records: Vec<String> =
        offline.out.lines().enumerate().map(|(index, record)| inline(record, index + 1)).collect();
    assert!(records.len() == corpus.samples.len() && records.len() >= at_least, "{} records", records.len());
    // What finds nothing would be the same everywhere.
    assert!(records.iter().any(|record| record.contains("\"decision\":\"redact\"")));

    // No deadline decides here, however slow the machine is.
    let serving = Serving::of(&folder, "policy = \"default\"\ndeadline_ms = 60000", "", |_| {});
    let batch = batch(&serving, &lines);
    for (number, (inline, offline)) in batch.lines().zip(&records).enumerate() {
        assert_eq!(inline, *offline, "line {}", number + 1);
    }
    assert_eq!(batch.lines().count(), records.len());
    one_by_one(&serving, &lines, &records);
}

/// The record of a line of the file without the place.
fn inline(record: &str, line: usize) -> String {
    let place = format!(",\"source\":{{\"file\":\"answers.jsonl\",\"line\":{line}}}}}");
    format!("{}}}", record.strip_suffix(&place).unwrap())
}

/// All in one request.
fn batch(serving: &Serving, lines: &str) -> String {
    let mut stream = serving.connect();
    let mut sending = stream.try_clone().unwrap();
    // A body that ends with the connection: version 1.0 has no chunks.
    let head = format!("POST /v1/check/batch HTTP/1.0\r\nContent-Length: {}\r\n\r\n", lines.len());
    let text = std::thread::scope(|scope| {
        scope.spawn(move || sending.write_all([head.as_bytes(), lines.as_bytes()].concat().as_slice()).unwrap());
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.0 200 "), "{head}");
    body.to_owned()
}

/// Every seventh, each in a request.
fn one_by_one(serving: &Serving, lines: &str, records: &[String]) {
    let mut stream = serving.connect();
    for (line, offline) in lines.lines().zip(records).step_by(7) {
        let head = format!("POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", line.len());
        stream.write_all((head + line).as_bytes()).unwrap();
        let said = answer(&mut stream);
        let (head, inline) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert_eq!(inline, *offline);
    }
    let _ = stream.shutdown(Shutdown::Both);
}
