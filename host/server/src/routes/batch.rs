//! `POST /v1/check/batch`: JSON Lines in, one record for each line out, in the same order, while the body still arrives.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt, StreamExt, stream};
use lictor::{Record, Sample};

use super::lines::{Line, Lines};
use crate::asked::Asked;
use crate::shared::Shared;

pub(super) async fn batch(State(shared): State<Arc<Shared>>, asked: Asked, request: Request) -> Response {
    let limits = &asked.setup.configuration.limits;
    let lines = Lines::new(request.into_body(), limits);
    // Enough to keep every processor busy while the next lines are read.
    let ahead = 2 * limits.at_once();
    let asked = Arc::new(asked);
    let observers = shared.observers.clone();
    let lines = stream::unfold((lines, 0u64, false), |(mut lines, number, broken)| async move {
        if broken {
            return None;
        }
        match lines.next().await {
            Ok(line) => line.map(|line| (Ok((number + 1, line)), (lines, number + 1, false))),
            Err(problem) => Some((Err(problem), (lines, number, true))),
        }
    });
    let records = lines.map(move |line| {
        let (shared, asked) = (shared.clone(), asked.clone());
        match line {
            Ok((number, line)) => async move { Ok(one(&shared, &asked, number, line).await) }.boxed(),
            Err(problem) => async move { Err(problem) }.boxed(),
        }
    });
    let written = records.buffered(ahead).map(move |record| -> Result<Bytes, std::io::Error> {
        match record {
            Ok(record) => Ok(line_of(&record)),
            // The answer is cut short, so that nobody takes what there is for all of it.
            Err(problem) => {
                observers.metrics.refused(problem.code);
                Err(std::io::Error::other(problem.detail().to_owned()))
            }
        }
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(written)).into_response()
}

/// The record of one line, whatever it holds.
async fn one(shared: &Shared, asked: &Asked, number: u64, line: Line) -> Record {
    let id = format!("line {number}");
    let unread = |message: String| {
        shared.observers.metrics.unread();
        asked.policy.guard.guard().unread(id.clone(), None, message)
    };
    match line {
        Line::TooLong => unread("the line is too long (`limits.line_bytes`)".into()),
        Line::NotUtf8 => unread("the line is not UTF-8".into()),
        Line::Text(text) => match Sample::from_json(&text) {
            Err(error) => unread(error.without_key().to_string()),
            Ok(mut sample) => {
                sample.id.get_or_insert(id);
                shared.check_patiently(asked, "batch", Arc::new(sample)).await
            }
        },
    }
}

fn line_of(record: &Record) -> Bytes {
    let mut line = serde_json::to_vec(record).unwrap_or_default();
    line.push(b'\n');
    line.into()
}
