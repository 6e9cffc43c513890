//! One choice of an answer that is streamed: its texts are passed on as far as they are safe, its calls of tools when all of it
//! has been checked.

use std::sync::Arc;

use lictor::{Decision, Release};
use serde_json::{Map, Value};

use super::Guarding;
use super::request::Chat;
use super::upstream::not_understood;
use crate::answering::Answering;
use crate::chat::{Call, Calls, Field, text};
use crate::problem::Problem;
use crate::told::Told;

/// A choice that is being written.
pub(super) struct Choice {
    guarding: Arc<Guarding>,
    chat: Arc<Chat>,
    texts: [Option<Answering>; Field::ALL.len()],
    calls: Vec<Call>,
    began: bool,
    /// None: it is still being written.
    pub(super) ended: Option<Ended>,
}

/// How a choice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Whole,
    Blocked,
}

/// What goes on of a choice, as one event.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) delta: Map<String, Value>,
    pub(super) finish_reason: Option<String>,
    pub(super) told: Option<Told>,
}

impl Piece {
    fn of(key: &str, value: impl Into<Value>) -> Self {
        Self { delta: Map::from_iter([(key.to_owned(), value.into())]), ..Self::default() }
    }
}

impl Choice {
    pub(super) fn new(guarding: Arc<Guarding>, chat: Arc<Chat>) -> Self {
        Self { guarding, chat, texts: [None, None], calls: Vec::new(), began: false, ended: None }
    }

    /// Takes what the model says next, and says how many bytes of text that was.
    pub(super) async fn take(
        &mut self,
        delta: &Map<String, Value>,
        finish_reason: Option<&str>,
        out: &mut Vec<Piece>,
    ) -> Result<usize, Problem> {
        if self.ended.is_some() {
            return Ok(0);
        }
        let wrong = |()| not_understood();
        if !std::mem::replace(&mut self.began, true) {
            let mut begin = Piece::of("role", "assistant");
            begin.delta.insert("content".into(), "".into());
            out.push(begin);
        }
        let mut bytes = Calls(&mut self.calls).add(delta).map_err(wrong)?;
        for field in Field::ALL {
            let said = text(delta.get(field.name()).unwrap_or(&Value::Null), "").map_err(wrong)?;
            let Some(said) = said.filter(|said| !said.is_empty()) else { continue };
            bytes += said.len();
            let release = self.answering(field).push(said).await;
            if release_into(release, field, out) {
                self.end(None, out).await?;
                return Ok(bytes);
            }
        }
        if finish_reason.is_some() {
            self.end(finish_reason, out).await?;
        }
        Ok(bytes)
    }

    /// Nothing came for a while.
    pub(super) async fn wait(&mut self, out: &mut Vec<Piece>) -> Result<(), Problem> {
        if self.ended.is_some() {
            return Ok(());
        }
        for field in Field::ALL {
            let Some(answering) = &mut self.texts[field as usize] else { continue };
            let release = answering.wait().await;
            if release_into(release, field, out) {
                return self.end(None, out).await;
            }
        }
        Ok(())
    }

    /// The model has said all, or is not heard any more: checks all of it.
    pub(super) async fn end(&mut self, finish_reason: Option<&str>, out: &mut Vec<Piece>) -> Result<(), Problem> {
        // What is checked beside the calls: what a user reads, even if that is nothing.
        let main = match &self.texts {
            [None, Some(_)] => Field::Refusal,
            _ => Field::Content,
        };
        let calls = self.chat.calls(&self.calls);
        self.answering(main).complete(calls, finish_reason.map(str::to_owned));
        let mut told = Vec::new();
        for field in Field::ALL {
            let Some(answering) = self.texts[field as usize].take() else { continue };
            let ending = answering.finish().await;
            if !ending.text.is_empty() {
                out.push(Piece::of(field.name(), ending.text.clone()));
            }
            told.push(Told::of_ending(&ending));
        }
        let told = told.into_iter().reduce(Told::and).ok_or_else(Problem::bug)?;
        let blocked = told.decision == Decision::Block;
        if blocked {
            out.push(Piece::of("refusal", told.reason()));
        } else if !self.calls.is_empty() {
            let mut calls = Piece::default();
            Call::write(&self.calls, &mut calls.delta, true);
            out.push(calls);
        }
        let finish_reason = if blocked { "content_filter" } else { finish_reason.unwrap_or("stop") };
        out.push(Piece { finish_reason: Some(finish_reason.into()), told: Some(told), ..Piece::default() });
        self.ended = Some(if blocked { Ended::Blocked } else { Ended::Whole });
        Ok(())
    }

    fn answering(&mut self, field: Field) -> &mut Answering {
        let Self { guarding, chat, texts, .. } = self;
        texts[field as usize].get_or_insert_with(|| {
            Answering::new(guarding.shared.clone(), guarding.asked.clone(), "proxy", chat.begun())
        })
    }
}

/// Passes on what may be shown, and says whether that is all.
fn release_into(release: Release, field: Field, out: &mut Vec<Piece>) -> bool {
    if !release.text.is_empty() {
        out.push(Piece::of(field.name(), release.text));
    }
    release.blocked
}
