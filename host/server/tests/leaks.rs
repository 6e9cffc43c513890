//! What a server is asked stays between it and whoever asks: secrets in every field of a thousand requests, good ones and
//! bad ones, and none of them in logs, numbers, telemetry, errors, or what is said to whoever runs the server.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod collector;
mod common;
mod planted;

use std::fmt::Write as _;

use aho_corasick::AhoCorasick;
use axum::http::StatusCode;
use common::{Event, Running, folder, key};
use planted::{Planter, chat, field_names, gateway, malformed, sample};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const REQUESTS: usize = 1000;

/// What was answered, without records: those are for whoever asked.
#[derive(Default)]
struct Answers {
    text: String,
    refused: usize,
    checked: usize,
}

impl Answers {
    async fn note(&mut self, request: RequestBuilder) {
        let response = request.send().await.unwrap();
        let status = response.status();
        writeln!(self.text, "{status} {:?}", response.headers()).unwrap();
        let content = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        // A batch that breaks off has no end.
        let body = response.text().await.unwrap_or_default();
        if status != StatusCode::OK {
            self.refused += 1;
            return writeln!(self.text, "{body}").unwrap();
        }
        self.checked += 1;
        // The rest are records, and what gateways and applications get instead: for whoever asked.
        if let Some("application/x-ndjson" | "text/event-stream") = content.as_deref() {
            for line in body.lines().filter(|line| line.contains("{\"problem\":")) {
                writeln!(self.text, "{line}").unwrap();
            }
        }
    }
}

/// A request with a secret wherever one can stand, and which kind of request is the number's.
fn request(server: &Running, app: &str, planter: &mut Planter, number: usize) -> RequestBuilder {
    let post = |path: &str| server.client.post(server.url(path));
    let request = match number % 20 {
        0..=3 => post("/v1/check").body(sample(planter).to_string()),
        4 => post("/v1/policies/everything/check").body(sample(planter).to_string()),
        5 => {
            let lines: Vec<String> = (0..4).map(|_| sample(planter).to_string()).collect();
            post("/v1/check/batch").body([&lines[..], &malformed(planter)].concat().join("\n"))
        }
        6 | 7 => {
            let mut first = sample(planter);
            let answer = first.as_object_mut().unwrap().remove("answer").unwrap();
            let (one, other) = answer.as_str().unwrap().split_at(30);
            let pieces = [one, other].map(|text| json!({"text": text}));
            let last = match number % 60 {
                6 | 7 => planter.secret(),
                26 | 27 => json!({ planter.secret(): planter.secret() }).to_string(),
                _ => String::new(),
            };
            let lines = [first.to_string(), pieces[0].to_string(), pieces[1].to_string(), last];
            match number % 20 {
                6 => post("/v1/stream").body(lines.join("\n")),
                _ => {
                    let events: String = lines.iter().map(|line| format!("data: {line}\n\n")).collect();
                    let request = post("/v1/stream").body(events).header("content-type", "text/event-stream");
                    request.header("accept", "text/event-stream")
                }
            }
        }
        8 | 9 => {
            let bodies = malformed(planter);
            post("/v1/check").body(bodies[number / 20 % bodies.len()].clone())
        }
        10 => post("/v1/stream").body(malformed(planter).join("\n")),
        // As bytes: no text holds them.
        11 => post("/v1/check").body([planter.secret().as_bytes(), b"\xff\xfe"].concat()),
        12 => post(&format!("/v1/policies/{}/check", planter.token())).body(sample(planter).to_string()),
        13 => post(&format!("/{}", planter.token())).body(sample(planter).to_string()),
        14 => {
            let method = Method::from_bytes(planter.token().as_bytes()).unwrap();
            server.client.request(method, server.url("/v1/check"))
        }
        15 | 16 => {
            let (path, body) = gateway(planter, number / 20);
            post(path).body(body.to_string())
        }
        17 => {
            let (path, _) = gateway(planter, number / 20);
            let bodies = malformed(planter);
            post(path).body(bodies[number / 120 % bodies.len()].clone())
        }
        18 => post("/v1/chat/completions").body(chat(planter, (number / 20).is_multiple_of(2)).to_string()),
        // The key of nobody.
        _ => {
            let request = post("/v1/check").header("x-api-key", planter.token());
            return with_headers(request.body(sample(planter).to_string()), planter);
        }
    };
    with_headers(request.bearer_auth(app), planter)
}

fn with_headers(request: RequestBuilder, planter: &mut Planter) -> RequestBuilder {
    let trace = match planter.coin() {
        true => planter.token(),
        false => "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into(),
    };
    let mut request = request.query(&[(planter.token(), planter.token())]).header("traceparent", trace);
    for name in
        ["user-agent", "cookie", "referer", "x-request-id", "x-forwarded-for", "tracestate", "baggage", "origin"]
    {
        request = request.header(name, planter.token());
    }
    request.header(planter.token(), planter.secret().replace('\n', " "))
}

