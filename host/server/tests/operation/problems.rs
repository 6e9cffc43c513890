//! Every error has one shape, whoever makes it.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common::{CARD, cards, sample};

/// Asserts that a response is a problem of this kind, and gives its detail.
async fn problem(answer: Response, status: u16, code: &str) -> String {
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{code}");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.status(), status, "{code}");
    let problem: Value = answer.json().await.unwrap();
    let fields: Vec<&String> = problem.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["type", "title", "status", "detail"]);
    assert_eq!((&problem["type"], &problem["status"]), (&json!(format!("urn:lictor:problem:{code}")), &json!(status)));
    problem["detail"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem() {
    let served = cards("").await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/check",
        "/v1/check/",
        "/v1/check/x",
        "//v1/check",
        "/v1/policies/",
        "/%2e%2e/etc/passwd",
    ] {
        problem(served.get(path).await, 404, "no-endpoint").await;
    }
    for path in [
        "/v1/policies/%ff/check",
        "/v1/policies/%00/check",
        "/v1/policies/car%64s2/check",
        "/v1/policies/..%2fcards/check",
    ] {
        problem(served.post(path, sample(CARD)).await, 404, "no-policy").await;
    }
    // Percent-encoding of a name that is there names it.
    assert_eq!(served.post("/v1/policies/car%64s/check", sample(CARD)).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_a_problem_that_says_which_are_right() {
    let served = cards("").await;
    let wrong = [
        (Method::GET, "/v1/check", "POST"),
        (Method::PUT, "/v1/check", "POST"),
        (Method::DELETE, "/v1/policies/cards/stream", "POST"),
        (Method::OPTIONS, "/v1/check/batch", "POST"),
        (Method::POST, "/v1/policies", "GET,HEAD"),
        (Method::TRACE, "/healthz", "GET,HEAD"),
        (Method::from_bytes(b"BREW").unwrap(), "/v1/rules", "GET,HEAD"),
    ];
    for (method, path, allowed) in wrong {
        let answer = served.client.request(method, served.url(path)).send().await.unwrap();
        assert_eq!(answer.headers()["allow"], allowed, "{path}");
        problem(answer, 405, "wrong-method").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_sample_is_a_problem_that_repeats_none_of_it() {
    let served = cards("limits = { body_bytes = 200000 }").await;
    let deep = |open: &str, close: &str| open.repeat(40_000) + &close.repeat(40_000);
    let bodies: [(Vec<u8>, u16, &str); 17] = [
        (b"".into(), 400, "not-json"),
        (b" ".into(), 400, "not-json"),
        (b"{\"answer\": \"hunter2".into(), 400, "not-json"),
        (b"{\"answer\": \"hunter2\"".into(), 400, "not-json"),
        (b"{\"answer\": \"hunter2\"}}".into(), 400, "not-json"),
        (b"{\"answer\": \"hunter2\\ud800\"}".into(), 422, "not-a-sample"),
        (b"{\"answer\": 'hunter2'}".into(), 400, "not-json"),
        (b"\xef\xbb\xbf{\"answer\": \"hunter2\"}".into(), 400, "not-json"),
        (b"\xff\xfe{\"answer\": \"hunter2\"}".into(), 400, "not-utf8"),
        (b"{\"answer\": \"\xed\xa0\x80\"}".into(), 400, "not-utf8"),
        (b"null".into(), 422, "not-a-sample"),
        (b"{}".into(), 422, "not-a-sample"),
        (b"{\"answer\": {\"hunter2\": 1}}".into(), 422, "not-a-sample"),
        (b"{\"answer\": \"x\", \"answer\": \"hunter2\"}".into(), 422, "not-a-sample"),
        (
            b"{\"answer\": \"x\", \"messages\": [{\"role\": \"hunter2\", \"content\": \"x\"}]}".into(),
            422,
            "not-a-sample",
        ),
        (deep("[", "]").into(), 422, "not-a-sample"),
        (deep("{\"tags\":", "}").into(), 413, "too-large"),
    ];
    for (body, status, code) in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = served.post("/v1/check", body).await;
        assert_eq!(answer.status(), status, "{shown}");
        let detail = problem(answer, status, code).await;
        assert!(!detail.contains("hunter2"), "{shown}: {detail}");
    }
    // Deep within what the body may have, and cut short.
    problem(served.post("/v1/check", "[".repeat(150_000)).await, 400, "not-json").await;
    let tags = format!("{{\"answer\": \"x\", \"expectation\": {}", "{\"facts\":[".repeat(9_000));
    problem(served.post("/v1/check", tags).await, 400, "not-json").await;
    for (path, line) in [("/v1/check/batch", "[".repeat(90_000)), ("/v1/stream", "[".repeat(90_000))] {
        let answer = served.post(path, line).await;
        assert!([200, 400].contains(&answer.status().as_u16()), "{path}");
        answer.bytes().await.unwrap();
    }
    // It lives, and answers.
    assert_eq!(served.post("/v1/check", sample(CARD)).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_or_compressed_is_refused_before_it_is_read() {
    let served = cards("limits = { body_bytes = 1000 }").await;
    problem(served.post("/v1/check", "x".repeat(1001)).await, 413, "too-large").await;
    assert_eq!(served.post("/v1/check", " ".repeat(1000 - 17) + "{\"answer\": \"hi\"}").await.status(), StatusCode::OK);
    // Whoever asks first need not send it at all.
    let head = "POST /v1/check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n";
    let mut stream = tokio::net::TcpStream::connect(served.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut said = [0; 12];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 413");
    // Without a length it is found while it is read.
    let pieces = futures_util::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>("x".repeat(100))));
    problem(served.post("/v1/check", reqwest::Body::wrap_stream(pieces)).await, 413, "too-large").await;
    for path in ["/v1/check", "/v1/check/batch", "/v1/stream"] {
        let request = served.client.post(served.url(path)).header("content-encoding", "gzip").body(sample(CARD));
        problem(request.send().await.unwrap(), 415, "compressed").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_goes_in_and_out_as_it_is() {
    let served = cards("").await;
    let texts = [
        "\u{0}\u{1}\u{7f}\u{85}\u{2028}\u{2029}",
        "\u{202e}4539 1488 0343 6467\u{202c}\u{200b}\u{feff}",
        "\u{fffd}\u{fffe}\u{10ffff}\u{e0041}\u{e007f}",
        &"e\u{301}\u{302}\u{303}".repeat(5000),
        &"👩\u{200d}👩\u{200d}👧\u{200d}👦".repeat(2000),
        "</script><script>alert(1)</script>\r\n\r\nHTTP/1.1 200 OK",
        "𝟜𝟙𝟙𝟙 𝟙𝟙𝟙𝟙 𝟙𝟙𝟙𝟙 𝟙𝟙𝟙𝟙",
    ];
    let guard = crate::common::guard(crate::common::POLICY);
    for text in texts {
        let sample = json!({"id": text.chars().take(50).collect::<String>(), "answer": text}).to_string();
        let answer = served.post("/v1/check", sample.clone()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.text().await.unwrap(), crate::common::record(&guard, &sample));
    }
}
