//! Check and batch: the records of the engine, whatever comes in.

use futures_util::stream;
use lictor::Guard;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::{CARD, POLICY, cards, guard, record, sample, serve};

const SAMPLES: [&str; 5] = [
    r#"{"id": "plain", "answer": "Hello."}"#,
    r#"{"answer": "Your card 4539 1488 0343 6467 is on file."}"#,
    r#"{"id": "höflich \"quoted\"", "answer": "\u202edrac\u202c 4539\u200b1488\u200b0343\u200b6467 \ud83d\ude00", "language": "en"}"#,
    r#"{"stage": "request", "messages": [{"role": "user", "content": "my card is 4539 1488 0343 6467"}]}"#,
    r#"{"id": "w", "workflow": "w", "messages": [{"role": "user", "content": "Hi"}], "answer": "", "tags": ["a"]}"#,
];

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_the_engines_byte_for_byte() {
    let served = serve("").await;
    let guard = Guard::new(lictor::PolicyFile::embedded("default").unwrap().unwrap(), options(&guard(POLICY))).unwrap();
    for sample in SAMPLES {
        let answer = served.post("/v1/check", sample).await;
        assert_eq!(answer.status(), 200, "{sample}");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.text().await.unwrap(), record(&guard, sample));
    }
    // Large enough for a thread of its own.
    let long = sample(&format!("{} {CARD}", "It was fine. ".repeat(3000)));
    assert_eq!(served.post("/v1/check", long.clone()).await.text().await.unwrap(), record(&guard, &long));
}

fn options(like: &Guard) -> lictor::Options {
    lictor::Options { today: like.check(&lictor::Sample::default()).today, ..lictor::Options::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_gives_one_record_a_line_in_order() {
    let served = cards("").await;
    let guard = guard(POLICY);
    let line = |n: usize| match n % 3 {
        // Slow and quick ones beside each other.
        0 => json!({"id": format!("s{n}"), "answer": "word ".repeat(4000)}).to_string(),
        1 => json!({"id": format!("s{n}"), "answer": CARD}).to_string(),
        _ => json!({"id": format!("s{n}"), "answer": "Hello."}).to_string(),
    };
    let lines: Vec<String> = (0..200).map(line).collect();
    let answer = served.post("/v1/check/batch", lines.join("\n")).await;
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    let wanted: String = lines.iter().map(|line| record(&guard, line) + "\n").collect();
    assert_eq!(answer.text().await.unwrap(), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_no_sample_has_its_record_in_its_place() {
    let served = cards("limits = { line_bytes = 1000 }").await;
    let mut body = Vec::new();
    let long = sample(&"x".repeat(2000));
    for line in [
        &b"{\"id\": \"a\", \"answer\": \"Hello.\"}"[..],
        b"",
        b"{\"answer\": ",
        b"\xff\xfe",
        long.as_bytes(),
        b"{\"anwser\": 1}",
    ] {
        body.extend_from_slice(line);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"{\"answer\": \"no line feed at the end\"}");
    let text = served.post("/v1/check/batch", body).await.text().await.unwrap();
    let records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seen: Vec<(&str, &str)> =
        records.iter().map(|record| (record["id"].as_str().unwrap(), record["status"].as_str().unwrap())).collect();
    let unread = |line| (line, "unchecked");
    let wanted = [
        ("a", "checked"),
        unread("line 2"),
        unread("line 3"),
        unread("line 4"),
        unread("line 5"),
        ("line 6", "checked"),
    ];
    assert_eq!(seen, wanted, "{text}");
    assert!(records[1]["decision"] == "block", "what was not read does not pass: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_breaks_off_is_not_taken_for_all() {
    let served = cards("").await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let line = sample("Hello.") + "\n";
    let head = "POST /v1/check/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
    stream.write_all(format!("{head}{line}{{\"answer\": ").as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    // The records of whole lines, and no last chunk.
    let record = record(&guard(POLICY), &sample("Hello."));
    assert!(said.contains(&record) && !said.ends_with("0\r\n\r\n"), "{said}");
    served.metric_reaches("lictor_refusals_total{problem=\"broken-body\"}", 1.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_batch_come_while_its_body_still_arrives() {
    let served = cards("").await;
    let (lines, body) = tokio::sync::mpsc::unbounded_channel::<String>();
    let body = stream::unfold(body, |mut body| async { body.recv().await.map(|line| (Ok::<_, String>(line), body)) });
    lines.send(sample("Hello.") + "\n").unwrap();
    let sent = served.client.post(served.url("/v1/check/batch")).body(reqwest::Body::wrap_stream(body));
    let mut answer = sent.send().await.unwrap();
    let guard = guard(POLICY);
    // One after the other: the next line is sent when the record of the one before it has come.
    for text in [CARD, "Hello.", CARD] {
        let first = answer.chunk().await.unwrap().unwrap();
        assert!(first.ends_with(b"\n"));
        lines.send(sample(text) + "\n").unwrap();
    }
    assert_eq!(answer.chunk().await.unwrap().unwrap(), record(&guard, &sample(CARD)) + "\n");
    drop(lines);
    assert!(answer.chunk().await.unwrap().is_none());
}