/// A model server that says what it is asked; where it is asked for a stream, in pieces.
async fn parrot() -> String {
    let answer = async |body: String| {
        let asked: Value = serde_json::from_str(&body).unwrap();
        let said = asked["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
        let document = |object: &str, choice: Value| {
            let mut choice = choice;
            choice["index"] = 0.into();
            json!({"id": "c", "object": object, "created": 1, "model": "m", "choices": [choice]}).to_string()
        };
        if asked["stream"] != true {
            let message = json!({"role": "assistant", "content": said});
            let whole = document("chat.completion", json!({"message": message, "finish_reason": "stop"}));
            return ([("content-type", "application/json")], whole);
        }
        let event = |delta: Value, reason: Value| {
            let choice = json!({"delta": delta, "finish_reason": reason});
            format!("data: {}\n\n", document("chat.completion.chunk", choice))
        };
        let (one, other) = said.split_at(said.len() / 2);
        let pieces = [
            event(json!({"role": "assistant", "content": one}), Value::Null),
            event(json!({"content": other}), Value::Null),
            event(json!({}), "stop".into()),
            "data: [DONE]\n\n".into(),
        ];
        ([("content-type", "text/event-stream")], pieces.concat())
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/v1/chat/completions", axum::routing::post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_is_asked_is_nowhere_else() {
    let collector = collector::collector(StatusCode::OK).await;
    let (app, numbers) = ("lictor_sk_ofanapplication4711", "lictor_sk_ofaprometheus4712");
    let inputs = r#"["answer", "user-message", "history", "system-prompt", "tool-calls", "tool-results",
        "permitted-contexts", "restricted-contexts", "citations", "caller-labels", "expectation"]"#;
    let folder = folder();
    folder.write(
        "everything.toml",
        format!(
            "schema = 'lictor.policy/v1'\nid = 'everything'\nextends = 'default'\n[fingerprint]\nfile = 'secret'\n\
             [[packs]]\nplugin = 'lictor/data-exposure'\ninputs = {inputs}\n"
        ),
    );
    folder.write("secret", "a-secret-of-more-than-sixteen-bytes");
    // Outlives the server.
    let logs = tempfile::tempdir().unwrap();
    let mut server = folder
        .serve(&format!(
            "[decisions]\npath = '{}/decisions.jsonl'\nrotate_bytes = 100000\nkeep = 100\n\
             [telemetry]\nendpoint = '{}'\n\
             [proxy]\nupstream = '{}'\n\
             [[policies]]\nname = 'everything'\npolicy = 'everything.toml'\ndeadline_ms = 60000\n\
             shadow = {{ policy = 'cards.toml', share = 1.0 }}\n{}{}",
            logs.path().display(),
            collector.endpoint,
            parrot().await,
            key("app", app, ""),
            key("prometheus", numbers, "endpoints = ['metrics']"),
        ))
        .await;

    let mut planter = Planter::new();
    let mut answers = Answers::default();
    for number in 0..REQUESTS {
        let request = request(&server, app, &mut planter, number);
        answers.note(request).await;
    }
    for path in ["/v1/policies", "/v1/rules", "/v1/models"] {
        let catalogue = server.client.get(server.url(path)).bearer_auth(app).send().await.unwrap();
        answers.text.push_str(&catalogue.text().await.unwrap());
    }
    assert!(
        answers.refused > REQUESTS / 4 && answers.checked > REQUESTS / 2,
        "{} {}",
        answers.refused,
        answers.checked
    );

    let exposition = server.client.get(server.url("/metrics")).bearer_auth(numbers).send().await.unwrap();
    let exposition = exposition.text().await.unwrap();
    let mut said = String::new();
    while let Ok(event) = server.events.try_recv() {
        assert!(!matches!(event, Event::Kept(_)), "{event:?}");
        writeln!(said, "{event:?}").unwrap();
    }
    answers.text.push_str(&said);
    server.ended().await;

    let mut log = String::new();
    for entry in std::fs::read_dir(logs.path()).unwrap() {
        log.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    // Each of them has seen much of what was asked.
    assert!(log.lines().count() > REQUESTS && log.contains("lictor/EXP"), "{}", log.lines().count());
    for endpoint in ["check", "batch", "stream", "litellm", "portkey", "promptfoo", "nemo", "agentgateway", "proxy"] {
        assert!(log.contains(&format!("\"endpoint\":\"{endpoint}\"")), "{endpoint}");
    }
    assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(exposition.contains("lictor_findings_total{") && exposition.ends_with("# EOF\n"));
    let events = collector.events();
    assert!(events.len() > REQUESTS && events.iter().any(|event| !event.trace.is_empty()), "{}", events.len());

    planter.plant(app);
    planter.plant(numbers);
    let needles = planter.forms();
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&needles).unwrap();
    // The search itself: it finds what is there, in whatever case.
    assert!(needles.iter().all(|form| search.is_match(&format!("x{}x", form.to_uppercase()))));
    let sent = String::from_utf8_lossy(&collector.bytes()).into_owned();
    for (place, text) in [("log", &log), ("numbers", &exposition), ("telemetry", &sent), ("answers", &answers.text)] {
        if let Some(found) = search.find(text) {
            let around = &text.as_bytes()[found.start().saturating_sub(200)..(found.end() + 200).min(text.len())];
            panic!("{place}: {:?} in {}", needles[found.pattern()], String::from_utf8_lossy(around));
        }
    }
    // Every field there is was there.
    assert_eq!(field_names(), lictor::Sample::KEYS);
}
