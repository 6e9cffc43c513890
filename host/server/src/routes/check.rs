//! `POST /v1/check`: one sample in, its record out, byte for byte as offline.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lictor::{Sample, SampleError};

use super::json;
use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::shared::Shared;

pub(super) async fn check(
    State(shared): State<Arc<Shared>>,
    asked: Asked,
    Text(body): Text,
) -> Result<Response, Problem> {
    let sample = Sample::from_json(&body).map_err(|error| not_a_sample(&body, error))?;
    Ok(json(&shared.check(&asked, "check", sample).await?))
}

/// What is wrong with a body, without showing any of it.
pub(super) fn not_a_sample(body: &str, error: SampleError) -> Problem {
    let error = error.without_key();
    match serde_json::from_str::<serde::de::IgnoredAny>(body) {
        Ok(_) => Problem::not_a_sample(error.to_string()),
        Err(_) => Problem::not_json(error.to_string()),
    }
}
