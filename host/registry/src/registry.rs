use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use jiff::Timestamp;
use reqwest::header::{self, HeaderValue};
use reqwest::{Body, Method, StatusCode, Url};
use tokio::time::{Instant, timeout};

use crate::access::{Access, Authorization};
use crate::answer::Answer;
use crate::limits::{Limits, MOST_REDIRECTS};
use crate::{Connection, RegistryError};

/// Somebody who is told how far a transfer has come.
pub trait Progress: Send + Sync {
    /// Something begins, or begins again, that has so many bytes.
    fn begin(&self, what: &str, bytes: u64);
    /// So many more of them are there.
    fn advance(&self, bytes: u64);
}

/// Nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
}

/// An OCI registry.
pub struct Registry {
    pub(crate) name: String,
    pub(crate) base: Url,
    pub(crate) client: reqwest::Client,
    pub(crate) connection: Connection,
    /// What let us in, by what for.
    pub(crate) authorizations: Mutex<HashMap<Access, Authorization>>,
}

/// What is asked.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// In words, for errors.
    pub(crate) what: &'a str,
    pub(crate) access: Access,
    pub(crate) accept: Option<&'static str>,
    /// What is sent, and its media type.
    pub(crate) body: Option<(Bytes, &'static str)>,
    /// From which byte on.
    pub(crate) from: u64,
    pub(crate) progress: Option<std::sync::Arc<dyn Progress>>,
}

impl<'a> Request<'a> {
    pub(crate) fn new(method: Method, url: Url, what: &'a str, access: Access) -> Self {
        Self { method, url, what, access, accept: None, body: None, from: 0, progress: None }
    }
}

/// Bytes that are handed over at once when something is sent.
const PIECE: usize = 64 << 10;

impl Registry {
    /// A registry by its host, with its port if it has one. Asks nothing yet.
    ///
    /// # Errors
    /// The certificates cannot be read.
    pub fn new(name: &str, connection: &Connection) -> Result<Self, RegistryError> {
        let base = connection.base(name)?;
        let client = connection.client(&base)?;
        Ok(Self {
            name: name.to_owned(),
            base,
            client,
            connection: connection.clone(),
            authorizations: Mutex::default(),
        })
    }

    /// Its host.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.connection.limits
    }

    /// Where something is. The path is made of names that were read strictly.
    pub(crate) fn url(&self, path: &str) -> Result<Url, RegistryError> {
        self.base.join(path).map_err(|_| self.unexpected("a name that is none"))
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> RegistryError {
        RegistryError::Unexpected { registry: self.name.clone(), what: what.into() }
    }

    /// Asks, reads all of the answer, and asks again if something passing came between.
    pub(crate) async fn whole(
        &self,
        request: &Request<'_>,
        most: u64,
    ) -> Result<(StatusCode, header::HeaderMap, Vec<u8>), RegistryError> {
        let mut patience = Patience::new(self.limits());
        loop {
            let once = async {
                let answer = self.send(request).await?;
                let (status, headers) = (answer.status(), answer.headers().clone());
                // What an error says is not read here.
                if request.method == Method::HEAD || !status.is_success() {
                    return match status {
                        StatusCode::NOT_FOUND => Ok((status, headers, Vec::new())),
                        status if status.is_success() => Ok((status, headers, Vec::new())),
                        _ => Err(answer.refusal(request.what).await),
                    };
                }
                Ok((status, headers, answer.whole(request.what, most).await?))
            };
            match once.await {
                Ok(answered) => return Ok(answered),
                Err(error) => patience.again(error).await?,
            }
        }
    }

    /// Asks once, with credentials if they are wanted, and follows where it sends.
    pub(crate) async fn send(&self, request: &Request<'_>) -> Result<Answer, RegistryError> {
        let mut authorised = false;
        loop {
            let authorization = self.authorization(&request.access);
            let answer = self.follow(request, authorization.as_ref()).await?;
            match answer.status() {
                StatusCode::UNAUTHORIZED if answer.response.url().origin() != self.base.origin() => {
                    let problem = "where it leads to asks for credentials, and gets none";
                    return Err(RegistryError::Redirect { registry: self.name.clone(), problem });
                }
                StatusCode::UNAUTHORIZED if !authorised => {
                    authorised = true;
                    self.authorise(answer.headers(), &request.access).await?;
                }
                // Once is enough: whoever says so again will always.
                StatusCode::UNAUTHORIZED => {
                    return Err(RegistryError::Unauthorised { registry: self.name.clone(), given: true });
                }
                status if is_busy(status) => {
                    let after = answer.header(header::RETRY_AFTER).and_then(retry_after);
                    return Err(RegistryError::Busy { registry: self.name.clone(), status: status.as_u16(), after });
                }
                _ => return Ok(answer),
            }
        }
    }

    fn authorization(&self, access: &Access) -> Option<HeaderValue> {
        let known = self.authorizations.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(access).map(|known| known.0.clone())
    }

    async fn follow(
        &self,
        request: &Request<'_>,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer, RegistryError> {
        let redirect = |problem| Err(RegistryError::Redirect { registry: self.name.clone(), problem });
        let mut url = request.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            // To its own host, under the same scheme and port, and to no other.
            let authorization = authorization.filter(|_| url.origin() == self.base.origin());
            let answer = self.once(request, url.clone(), authorization).await?;
            if !answer.status().is_redirection() || answer.status() == StatusCode::NOT_MODIFIED {
                return Ok(answer);
            }
            if !matches!(request.method, Method::GET | Method::HEAD) {
                return redirect("what is sent goes to the registry itself");
            }
            let next = answer.header(header::LOCATION).and_then(|location| url.join(location).ok());
            url = match next {
                Some(next) if self.is_safe(&next) => next,
                Some(_) => return redirect("from HTTPS it would lead to plain HTTP, or to no web server at all"),
                None => return redirect("it does not say where"),
            };
        }
        redirect("it leads from one place to the next without end")
    }

    /// Whether a place may be asked at all: encrypted, or no less than the registry is.
    pub(crate) fn is_safe(&self, url: &Url) -> bool {
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && self.base.scheme() == "http");
        scheme && url.username().is_empty() && url.password().is_none()
    }

    async fn once(
        &self,
        request: &Request<'_>,
        url: Url,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer, RegistryError> {
        let begin = Instant::now();
        let mut out = self.client.request(request.method.clone(), url.clone());
        if let Some(authorization) = authorization {
            out = out.header(header::AUTHORIZATION, authorization.clone());
        }
        if let Some(accept) = request.accept {
            out = out.header(header::ACCEPT, accept);
        }
        if request.from > 0 {
            out = out.header(header::RANGE, format!("bytes={}-", request.from));
        }
        let mut patience = self.limits().head;
        if let Some((bytes, media_type)) = &request.body {
            // An upload takes as long as a download may.
            patience = patience
                .max(self.limits().whole.min(patience + seconds(bytes.len() as u64 / self.limits().rate.max(1))));
            out = out.header(header::CONTENT_TYPE, *media_type).header(header::CONTENT_LENGTH, bytes.len());
            out = out.body(body(bytes.clone(), request.progress.clone()));
        } else if matches!(request.method, Method::POST | Method::PUT) {
            out = out.header(header::CONTENT_LENGTH, 0);
        }
        let sent = timeout(patience, out.send()).await.map_err(|_| RegistryError::Slow {
            registry: self.host(&url),
            what: format!("no answer to {} in {} s", request.what, patience.as_secs()),
        })?;
        let response = sent.map_err(|error| self.failed(&error, &url, request.what))?;
        Ok(Answer {
            registry: self.name.clone(),
            response,
            limits: self.limits().clone(),
            begin,
            answered: Instant::now(),
        })
    }

    /// Who is meant: the registry, or another host that it sent to.
    fn host(&self, url: &Url) -> String {
        if url.origin() == self.base.origin() { self.name.clone() } else { url.authority().to_owned() }
    }

    pub(crate) fn failed(&self, error: &reqwest::Error, url: &Url, what: &str) -> RegistryError {
        let registry = self.host(url);
        if error.is_timeout() {
            return RegistryError::Slow { registry, what: "no connection in time".into() };
        }
        if !error.is_connect() {
            return RegistryError::Broken { registry, what: what.to_owned() };
        }
        // The innermost cause says most. None of them knows a request's head or body.
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let cause = lictor_contract::tame(&cause.to_string(), 200);
        let certificate = ["certificate", "UnknownIssuer", "CaUsedAsEndEntity", "NotValidForName"]
            .iter()
            .any(|word| cause.contains(word));
        let help = match certificate {
            true => "if it has a certificate of a private authority, --ca names that authority's certificate",
            false if self.base.scheme() == "https" => {
                "is this its address? A registry without TLS is reached with --plain-http, if nobody else is on the way"
            }
            false => "is it running, and is this its address?",
        };
        RegistryError::Unreachable { registry, cause, help, again: !certificate }
    }
}

