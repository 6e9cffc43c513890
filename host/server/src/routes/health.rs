//! Whether the server lives, whether it wants requests, and its numbers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::asked::Identified;
use crate::shared::Shared;

/// It answers, so it lives.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Not while it drains: whoever balances the load sends requests elsewhere.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> (StatusCode, &'static str) {
    match shared.draining.load(Ordering::Relaxed) {
        true => (StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
        false => (StatusCode::OK, "ready\n"),
    }
}

pub(super) async fn metrics(State(shared): State<Arc<Shared>>, _who: Identified) -> Response {
    let content = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, content)], shared.observers.metrics.exposition(&shared.moment())).into_response()
}
