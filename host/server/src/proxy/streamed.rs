//! An answer that comes in server-sent events: each choice is passed on as far as it is safe, and nothing else of it is.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout};

use super::FIELD;
use super::Guarding;
use super::choice::{Choice, Ended, Piece};
use super::failure::Failure;
use super::request::Chat;
use super::upstream::{Incoming, Refused, incomplete, not_understood, too_large};
use crate::sse::{Events, TooLarge};

/// How often it is looked whether text has been held back for too long.
const TICK: Duration = Duration::from_millis(100);

/// While all is held back something is said so often that nobody in between takes the connection for dead.
const QUIET: Duration = Duration::from_secs(15);

const DONE: &str = "data: [DONE]\n\n";

/// Passes an answer on while it comes.
pub(super) fn relay(guarding: Arc<Guarding>, chat: Chat, incoming: Incoming) -> Response {
    let mut response = Response::new(Body::empty());
    incoming.copy_headers(response.headers_mut());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    let line_bytes = guarding.asked.setup.configuration.limits.line_bytes as usize;
    let relay = Relay {
        events: Events::new(line_bytes),
        chat: Arc::new(chat),
        incoming,
        guarding,
        choices: BTreeMap::new(),
        head: Map::new(),
        bytes: 0,
        said: Instant::now(),
    };
    let steps = stream::unfold(Some(relay), |relay| async move {
        let mut relay = relay?;
        let (out, goes_on) = relay.step().await;
        // Dropping it ends the model server's connection, too, so that nothing is written for nobody.
        Some((Ok::<_, Infallible>(out), goes_on.then_some(relay)))
    });
    *response.body_mut() = Body::from_stream(steps);
    response
}

struct Relay {
    guarding: Arc<Guarding>,
    chat: Arc<Chat>,
    incoming: Incoming,
    events: Events,
    choices: BTreeMap<u32, Choice>,
    /// What stands in every event beside the choices, as it came last.
    head: Map<String, Value>,
    /// Bytes of all texts so far.
    bytes: usize,
    /// When something was passed on last.
    said: Instant,
}

impl Relay {
    /// What can be passed on next, and whether more may come.
    async fn step(&mut self) -> (Bytes, bool) {
        let mut out = String::new();
        let goes_on = loop {
            match self.advance(&mut out).await {
                Ok(true) if out.is_empty() => {}
                Ok(goes_on) => break goes_on,
                Err(failure) => {
                    if let Some(refusal) = failure.refusal() {
                        self.guarding.shared.observers.metrics.refused(refusal);
                    }
                    out.push_str(&failure.event());
                    break false;
                }
            }
        };
        self.said = Instant::now();
        (out.into(), goes_on)
    }

    /// Takes the next event, or waits for the next bytes. Says whether more may come.
    async fn advance(&mut self, out: &mut String) -> Result<bool, Failure> {
        if let Some(event) = self.events.next().map_err(|TooLarge| too_large())? {
            return self.take(&event, out).await;
        }
        match timeout(TICK, self.incoming.piece()).await {
            Ok(piece) => match piece? {
                Some(bytes) => self.events.feed(&bytes),
                None => return self.ended(out).await,
            },
            Err(_) => {
                self.wait(out).await?;
                if out.is_empty() && self.said.elapsed() >= QUIET {
                    out.push_str(": held back\n\n");
                }
            }
        }
        Ok(!self.stop(out))
    }

    async fn take(&mut self, event: &[u8], out: &mut String) -> Result<bool, Failure> {
        if event.trim_ascii() == b"[DONE]" {
            return self.done(out).await;
        }
        let mut chunk: Map<String, Value> = serde_json::from_slice(event).map_err(|_| not_understood())?;
        if chunk.get("error").is_some_and(|error| !error.is_null()) {
            let refused = Refused::of(StatusCode::BAD_GATEWAY, &Value::Object(chunk));
            return Err(self.guarding.told(refused).await);
        }
        let choices = match chunk.shift_remove("choices") {
            Some(Value::Array(choices)) => choices,
            _ => return Err(not_understood().into()),
        };
        let usage = chunk.shift_remove("usage");
        if usage.is_some() {
            chunk.insert("usage".into(), Value::Null);
        }
        chunk.shift_remove(FIELD);
        self.head = chunk;
        for choice in &choices {
            self.choice(choice, out).await?;
        }
        // What was used is told even where everything else is held back.
        if choices.is_empty() || usage.as_ref().is_some_and(|usage| !usage.is_null()) {
            self.write_beside(usage, out);
        }
        Ok(!self.stop(out))
    }