/// What is sent, in pieces, so that whoever watches sees it go.
fn body(bytes: Bytes, progress: Option<std::sync::Arc<dyn Progress>>) -> Body {
    let Some(progress) = progress else { return Body::from(bytes) };
    let pieces = stream::unfold(bytes, move |mut left| {
        let progress = progress.clone();
        async move {
            let piece = left.split_to(left.len().min(PIECE));
            if piece.is_empty() {
                return None;
            }
            progress.advance(piece.len() as u64);
            Some((Ok::<Bytes, std::io::Error>(piece), left))
        }
    });
    Body::wrap_stream(pieces)
}

fn is_busy(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// Seconds, or a time (RFC 9110, section 10.2.3).
fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(given) = text.trim().parse::<u64>() {
        return Some(seconds(given));
    }
    let then = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    let left = then.as_second().saturating_sub(Timestamp::now().as_second());
    Some(seconds(u64::try_from(left).unwrap_or(0)))
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// How often something that failed is tried again, and when.
pub(crate) struct Patience<'a> {
    limits: &'a Limits,
    tried: u32,
}

impl<'a> Patience<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self { limits, tried: 1 }
    }

    /// Waits for the next attempt, or gives the error back if there is none.
    pub(crate) async fn again(&mut self, error: RegistryError) -> Result<(), RegistryError> {
        if !error.is_passing() || self.tried >= self.limits.attempts {
            return Err(error);
        }
        let asked = match &error {
            RegistryError::Busy { after, .. } => after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        if asked > self.limits.longest_pause {
            return Err(error);
        }
        let pause = self.limits.pause.saturating_mul(1 << (self.tried - 1).min(10)).min(self.limits.longest_pause);
        // Up to half as long again, so that many who failed together do not come back together.
        let mut random = [0; 1];
        let _ = getrandom::fill(&mut random);
        let pause = pause.mul_f64(1.0 + f64::from(random[0]) / 510.0);
        self.tried += 1;
        tokio::time::sleep(pause.max(asked)).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_to_come_back() {
        assert_eq!(retry_after("7"), Some(seconds(7)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert!(retry_after("Sat, 06 Nov 2094 08:49:37 GMT").is_some_and(|after| after > seconds(1 << 20)));
        for text in ["", "soon", "-1", "1.5"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }
}
