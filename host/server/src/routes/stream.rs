//! `POST /v1/stream`: an answer goes in as it is written, and comes out as far as it is safe to show.
//!
//! In: JSON Lines, or server-sent events with the same objects as data. The first is the sample, without its answer; each
//! further one is `{"text": "…"}`. The end of the body is the end of the answer. Out: the same form, of [`Event`]s.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use lictor::{Ending, Guard, Record, Release, Sample, Status, Stream};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::lines::{Line, Lines};
use crate::asked::Asked;
use crate::problem::Problem;
use crate::shared::Shared;

/// How often it is looked whether text has been held back for too long.
const TICK: Duration = Duration::from_millis(100);

/// Answers longer than this are looked at on a thread where it does not matter how long that takes.
const IN_PLACE_BYTES: usize = 8 << 10;

/// A piece of an answer.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Piece {
    text: String,
}

/// What comes out.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event<'a> {
    /// The next text that may be shown.
    Text(&'a str),
    /// Nothing more will be shown. The end says why.
    Blocked(bool),
    /// The answer is complete.
    End(End<'a>),
    /// The stream ends here for another reason: what was shown is all, and none of the rest was checked.
    Problem(&'a Problem),
}

/// How an answer ended.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct End<'a> {
    /// How much was checked before it was shown.
    status: Status,
    /// Bytes of the answer that were shown or cut out.
    released: usize,
    blocked: bool,
    /// Whether the decision is stricter than what was done.
    late: bool,
    record: &'a Record,
}

/// The two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Lines,
    Events,
}

pub(super) async fn stream(State(shared): State<Arc<Shared>>, asked: Asked, request: Request) -> Result<Response, Problem> {
    let form = |name: header::HeaderName, headers: &HeaderMap| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if value.contains("text/event-stream") { Form::Events } else { Form::Lines }
    };
    let (comes, goes) = (form(header::CONTENT_TYPE, request.headers()), form(header::ACCEPT, request.headers()));
    let mut lines = Lines::new(request.into_body(), &asked.setup.configuration.limits);
    let sample = first(&mut lines, comes).await?;
    let answer = Answering {
        stream: Some(Stream::new(asked.policy.guard.guard().clone(), sample.clone())),
        bytes: 0,
        text: String::new(),
        sample,
        shared,
        asked,
        begin: Instant::now(),
    };
    let steps = stream::unfold(Some((answer, lines)), move |state| async move {
        let (mut answer, mut lines) = state?;
        let (out, goes_on) = step(&mut answer, &mut lines, comes, goes).await;
        Some((Ok::<_, std::convert::Infallible>(out), goes_on.then_some((answer, lines))))
    });
    let content = match goes {
        Form::Lines => "application/x-ndjson",
        Form::Events => "text/event-stream",
    };
    Ok(([(header::CONTENT_TYPE, content)], Body::from_stream(steps)).into_response())
}

/// An answer that is being written.
struct Answering {
    stream: Option<Stream<Arc<Guard>>>,
    /// Of the answer so far.
    bytes: usize,
    /// The answer so far, for those who are told of checks.
    text: String,
    sample: Sample,
    shared: Arc<Shared>,
    asked: Asked,
    begin: Instant,
}

impl Answering {
    /// Does something with the answer when it is the caller's turn.
    async fn with<T: Send + 'static>(
        &mut self,
        act: impl FnOnce(Stream<Arc<Guard>>) -> (Option<Stream<Arc<Guard>>>, T) + Send + 'static,
    ) -> Result<T, Problem> {
        let stream = self.stream.take().ok_or_else(Problem::bug)?;
        let turn = self.shared.ground.turns.take(&self.asked.caller.name).await.map_err(|_| Problem::overloaded())?;
        let (stream, value) = match self.bytes <= IN_PLACE_BYTES {
            true => act(stream),
            false => tokio::task::spawn_blocking(move || act(stream)).await.map_err(|_| Problem::bug())?,
        };
        drop(turn);
        self.stream = stream;
        Ok(value)
    }

    async fn push(&mut self, text: String) -> Result<Release, Problem> {
        self.bytes += text.len();
        if self.bytes > self.asked.setup.configuration.limits.body_bytes as usize {
            return Err(Problem::too_large(self.asked.setup.configuration.limits.body_bytes));
        }
        self.text.push_str(&text);
        let push = move |mut stream: Stream<Arc<Guard>>| {
            let release = stream.push(&text, Instant::now());
            (Some(stream), release)
        };
        self.with(push).await
    }

    async fn wait(&mut self) -> Result<Release, Problem> {
        let wait = |mut stream: Stream<Arc<Guard>>| {
            let release = stream.wait(Instant::now());
            (Some(stream), release)
        };
        self.with(wait).await
    }

    async fn finish(&mut self) -> Result<Ending, Problem> {
        let ending = self.with(|stream| (None, stream.finish())).await?;
        let sample = Sample { answer: Some(std::mem::take(&mut self.text)), ..self.sample.clone() };
        self.shared.checked(&self.asked, "stream", &Arc::new(sample), &ending.record, self.begin.elapsed());
        Ok(ending)
    }
}

