//! `POST /v1/stream`: an answer goes in as it is written, and comes out as far as it is safe to show.
//!
//! In: JSON Lines, or server-sent events with the same objects as data. The first is the sample, without its answer; each
//! further one is `{"text": "…"}`. The end of the body is the end of the answer. Out: the same form, of [`Event`]s.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use lictor::{Ending, Record, Release, Sample, Status};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::lines::{Line, Lines, Pieces};
use crate::answering::Answering;
use crate::asked::Asked;
use crate::configuration::Limits;
use crate::problem::Problem;
use crate::shared::Shared;
use crate::sse::{Events, TooLarge};

/// How often it is looked whether text has been held back for too long.
const TICK: Duration = Duration::from_millis(100);

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

pub(super) async fn stream(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    request: Request,
) -> Result<Response, Problem> {
    let form = |name: header::HeaderName, headers: &HeaderMap| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if value.contains("text/event-stream") { Form::Events } else { Form::Lines }
    };
    let (comes, goes) = (form(header::CONTENT_TYPE, request.headers()), form(header::ACCEPT, request.headers()));
    let mut objects = Objects::new(comes, request.into_body(), &asked.setup.configuration.limits);
    let sample = objects.first().await?;
    let most = asked.setup.configuration.limits.body_bytes;
    let answer = Answering::new(shared.clone(), asked.into(), "stream", sample);
    let coming = Coming { answer, objects, most, shared };
    let steps = stream::unfold(Some(coming), move |state| async move {
        let (out, rest) = state?.step(goes).await;
        Some((Ok::<_, std::convert::Infallible>(out), rest))
    });
    let content = match goes {
        Form::Lines => "application/x-ndjson",
        Form::Events => "text/event-stream",
    };
    Ok(([(header::CONTENT_TYPE, content)], Body::from_stream(steps)).into_response())
}

/// The objects of a body, in either form.
enum Objects {
    Lines(Lines),
    Events(Pieces, Events),
}

impl Objects {
    fn new(form: Form, body: Body, limits: &Limits) -> Self {
        match form {
            Form::Lines => Self::Lines(Lines::new(body, limits)),
            Form::Events => Self::Events(Pieces::new(body, limits), Events::new(limits.line_bytes as usize)),
        }
    }

    /// The next one, as text. Nothing is lost when this is cancelled.
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let too_long = || Problem::not_a_sample("a line is too long (`limits.line_bytes`)".into());
        match self {
            Self::Lines(lines) => match lines.next().await? {
                None => Ok(None),
                Some(Line::Text(text)) => Ok(Some(text)),
                Some(Line::TooLong) => Err(too_long()),
                Some(Line::NotUtf8) => Err(Problem::not_utf8()),
            },
            Self::Events(pieces, events) => {
                let event = loop {
                    if let Some(event) = events.next().map_err(|TooLarge| too_long())? {
                        break Some(event);
                    }
                    match pieces.next().await? {
                        Some(piece) => events.feed(&piece),
                        None => break events.rest().map_err(|TooLarge| too_long())?,
                    }
                };
                event.map(|event| String::from_utf8(event).map_err(|_| Problem::not_utf8())).transpose()
            }
        }
    }

    /// The sample that a stream begins with.
    async fn first(&mut self) -> Result<Sample, Problem> {
        let Some(text) = self.next().await? else {
            return Err(Problem::not_a_sample(
                "the body is empty: the first line is the sample, without its answer".into(),
            ));
        };
        let mut value: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| Problem::not_json(format!("the first line is no JSON, at byte {}", error.column())))?;
        if let Some(object) = value.as_object_mut() {
            if object.contains_key("answer") {
                let message =
                    "the first line has an `answer`: it comes in pieces, as `{\"text\": \"…\"}` on the lines below";
                return Err(Problem::not_a_sample(message.into()));
            }
            object.insert("answer".into(), "".into());
        }
        Sample::from_json(&value.to_string()).map_err(|error| Problem::not_a_sample(error.without_key().to_string()))
    }
}

/// An answer that is still coming.
struct Coming {
    answer: Answering,
    objects: Objects,
    /// Bytes that it may have.
    most: u32,
    shared: Arc<Shared>,
}

impl Coming {
    /// Takes what comes next and says what may be shown now, and what is still to come.
    async fn step(mut self, goes: Form) -> (Bytes, Option<Self>) {
        let mut out = String::new();
        match self.advance().await {
            Ok(Some(release)) => {
                if !release.text.is_empty() {
                    write(&mut out, goes, &Event::Text(&release.text));
                }
                if !release.blocked {
                    return (out.into(), Some(self));
                }
                write(&mut out, goes, &Event::Blocked(true));
            }
            Ok(None) => {}
            Err(problem) => {
                self.shared.observers.metrics.refused(problem.code);
                write(&mut out, goes, &Event::Problem(&problem));
                return (out.into(), None);
            }
        }
        self.end(&mut out, goes).await;
        (out.into(), None)
    }

    /// Waits for text that can be shown. None at the end of the answer.
    async fn advance(&mut self) -> Result<Option<Release>, Problem> {
        loop {
            let release = match timeout(TICK, self.objects.next()).await {
                Err(_) => self.answer.wait().await,
                Ok(object) => match object? {
                    None => return Ok(None),
                    Some(object) => {
                        let piece: Piece = serde_json::from_str(&object).map_err(|error| {
                            Problem::not_json(format!(
                                "a line is not `{{\"text\": \"…\"}}`, at byte {}",
                                error.column()
                            ))
                        })?;
                        if self.answer.bytes() + piece.text.len() > self.most as usize {
                            return Err(Problem::too_large(self.most));
                        }
                        self.answer.push(piece.text).await
                    }
                },
            };
            if !release.text.is_empty() || release.blocked {
                return Ok(Some(release));
            }
        }
    }

    async fn end(self, out: &mut String, goes: Form) {
        let ending = self.answer.finish().await;
        if !ending.text.is_empty() {
            write(out, goes, &Event::Text(&ending.text));
        }
        let Ending { status, released, blocked, late, record, .. } = &ending;
        let end = End { status: *status, released: *released, blocked: *blocked, late: *late, record };
        write(out, goes, &Event::End(end));
    }
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
