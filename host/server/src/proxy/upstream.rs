//! The model server: how it is asked, what goes on to it and comes back from it, and how long and how large that may be.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::redirect;
use rustls::crypto::ring;
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};

use super::failure::{Failure, OpenAiError};
use crate::configuration::{KeySource, Proxy};
use crate::problem::Problem;
use crate::setup::SetupError;

/// Head fields of a request that are for us or for this connection, or that would promise what we cannot read.
const NOT_OUT: [&str; 17] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-api-key",
];

/// Head fields of an answer that go on. Others describe bytes that we have changed, or could say anything.
const BACK: [&str; 5] = ["openai-processing-ms", "openai-version", "retry-after", "retry-after-ms", "x-request-id"];
const BACK_PREFIX: &str = "x-ratelimit-";

/// A word of an error, such as its code, is no longer than this.
const WORD_BYTES: usize = 100;

/// A model server.
pub(crate) struct Upstream {
    client: reqwest::Client,
    entry: Proxy,
    authorization: Option<HeaderValue>,
}

/// What it answers.
pub(super) struct Incoming {
    response: reqwest::Response,
    /// When it has to be complete.
    until: Instant,
    /// When something came last.
    last: Instant,
    idle: Duration,
    most: usize,
    /// The key was ours, not the application's.
    own_key: bool,
}

/// An error of the model server.
pub(super) struct Refused {
    status: StatusCode,
    /// Its words, which nobody has checked yet.
    pub(super) message: Option<String>,
    kind: Option<String>,
    param: Option<String>,
    code: Option<String>,
    headers: HeaderMap,
}

impl Upstream {
    /// Gets ready to ask, and reads the key.
    pub(crate) fn new(entry: &Proxy) -> Result<Self, SetupError> {
        // The client takes the process's provider. Somebody may have set the same one already.
        let _ = ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            // A redirect would carry the prompt, and perhaps the key, to somewhere that nobody named.
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(Duration::from_secs(entry.connect_seconds.into()));
        if let Some(path) = &entry.authorities {
            let fail = |error: &dyn std::fmt::Display| SetupError::Proxy(format!("{}: {error}", path.display()));
            let pem = std::fs::read(path).map_err(|error| fail(&error))?;
            let authorities = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| fail(&error))?;
            if authorities.is_empty() {
                return Err(fail(&"no certificate in PEM"));
            }
            builder = authorities.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
        }
        if !entry.upstream.is_encrypted() {
            // A machine without authorities can still ask a server beside it.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| SetupError::Proxy(format!("no client: {error}")))?;
        let authorization = entry.upstream_key.as_ref().map(authorization).transpose()?;
        Ok(Self { client, entry: entry.clone(), authorization })
    }

    /// Asks, and waits until it begins to answer.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Result<Incoming, Problem> {
        let begin = Instant::now();
        let until = begin + Duration::from_secs(self.entry.answer_seconds.into());
        let mut request = self.client.request(method, self.entry.upstream.below(path)).headers(headers.clone());
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        let response =
            timeout_at(until, request.send()).await.map_err(|_| too_slow())?.map_err(|error| failed(&error))?;
        let encoding = response.headers().get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(not_understood());
        }
        Ok(Incoming {
            response,
            until,
            last: Instant::now(),
            idle: Duration::from_secs(self.entry.idle_seconds.into()),
            most: self.answer_bytes(),
            own_key: self.authorization.is_some(),
        })
    }

    pub(super) fn forwards_authorization(&self) -> bool {
        self.entry.forward_authorization
    }

    pub(super) fn answer_bytes(&self) -> usize {
        self.entry.answer_bytes as usize
    }
}

fn authorization(source: &KeySource) -> Result<HeaderValue, SetupError> {
    let (name, key) = match source {
        KeySource::Env(name) => {
            let shown = format!("the environment variable {name} of `upstream_key`");
            let key = std::env::var(name).map_err(|_| SetupError::Proxy(format!("{shown} is not set")))?;
            (shown, key)
        }
        KeySource::File(path) => {
            let name = format!("{} of `upstream_key`", path.display());
            let key = std::fs::read_to_string(path).map_err(|error| SetupError::Proxy(format!("{name}: {error}")))?;
            (name, key)
        }
    };
    let key = key.trim();
    let value = Some(key).filter(|key| !key.is_empty()).map(|key| HeaderValue::from_str(&format!("Bearer {key}")));
    let Some(Ok(mut value)) = value else {
        return Err(SetupError::Proxy(format!("{name} holds no key that a request can carry")));
    };
    value.set_sensitive(true);
    Ok(value)
}

