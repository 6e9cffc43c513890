//! Errors as RFC 9457 has them. None of them shows anything that a request held.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was not answered.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Problem {
    /// Names the kind: `urn:lictor:problem:` and a word.
    #[serde(rename = "type")]
    kind: String,
    /// What it is, the same for every problem of the kind.
    title: &'static str,
    status: u16,
    /// What is wrong here, and the mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'static, str>>,
    #[serde(skip)]
    pub(crate) code: &'static str,
    #[serde(skip)]
    pub(crate) retry_after: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        let kind = format!("urn:lictor:problem:{code}");
        Self { kind, title, status: status.as_u16(), detail: Some(detail.into()), code, retry_after: None }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn detail(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.title)
    }

    pub(crate) fn no_key() -> Self {
        let detail = "send `Authorization: Bearer KEY` or `x-api-key: KEY`, once";
        Self::new(StatusCode::UNAUTHORIZED, "no-key", "A key is needed", detail)
    }

    pub(crate) fn wrong_key() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong-key", "Nobody has this key", "ask whoever runs this server for one")
    }

    pub(crate) fn not_allowed() -> Self {
        let detail =
            "this key may not use this endpoint: `keys.endpoints` of the server's configuration lists what it may";
        Self::new(StatusCode::FORBIDDEN, "endpoint-not-allowed", "The key is not for this endpoint", detail)
    }

    /// The same for a policy that is not there and for one that the key may not ask: nobody learns which others there are.
    pub(crate) fn no_policy() -> Self {
        let detail = "this server has no such policy for this key: GET /v1/policies lists those that it has";
        Self::new(StatusCode::NOT_FOUND, "no-policy", "There is no such policy", detail)
    }

    pub(crate) fn no_endpoint() -> Self {
        let detail = "GET /openapi.json lists what there is";
        Self::new(StatusCode::NOT_FOUND, "no-endpoint", "There is nothing at this path", detail)
    }

    pub(crate) fn wrong_method() -> Self {
        let detail = "GET /openapi.json says which methods each path has";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "The path does not have this method", detail)
    }

    pub(crate) fn not_a_sample(message: String) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-sample", "The body is not what is checked here", message)
    }

    pub(crate) fn not_json(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "not-json", "The body is not JSON", message)
    }

    pub(crate) fn not_utf8() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "not-utf8", "The body is not UTF-8", "send JSON in UTF-8")
    }

    pub(crate) fn compressed() -> Self {
        let detail = "send it as it is, without `Content-Encoding`";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "compressed", "The body is compressed", detail)
    }

    pub(crate) fn too_large(bytes: u32) -> Self {
        let detail = format!("a body has at most {bytes} bytes here (`limits.body_bytes`)");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail)
    }

    pub(crate) fn too_slow() -> Self {
        let detail = "the rest of the body did not come in time (`limits.body_seconds`)";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The body came too slowly", detail)
    }

    pub(crate) fn broken_body() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "broken-body", "The body did not arrive whole", "send it again")
    }

    pub(crate) fn overloaded() -> Self {
        let detail = "more requests are being worked on than there is room for; nothing was checked";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is overloaded", detail);
        Self { retry_after: Some(1), ..problem }
    }

    pub(crate) fn too_many() -> Self {
        let detail = "this key has as many requests under way as it may (`keys.in_flight`); nothing was checked";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "The key has too many requests", detail);
        Self { retry_after: Some(1), ..problem }
    }

    pub(crate) fn no_proxy() -> Self {
        let detail = "this server has no model server behind it: `[proxy]` in its configuration, or `lictor proxy`";
        Self::new(StatusCode::NOT_FOUND, "no-proxy", "There is no model server", detail)
    }

    pub(crate) fn upstream(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, code, "The model server did not answer", detail)
    }

    pub(crate) fn upstream_too_slow(detail: &'static str) -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "upstream-too-slow", "The model server did not answer in time", detail)
    }

    pub(crate) fn bug() -> Self {
        let detail = "the server failed on this request; nothing was checked";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server failed", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For the layer that counts refusals.
        response.extensions_mut().insert(Refusal(self.code));
        response
    }
}

/// Marks a response as a refusal of a kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal(pub(crate) &'static str);
