//! Errors in the form that OpenAI's SDKs read. None of them shows anything that a request or an unchecked answer held.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::problem::{Problem, Refusal};
use crate::told::Told;

/// Why an application gets no answer.
pub(crate) struct Failure {
    pub(super) status: StatusCode,
    pub(super) error: Box<OpenAiError>,
    pub(super) headers: Box<HeaderMap>,
    /// What the policy said, where it was the policy.
    annotation: Option<serde_json::Value>,
    /// For the layer that counts refusals; a policy's decision is counted as a check.
    refusal: Option<&'static str>,
}

/// The object under `error`.
#[derive(Serialize)]
pub(super) struct OpenAiError {
    pub(super) message: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) param: Option<String>,
    pub(super) code: Option<String>,
}

impl Failure {
    /// What the model server says.
    pub(super) fn of_upstream(status: StatusCode, error: OpenAiError, headers: HeaderMap) -> Self {
        Self { status, error: error.into(), headers: headers.into(), annotation: None, refusal: Some("upstream-error") }
    }

    /// A request that the policy blocks.
    pub(super) fn blocked(annotation: &Told) -> Self {
        let error = OpenAiError {
            message: annotation.reason(),
            kind: "invalid_request_error".into(),
            param: Some("messages".into()),
            code: Some("content_filter".into()),
        };
        let headers = HeaderMap::from_iter([(super::DECISION, HeaderValue::from_static("block"))]);
        let annotation = serde_json::to_value(annotation).ok();
        Self {
            status: StatusCode::BAD_REQUEST,
            error: error.into(),
            headers: headers.into(),
            annotation,
            refusal: None,
        }
    }

    /// A request that is not what is sent here.
    pub(super) fn invalid(param: impl Into<String>, message: impl Into<String>) -> Self {
        let mut failure = Self::from(Problem::not_a_sample(message.into()));
        failure.status = StatusCode::BAD_REQUEST;
        failure.error.param = Some(param.into());
        failure
    }

    /// As the last event of a stream.
    pub(super) fn event(&self) -> String {
        format!("data: {}\n\n", self.body())
    }

    fn body(&self) -> serde_json::Value {
        let mut body = json!({"error": self.error});
        if let Some(annotation) = &self.annotation {
            body["lictor"] = annotation.clone();
        }
        body
    }

    /// What it is counted as.
    pub(super) fn refusal(&self) -> Option<&'static str> {
        self.refusal
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let status = problem.status();
        let kind = match status {
            StatusCode::UNAUTHORIZED => "authentication_error",
            StatusCode::FORBIDDEN => "permission_error",
            StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request_error",
        };
        let error = OpenAiError {
            message: problem.detail().to_owned(),
            kind: kind.into(),
            param: None,
            code: Some(problem.code.into()),
        };
        let mut headers = HeaderMap::new();
        if let Some(seconds) = problem.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        Self { status, error: error.into(), headers: headers.into(), annotation: None, refusal: Some(problem.code) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body().to_string()).into_response();
        let headers = response.headers_mut();
        headers.extend(*self.headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(refusal) = self.refusal {
            response.extensions_mut().insert(Refusal(refusal));
        }
        response
    }
}