    async fn choice(&mut self, choice: &Value, out: &mut String) -> Result<(), Failure> {
        let empty = Map::new();
        let index = choice.get("index").and_then(Value::as_u64).and_then(|index| u32::try_from(index).ok());
        let index = index.filter(|index| *index < self.chat.most_choices).ok_or_else(not_understood)?;
        let delta = match choice.get("delta") {
            None | Some(Value::Null) => &empty,
            Some(Value::Object(delta)) => delta,
            Some(_) => return Err(not_understood().into()),
        };
        let finish_reason = choice.get("finish_reason").and_then(Value::as_str);
        let new = || Choice::new(self.guarding.clone(), self.chat.clone());
        let mut pieces = Vec::new();
        let taken = self.choices.entry(index).or_insert_with(new).take(delta, finish_reason, &mut pieces).await;
        // What was released before something went wrong had been checked.
        self.write(index, pieces, out);
        self.bytes += taken?;
        match self.bytes > self.guarding.upstream.answer_bytes() {
            true => Err(too_large().into()),
            false => Ok(()),
        }
    }

    async fn wait(&mut self, out: &mut String) -> Result<(), Failure> {
        let indexes: Vec<u32> = self.choices.keys().copied().collect();
        for index in indexes {
            let mut pieces = Vec::new();
            let Some(choice) = self.choices.get_mut(&index) else { continue };
            let waited = choice.wait(&mut pieces).await;
            self.write(index, pieces, out);
            waited?;
        }
        Ok(())
    }

    /// The model server says that this is all.
    async fn done(&mut self, out: &mut String) -> Result<bool, Failure> {
        let open = self.choices.iter().filter(|(_, choice)| choice.ended.is_none());
        let open: Vec<u32> = open.map(|(index, _)| *index).collect();
        for index in open {
            let mut pieces = Vec::new();
            let Some(choice) = self.choices.get_mut(&index) else { continue };
            let ended = choice.end(None, &mut pieces).await;
            self.write(index, pieces, out);
            ended?;
        }
        out.push_str(DONE);
        Ok(false)
    }

    /// The connection has ended, in order or not.
    async fn ended(&mut self, out: &mut String) -> Result<bool, Failure> {
        if let Some(event) = self.events.rest().map_err(|TooLarge| too_large())?
            && !self.take(&event, out).await?
        {
            return Ok(false);
        }
        // Some servers do not say that they are done.
        match !self.choices.is_empty() && self.choices.values().all(|choice| choice.ended.is_some()) {
            true => self.done(out).await,
            false => Err(incomplete().into()),
        }
    }

    /// Ends the stream if all that was asked for has been stopped: then nobody needs the rest.
    fn stop(&self, out: &mut String) -> bool {
        let stopped = self.choices.values().filter(|choice| choice.ended == Some(Ended::Blocked)).count();
        let all = stopped == self.choices.len().max(self.chat.choices as usize);
        if all {
            out.push_str(DONE);
        }
        all
    }

    fn write(&self, index: u32, pieces: Vec<Piece>, out: &mut String) {
        for Piece { delta, finish_reason, told } in pieces {
            let mut event = self.head.clone();
            let choice = json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": finish_reason});
            event.insert("choices".into(), json!([choice]));
            if let Some(told) = told {
                let told =
                    if self.chat.choices > 1 || self.choices.len() > 1 { told.about(index.into()) } else { told };
                event.insert(FIELD.into(), json!(told));
            }
            out.push_str(&format!("data: {}\n\n", Value::Object(event)));
        }
    }

    fn write_beside(&self, usage: Option<Value>, out: &mut String) {
        let mut event = self.head.clone();
        event.insert("choices".into(), json!([]));
        if let Some(usage) = usage {
            event.insert("usage".into(), usage);
        }
        out.push_str(&format!("data: {}\n\n", Value::Object(event)));
    }
}