/// The sample that a stream begins with.
async fn first(lines: &mut Lines, form: Form) -> Result<Sample, Problem> {
    let Some(text) = next(lines, form).await? else {
        return Err(Problem::not_a_sample("the body is empty: the first line is the sample, without its answer".into()));
    };
    let mut value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| Problem::not_json(format!("the first line is no JSON, at byte {}", error.column())))?;
    if let Some(object) = value.as_object_mut() {
        if object.contains_key("answer") {
            let message = "the first line has an `answer`: it comes in pieces, as `{\"text\": \"…\"}` on the lines below";
            return Err(Problem::not_a_sample(message.into()));
        }
        object.insert("answer".into(), "".into());
    }
    Sample::from_json(&value.to_string()).map_err(|error| Problem::not_a_sample(error.to_string()))
}

/// The next object of the body, as text.
async fn next(lines: &mut Lines, form: Form) -> Result<Option<String>, Problem> {
    while let Some(line) = lines.next().await? {
        let text = match line {
            Line::Text(text) => text,
            Line::TooLong => return Err(Problem::not_a_sample("a line is too long (`limits.line_bytes`)".into())),
            Line::NotUtf8 => return Err(Problem::not_utf8()),
        };
        match form {
            Form::Lines => return Ok(Some(text)),
            // Our objects are written on one line, so an event is its data line; names and comments say nothing here.
            Form::Events => {
                if let Some(data) = text.strip_prefix("data:") {
                    return Ok(Some(data.trim().to_owned()));
                }
            }
        }
    }
    Ok(None)
}

/// Takes what comes next and says what may be shown now, and whether the stream goes on.
async fn step(answer: &mut Answering, lines: &mut Lines, comes: Form, goes: Form) -> (Bytes, bool) {
    match advance(answer, lines, comes).await {
        Ok(Some(release)) => {
            let mut out = String::new();
            if !release.text.is_empty() {
                write(&mut out, goes, &Event::Text(&release.text));
            }
            if release.blocked {
                write(&mut out, goes, &Event::Blocked(true));
                let ended = end(answer, &mut out, goes).await;
                return (ended.map_or_else(|problem| problem_of(&problem, goes), |()| out.into()), false);
            }
            (out.into(), true)
        }
        Ok(None) => {
            let mut out = String::new();
            let ended = end(answer, &mut out, goes).await;
            (ended.map_or_else(|problem| problem_of(&problem, goes), |()| out.into()), false)
        }
        Err(problem) => {
            answer.shared.observers.metrics.refused(problem.code);
            (problem_of(&problem, goes), false)
        }
    }
}

/// Waits for text that can be shown. None at the end of the answer.
async fn advance(answer: &mut Answering, lines: &mut Lines, form: Form) -> Result<Option<Release>, Problem> {
    loop {
        let release = match timeout(TICK, next(lines, form)).await {
            Err(_) => answer.wait().await?,
            Ok(line) => match line? {
                None => return Ok(None),
                Some(line) => {
                    let piece: Piece = serde_json::from_str(&line).map_err(|error| {
                        Problem::not_json(format!("a line is not `{{\"text\": \"…\"}}`, at byte {}", error.column()))
                    })?;
                    answer.push(piece.text).await?
                }
            },
        };
        if !release.text.is_empty() || release.blocked {
            return Ok(Some(release));
        }
    }
}

async fn end(answer: &mut Answering, out: &mut String, goes: Form) -> Result<(), Problem> {
    let ending = answer.finish().await?;
    if !ending.text.is_empty() {
        write(out, goes, &Event::Text(&ending.text));
    }
    let Ending { status, released, blocked, late, record, .. } = &ending;
    let end = End { status: *status, released: *released, blocked: *blocked, late: *late, record };
    write(out, goes, &Event::End(end));
    Ok(())
}

fn problem_of(problem: &Problem, goes: Form) -> Bytes {
    let mut out = String::new();
    write(&mut out, goes, &Event::Problem(problem));
    out.into()
}

fn write(out: &mut String, form: Form, event: &Event<'_>) {
    let json = serde_json::to_string(event).unwrap_or_default();
    match form {
        Form::Lines => out.push_str(&format!("{json}\n")),
        Form::Events => {
            let name = match event {
                Event::Text(_) => "text",
                Event::Blocked(_) => "blocked",
                Event::End(_) => "end",
                Event::Problem(_) => "problem",
            };
            out.push_str(&format!("event: {name}\ndata: {json}\n\n"));
        }
    }
}
