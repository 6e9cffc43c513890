//! HTTP/2 without TLS, by prior knowledge, and its bounds.

use std::time::Duration;

use reqwest::{StatusCode, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::{CARD, POLICY, Running, cards, client_builder, guard, record, sample};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const PATIENCE: Duration = Duration::from_secs(120);

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header block for `POST /v1/check` without any table: each field as a literal.
fn head() -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in [(":method", "POST"), (":scheme", "http"), (":path", "/v1/check"), (":authority", "x")] {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap());
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

/// Sends bytes and waits until the server closes the connection. What it said.
async fn until_closed(served: &Running, frames: &[Vec<u8>]) -> Vec<u8> {
    let stream = TcpStream::connect(served.address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let bytes = [PREFACE, &frame(4, 0, 0, &[]), &frames.concat()].concat();
    let sending = tokio::spawn(async move {
        let _ = writing.write_all(&bytes).await;
        writing
    });
    let mut said = Vec::new();
    let read = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut said)).await;
    let _ = read.expect("the server does not close the connection");
    sending.abort();
    said
}

/// Whether there is a GOAWAY among the frames.
fn goes_away(mut said: &[u8]) -> bool {
    while let [a, b, c, kind, rest @ ..] = said {
        if *kind == 7 {
            return true;
        }
        let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
        said = rest.get(5 + length..).unwrap_or_default();
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_share_a_connection() {
    let served = cards("").await;
    let client = client_builder().http2_prior_knowledge().tls_certs_only([]).build().unwrap();
    let wanted = record(&guard(POLICY), &sample(CARD));
    let ask = async || {
        let answer = client.post(served.url("/v1/check")).body(sample(CARD)).send().await.unwrap();
        assert_eq!((answer.version(), answer.status()), (Version::HTTP_2, StatusCode::OK));
        answer.text().await.unwrap()
    };
    ask().await;
    // More than may be under way at once on one connection.
    let answers = futures_util::future::join_all((0..300).map(|_| ask())).await;
    assert!(answers.iter().all(|answer| *answer == wanted));
    let metrics = client.get(served.url("/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("lictor_connections 1\n"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_reset_again_and_again_end_the_connection() {
    let served = cards("").await;
    // CVE-2023-44487: each costs work and holds no room.
    let rapid = |n: u32| [frame(1, 4, 2 * n + 1, &head()), frame(3, 0, 2 * n + 1, &8u32.to_be_bytes())].concat();
    let said = until_closed(&served, &(0..20_000).map(rapid).collect::<Vec<_>>()).await;
    assert!(goes_away(&said));
    assert_eq!(served.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_ends_the_connection() {
    let served = cards("limits = { header_seconds = 1, body_seconds = 1 }").await;
    // CVE-2024-27316: continuations that never say that they are the last.
    let mut frames = vec![frame(1, 0, 1, &head())];
    frames.resize(20_000, frame(9, 0, 1, &[0, 1, b'x', 1, b'y'].repeat(200)));
    assert!(goes_away(&until_closed(&served, &frames).await));
    // And one that stops in the middle.
    until_closed(&served, &[frame(1, 0, 1, &head())]).await;
    // And one that says nothing at all.
    until_closed(&served, &[]).await;
    assert_eq!(served.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_stays_closed_holds_nothing_for_long() {
    let served = cards("limits = { header_seconds = 1, body_seconds = 1 }").await;
    // SETTINGS_INITIAL_WINDOW_SIZE = 0: no byte of any answer may be sent.
    let closed = frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]);
    let body = sample(CARD);
    let ask = |n: u32| [frame(1, 4, 2 * n + 1, &head()), frame(0, 1, 2 * n + 1, body.as_bytes())].concat();
    let frames: Vec<Vec<u8>> = std::iter::once(closed).chain((0..50).map(ask)).collect();
    until_closed(&served, &frames).await;
    assert_eq!(served.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_ends_the_connection() {
    let served = cards("").await;
    let wrong = [
        // Larger than a frame may be.
        [&[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1][..], &[0; 100_000]].concat(),
        // Data of a stream that is not there, a ping of a wrong length, a window beyond the largest.
        frame(0, 0, 7, b"data"),
        frame(6, 0, 0, b"x"),
        [frame(8, 0, 0, &0x7fff_ffffu32.to_be_bytes()), frame(8, 0, 0, &0x7fff_ffffu32.to_be_bytes())].concat(),
        // A header block that is no HPACK.
        frame(1, 5, 1, &[0xff; 200]),
    ];
    for frames in wrong {
        assert!(goes_away(&until_closed(&served, &[frames]).await));
    }
    assert_eq!(served.get("/healthz").await.status(), StatusCode::OK);
}
