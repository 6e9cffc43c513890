//! Clients that do not speak HTTP as they should: too slowly, too much, or so that two servers could read it differently.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::{CARD, Running, cards, sample};

/// Longer than anything here may take. Only a broken server lets a test wait for it.
const PATIENCE: Duration = Duration::from_secs(120);

async fn connect(served: &Running) -> TcpStream {
    TcpStream::connect(served.address).await.unwrap()
}

/// All that the server says until it closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    // A reset is as good an end as any.
    let _ = read.expect("the server does not close the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends bytes and reads what comes until the server closes the connection.
async fn say(served: &Running, bytes: impl AsRef<[u8]>) -> String {
    let mut stream = connect(served).await;
    // It may close before it has read everything.
    let _ = stream.write_all(bytes.as_ref()).await;
    rest(&mut stream).await
}

fn post(headers: &str, body: &str) -> String {
    format!("POST /v1/check HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}")
}

/// The status lines in what a server said.
fn statuses(text: &str) -> Vec<&str> {
    text.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

async fn still_answers(served: &Running) {
    assert_eq!(served.post("/v1/check", sample(CARD)).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_could_be_read_in_two_ways_is_refused() {
    let served = cards("").await;
    let hidden = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    let refused = [
        post("Content-Length: 5\r\nContent-Length: 6\r\n", hidden),
        post("Content-Length: 5, 6\r\n", hidden),
        post("Content-Length: -1\r\n", hidden),
        post("Content-Length: +5\r\n", hidden),
        post("Content-Length: 0x5\r\n", hidden),
        post("Content-Length: 99999999999999999999999\r\n", hidden),
        post("Content-Length:\r\n", hidden),
        post("Content-Length : 5\r\n", hidden),
        post("Transfer-Encoding: chunked, identity\r\n", hidden),
        post("Transfer-Encoding: xchunked\r\n", hidden),
        post("Transfer-Encoding: gzip\r\n", hidden),
        post("Transfer-Encoding : chunked\r\n", hidden),
        post("Transfer-Encoding:\r\n chunked\r\n", hidden),
        post("X-Folded: one\r\n two\r\nContent-Length: 0\r\n", hidden),
        post(" Content-Length: 5\r\n", hidden),
        post("X-Nul: a\0b\r\n", hidden),
        post("X-Bare: a\rb\r\n", hidden),
        post("No colon\r\n", hidden),
        post(": no name\r\n", hidden),
        "POST /v1/check HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "POST  /v1/check HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "POST /v1/check HTTP/1.2\r\nHost: x\r\n\r\n".to_owned(),
        "POST /v1/check HTTP/9.9\r\nHost: x\r\n\r\n".to_owned(),
        "POST /v1/check\r\n\r\n".to_owned(),
        "P\u{e9}ST /v1/check HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(),
    ];
    let count = refused.len();
    for request in refused {
        let said = say(&served, &request).await;
        assert!(["400"].contains(&statuses(&said).first().copied().unwrap_or("400")), "{request:?}: {said}");
        assert!(statuses(&said).len() <= 1 && !said.contains("lictor_"), "{request:?}: {said}");
    }
    assert_eq!(served.metric("lictor_refusals_total{problem=\"head\"}").await, count as f64);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_length_and_chunks_is_not_a_second_request() {
    let served = cards("").await;
    let hidden = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    // RFC 9112, 6.3: the chunks count, and the connection is closed.
    for headers in
        ["Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"]
    {
        let said = say(&served, post(headers, &format!("0\r\n\r\n{hidden}"))).await;
        assert_eq!(statuses(&said), ["400"], "{said}");
        assert!(said.contains("connection: close") && !said.contains("lictor_refusals"), "{said}");
    }
    // Two equal lengths say one thing.
    let body = sample(CARD);
    let twice = format!("Content-Length: {0}\r\nContent-Length: {0}\r\nConnection: close\r\n", body.len());
    assert_eq!(statuses(&say(&served, post(&twice, &body)).await), ["200"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_are_wrong_end_the_request() {
    let served = cards("").await;
    let chunked = "Transfer-Encoding: chunked\r\n";
    let wrong = [
        "x\r\n",
        "-1\r\n",
        "5 5\r\nabcde\r\n",
        "5\r\nabcdefg\r\n0\r\n\r\n",
        "ffffffffffffffff1\r\n",
        "5\nabcde\n",
        "0x5\r\nabcde\r\n",
        "\r\n",
    ];
    for chunks in wrong {
        let said = say(&served, post(chunked, &format!("{chunks}GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))).await;
        assert_eq!(statuses(&said), ["400"], "{chunks:?}: {said}");
        assert!(said.contains("urn:lictor:problem:broken-body"), "{chunks:?}: {said}");
    }
    let long = format!("5;{}\r\nabcde\r\n0\r\n\r\n", "x".repeat(1 << 20));
    let said = say(&served, post(chunked, &long)).await;
    assert_eq!(statuses(&said), ["400"], "{said}");
    let trailers = format!("0\r\n{}\r\n", "X-T: y\r\n".repeat(200_000));
    let said = say(&served, post(chunked, &trailers)).await;
    assert_eq!(statuses(&said), ["400"], "{said}");
    still_answers(&served).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused() {
    let served = cards("limits = { header_bytes = 8192, header_fields = 20 }").await;
    let long = [
        (post(&format!("X-Long: {}\r\n", "x".repeat(10_000)), ""), "431"),
        (post(&"X-Many: y\r\n".repeat(30), ""), "431"),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)), "4"),
        (format!("{} / HTTP/1.1\r\nHost: x\r\n\r\n", "X".repeat(70_000)), "4"),
        (post(&format!("{}: y\r\n", "X".repeat(70_000)), ""), "4"),
    ];
    let count = long.len();
    for (request, status) in long {
        let said = say(&served, &request).await;
        let first = statuses(&said).first().copied().unwrap_or("431");
        assert!(first.starts_with(status) && statuses(&said).len() <= 1, "{first}: {}", &request[..40]);
    }
    assert_eq!(served.metric("lictor_refusals_total{problem=\"head\"}").await, count as f64);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_a_head_too_slowly_is_not_waited_for() {
    let served = cards("limits = { header_seconds = 1, body_seconds = 1 }").await;
    // Nothing, the beginning of either version, half of a head.
    for beginning in ["", "P", "PRI * HTTP/2.0\r\n\r", "POST /v1/check HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let mut stream = connect(&served).await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(statuses(&said).iter().all(|status| status.starts_with('4')), "{beginning:?}: {said}");
    }
    assert_eq!(served.metric("lictor_refusals_total{problem=\"slow-head\"}").await, 4.0);
    // Byte after byte is no faster.
    let (mut reading, mut writing) = connect(&served).await.into_split();
    let dripping = tokio::spawn(async move {
        for byte in post(&"X-Slow: y\r\n".repeat(50), "").bytes() {
            if writing.write_all(&[byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut said = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut said)).await.expect("it waits");
    dripping.abort();
    assert!(!String::from_utf8_lossy(&said).contains("200"));
    // One that has asked may be silent for a while, and is then let go, too.
    let mut stream = connect(&served).await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert_eq!(statuses(&rest(&mut stream).await), ["200"]);
    still_answers(&served).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_a_body_too_slowly_is_told_so() {
    let served = cards("limits = { body_seconds = 1 }").await;
    for path in ["/v1/check", "/v1/stream"] {
        let mut stream = connect(&served).await;
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{\"id\": ");
        stream.write_all(head.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert_eq!(statuses(&said), ["408"], "{said}");
        assert!(said.contains("urn:lictor:problem:too-slow"), "{said}");
    }
    assert_eq!(served.metric("lictor_refusals_total{problem=\"too-slow\"}").await, 2.0);
    // Of a batch the status is already said; it is cut short.
    let mut stream = connect(&served).await;
    stream.write_all(b"POST /v1/check/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{}").await.unwrap();
    let said = rest(&mut stream).await;
    assert!(statuses(&said) == ["200"] && !said.ends_with("0\r\n\r\n"), "{said}");
    assert_eq!(served.metric("lictor_refusals_total{problem=\"too-slow\"}").await, 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_take_answers_is_not_waited_for() {
    let served = cards("limits = { header_seconds = 1, body_seconds = 1 }").await;
    let mut stream = connect(&served).await;
    let lines = format!("{{\"id\": \"{}\", \"answer\": \"Hello.\"}}\n", "x".repeat(10_000)).repeat(10_000);
    let head = format!("POST /v1/check/batch HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", lines.len());
    // It reads no more than it can answer; when it gives up, this ends.
    let sent = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(lines.as_bytes()).await
    };
    let sent = tokio::time::timeout(PATIENCE, sent).await.expect("it waits for ever");
    assert!(sent.is_err(), "everything was taken");
    still_answers(&served).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_one_behind_the_other_are_answered_in_order() {
    let served = cards("").await;
    let body = sample(CARD);
    let one = post(&format!("Content-Length: {}\r\n", body.len()), &body);
    let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let said = say(&served, format!("{}{last}", one.repeat(50))).await;
    assert_eq!(statuses(&said), vec!["200"; 51]);
    assert!(said.ends_with("alive\n"));
}
