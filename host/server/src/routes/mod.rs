//! What there is at which path.

mod batch;
mod catalogue;
mod check;
mod health;
mod lines;
mod openapi;
mod stream;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use futures_util::FutureExt;
use serde::Serialize;

use crate::asked::Scope;
use crate::configuration::Endpoint;
use crate::cors::cors;
use crate::gateways;
use crate::problem::{Problem, Refusal};
use crate::proxy;
use crate::shared::Shared;

pub(crate) use openapi::document;

/// Every path of the server.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .merge(asked(""))
        // The same under each policy.
        .merge(asked("/v1/policies/{policy}"))
        .merge(scoped(Endpoint::Catalogue, "/v1/policies", get(catalogue::policies)))
        .merge(scoped(Endpoint::Metrics, "/metrics", get(health::metrics)))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/openapi.json", get(openapi::openapi))
        .fallback(async || Problem::no_endpoint())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(from_fn_with_state(shared.clone(), cors))
        .layer(from_fn(guarded))
        .layer(from_fn_with_state(shared.clone(), counted))
        .with_state(shared)
}

/// What is asked of a policy.
fn asked(prefix: &str) -> Router<Arc<Shared>> {
    // `/v1/policies/NAME/check`, not `/v1/policies/NAME/v1/check`.
    let own = if prefix.is_empty() { "/v1" } else { prefix };
    Router::new()
        .merge(scoped(Endpoint::Check, &format!("{own}/check"), post(check::check)))
        .merge(scoped(Endpoint::Check, &format!("{own}/check/batch"), post(batch::batch)))
        .merge(scoped(Endpoint::Stream, &format!("{own}/stream"), post(stream::stream)))
        .merge(scoped(Endpoint::Catalogue, &format!("{own}/rules"), get(catalogue::rules)))
        .merge(scoped(Endpoint::Proxy, &format!("{own}/chat/completions"), post(proxy::chat)))
        .merge(scoped(Endpoint::Proxy, &format!("{own}/models"), get(proxy::models)))
        // These paths are theirs.
        .merge(scoped(
            Endpoint::Gateway,
            &format!("{prefix}/beta/litellm_basic_guardrail_api"),
            post(gateways::litellm),
        ))
        .merge(scoped(Endpoint::Gateway, &format!("{prefix}/portkey"), post(gateways::portkey)))
        .merge(scoped(Endpoint::Gateway, &format!("{prefix}/promptfoo"), post(gateways::promptfoo)))
        .merge(scoped(Endpoint::Gateway, &format!("{own}/checks"), post(gateways::nemo)))
        .merge(scoped(Endpoint::Gateway, &format!("{prefix}/request"), post(gateways::agentgateway_request)))
        .merge(scoped(Endpoint::Gateway, &format!("{prefix}/response"), post(gateways::agentgateway_response)))
}

fn scoped(endpoint: Endpoint, path: &str, methods: MethodRouter<Arc<Shared>>) -> Router<Arc<Shared>> {
    Router::new().route(path, methods.route_layer(Extension(Scope(endpoint))))
}

/// A panic of ours ends one request, not the connection, and answers that nothing was checked.
async fn guarded(request: Request, next: Next) -> Response {
    let answered = std::panic::AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| Problem::bug().into_response());
    let headers = response.headers_mut();
    // Answers hold what nobody else may read.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Counts what was refused.
async fn counted(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(Refusal(problem)) = response.extensions().get() {
        shared.observers.metrics.refused(problem);
    }
    response
}

/// A JSON document.
pub(crate) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        // A map with keys that are no strings; there is none.
        Err(_) => Problem::bug().into_response(),
    }
}