/// What goes on of a request's head.
pub(super) fn outgoing(headers: &HeaderMap, authorization: Option<HeaderValue>) -> HeaderMap {
    // What `Connection` names is for this connection, too.
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let goes = |name: &HeaderName| {
        let name = name.as_str();
        !NOT_OUT.contains(&name) && !name.starts_with("x-lictor-") && !named.iter().any(|named| named == name)
    };
    let mut out: HeaderMap =
        headers.iter().filter(|(name, _)| goes(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    out.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(mut authorization) = authorization {
        authorization.set_sensitive(true);
        out.insert(header::AUTHORIZATION, authorization);
    }
    out
}

impl Incoming {
    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Whether it comes in events.
    pub(super) fn is_streamed(&self) -> bool {
        let kind = self.response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream"))
    }

    /// What goes on of its head.
    pub(super) fn copy_headers(&self, out: &mut HeaderMap) {
        for (name, value) in self.response.headers() {
            if BACK.contains(&name.as_str()) || name.as_str().starts_with(BACK_PREFIX) {
                out.append(name.clone(), value.clone());
            }
        }
    }

    /// The next bytes. None at the end. Nothing is lost when this is cancelled.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        let patience = self.until.min(self.last + self.idle);
        let piece = timeout_at(patience, self.response.chunk()).await.map_err(|_| too_slow())?;
        self.last = Instant::now();
        piece.map_err(|error| failed(&error))
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece().await? {
            if bytes.len() + piece.len() > self.most {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

impl Refused {
    /// Reads an answer that is an error.
    pub(super) async fn read(incoming: Incoming) -> Result<Self, Problem> {
        let status = incoming.status();
        if incoming.own_key && matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let detail = "it does not accept the key that this server has for it (`proxy.upstream_key`)";
            return Err(Problem::upstream("upstream-key", detail));
        }
        if !status.is_client_error() && !status.is_server_error() {
            return Err(Problem::upstream("upstream-redirect", "it sends elsewhere, which is not followed"));
        }
        let mut headers = HeaderMap::new();
        incoming.copy_headers(&mut headers);
        // The status says enough where the rest is broken.
        let body = incoming.whole().await.unwrap_or_default();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok(Self { headers, ..Self::of(status, &body) })
    }

    /// An error as one of the servers that speak this API writes it.
    pub(super) fn of(status: StatusCode, body: &Value) -> Self {
        let empty = Map::new();
        let error = body.get("error").unwrap_or(body);
        let message = error.as_str().or_else(|| ["message", "detail"].iter().find_map(|key| error.get(key)?.as_str()));
        let fields = error.as_object().unwrap_or(&empty);
        let word = |key: &str| {
            let word = match fields.get(key)? {
                Value::String(word) => word.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (word.len() <= WORD_BYTES && word.bytes().all(|byte| byte.is_ascii_graphic())).then_some(word)
        };
        let (kind, param, code) = (word("type"), word("param"), word("code"));
        Self { status, message: message.map(str::to_owned), kind, param, code, headers: HeaderMap::new() }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let error = OpenAiError {
            message: refused
                .message
                .unwrap_or_else(|| format!("the model server answered {}", refused.status.as_u16())),
            kind: refused.kind.unwrap_or_else(|| "upstream_error".into()),
            param: refused.param,
            code: refused.code,
        };
        Self::of_upstream(refused.status, error, refused.headers)
    }
}

fn failed(error: &reqwest::Error) -> Problem {
    match error {
        error if error.is_timeout() => too_slow(),
        error if error.is_connect() => Problem::upstream("upstream-unreachable", "it cannot be reached"),
        _ => Problem::upstream("upstream-broken", "its answer broke off; what had not been checked was dropped"),
    }
}

fn too_slow() -> Problem {
    Problem::upstream_too_slow("it did not answer in time; what had not been checked was dropped")
}

pub(super) fn too_large() -> Problem {
    Problem::upstream("upstream-too-large", "its answer is larger than `proxy.answer_bytes` or `limits.line_bytes`")
}

pub(super) fn incomplete() -> Problem {
    Problem::upstream("upstream-broken", "its answer ended too early; what had not been checked was dropped")
}

/// It answered something else than was asked for.
pub(super) fn not_understood() -> Problem {
    Problem::upstream(
        "upstream-not-understood",
        "its answer is not what `/chat/completions` answers; nothing of it was passed on",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn of_a_head_goes_on_what_is_for_the_model_server() {
        let given = headers(&[
            ("authorization", "Bearer lictor"),
            ("x-api-key", "lictor"),
            ("x-lictor-anything", "1"),
            ("cookie", "a=b"),
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("accept-encoding", "gzip"),
            ("host", "lictor"),
            ("openai-project", "p"),
            ("traceparent", "00-1"),
        ]);
        let wanted = headers(&[("openai-project", "p"), ("traceparent", "00-1"), ("accept-encoding", "identity")]);
        assert_eq!(outgoing(&given, None), wanted);
        let forwarded = outgoing(&given, Some(HeaderValue::from_static("Bearer theirs")));
        assert_eq!(forwarded.get("authorization").unwrap(), "Bearer theirs");
    }

    #[test]
    fn errors_are_read_as_their_servers_write_them() {
        for (body, wanted) in [
            (r#"{"error": {"message": "m", "code": "c"}}"#, Some("m")),
            (r#"{"error": "m"}"#, Some("m")),
            (r#"{"object": "error", "message": "m"}"#, Some("m")),
            (r#"{"detail": "m"}"#, Some("m")),
            (r#"{"detail": [{"loc": 1}]}"#, None),
            ("null", None),
        ] {
            let refused = Refused::of(StatusCode::BAD_REQUEST, &serde_json::from_str(body).unwrap());
            assert_eq!(refused.message.as_deref(), wanted, "{body}");
        }
        let long = serde_json::json!({"error": {"code": "x".repeat(200), "type": "two words"}});
        let refused = Refused::of(StatusCode::BAD_REQUEST, &long);
        assert_eq!((refused.code, refused.kind), (None, None));
    }
}
