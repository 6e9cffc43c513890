//! A model server that answers by script.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// What happens in an answer, in order.
#[derive(Clone)]
pub enum Step {
    Bytes(Bytes),
    /// The connection is cut.
    Break,
    /// Nothing more comes until the other side goes away.
    Hang,
    /// Nothing more comes until the test says so.
    Wait(Arc<tokio::sync::Semaphore>),
}

/// An answer.
#[derive(Clone)]
pub struct Script {
    pub status: u16,
    pub headers: Vec<(&'static str, &'static str)>,
    pub steps: Vec<Step>,
    /// Not even the head comes.
    pub silent: bool,
}

/// A request that arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

pub struct Upstream {
    pub url: String,
    script: Arc<Mutex<Script>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Says so each time that an answer is not written any more, complete or not.
    pub over: mpsc::UnboundedReceiver<()>,
}

struct Over(mpsc::UnboundedSender<()>);

impl Drop for Over {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

impl Upstream {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (script, seen) = (Arc::new(Mutex::new(script)), Arc::new(Mutex::new(Vec::new())));
        let (sender, over) = mpsc::unbounded_channel();
        let (scripts, log) = (script.clone(), seen.clone());
        let answer = move |request: Request| {
            let script = scripts.lock().unwrap().clone();
            let over = Over(sender.clone());
            let log = log.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
                let body = serde_json::from_slice(&body).unwrap_or_default();
                log.lock().unwrap().push(Seen { path: head.uri.path().into(), headers: head.headers, body });
                respond(script, over).await
            }
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, script, seen, over }
    }

    /// What it answers from now on.
    pub fn says(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// What arrived since this was asked last.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

async fn respond(script: Script, over: Over) -> Result<Response, Infallible> {
    if script.silent {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(script.status);
    for (name, value) in script.headers {
        response = response.header(name, value);
    }
    let steps = stream::unfold((script.steps.into_iter(), over), |(mut steps, over)| async move {
        let out = match steps.next()? {
            Step::Bytes(bytes) => Ok(bytes),
            Step::Break => Err(std::io::Error::other("cut")),
            Step::Hang => std::future::pending().await,
            Step::Wait(gate) => {
                gate.acquire().await.unwrap().forget();
                Ok(Bytes::new())
            }
        };
        // Each piece travels alone.
        tokio::task::yield_now().await;
        Some((out, (steps, over)))
    });
    Ok(response.body(Body::from_stream(steps)).unwrap())
}

pub fn bytes(text: impl Into<Vec<u8>>) -> Step {
    Step::Bytes(Bytes::from(text.into()))
}

/// An answer that comes at once.
pub fn whole(status: u16, body: &Value) -> Script {
    let steps = vec![bytes(body.to_string())];
    Script { status, headers: vec![("content-type", "application/json")], steps, silent: false }
}

/// One that comes in events.
pub fn events(steps: Vec<Step>) -> Script {
    Script { status: 200, headers: vec![("content-type", "text/event-stream")], steps, silent: false }
}

/// A completion with these choices.
pub fn completion(choices: Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "scripted",
        "choices": choices, "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        "system_fingerprint": "fp",
    })
}

/// A choice that says something.
pub fn says(text: &str) -> Value {
    json!({
        "index": 0, "message": {"role": "assistant", "content": text, "refusal": null}, "logprobs": null,
        "finish_reason": "stop",
    })
}

/// An event of a stream.
pub fn chunk(choices: Value) -> String {
    let chunk = json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "scripted",
        "choices": choices,
    });
    format!("data: {chunk}\n\n")
}

/// An event with one choice.
pub fn delta(index: u32, delta: Value, finish_reason: Option<&str>) -> String {
    chunk(json!([{"index": index, "delta": delta, "logprobs": null, "finish_reason": finish_reason}]))
}

/// What a stream of these texts is on the wire.
pub fn wire(pieces: &[&str]) -> Vec<Step> {
    let mut steps = vec![bytes(delta(0, json!({"role": "assistant", "content": "", "refusal": null}), None))];
    steps.extend(pieces.iter().map(|piece| bytes(delta(0, json!({"content": piece}), None))));
    steps.extend([bytes(delta(0, json!({}), Some("stop"))), bytes("data: [DONE]\n\n")]);
    steps
}
