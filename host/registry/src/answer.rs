//! An answer of a registry, read no further and no longer than was agreed.

use bytes::Bytes;
use lictor_contract::tame;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderName};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use crate::RegistryError;
use crate::limits::{Limits, MOST_ERROR_BYTES};

pub(crate) struct Answer {
    pub(crate) registry: String,
    pub(crate) response: reqwest::Response,
    pub(crate) limits: Limits,
    /// When it was asked for.
    pub(crate) begin: Instant,
    /// When its head was there.
    pub(crate) answered: Instant,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// A header, if it is plain text.
    pub(crate) fn header(&self, name: impl Into<HeaderName>) -> Option<&str> {
        self.headers().get(name.into())?.to_str().ok()
    }

    /// All of it, as one.
    pub(crate) async fn whole(mut self, what: &str, most: u64) -> Result<Vec<u8>, RegistryError> {
        let mut bytes = Vec::new();
        self.require_length(what, most)?;
        while let Some(piece) = self.piece(what, bytes.len() as u64).await? {
            if bytes.len() as u64 + piece.len() as u64 > most {
                return Err(self.too_large(what, most));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Whether it says beforehand that it is larger than it may be.
    pub(crate) fn require_length(&self, what: &str, most: u64) -> Result<(), RegistryError> {
        match self.header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok()) {
            Some(length) if length > most => Err(self.too_large(what, most)),
            _ => Ok(()),
        }
    }

    /// The next bytes, after so many of them. None at the end.
    pub(crate) async fn piece(&mut self, what: &str, so_far: u64) -> Result<Option<Bytes>, RegistryError> {
        let Limits { idle, whole, rate, .. } = self.limits;
        let patience = (Instant::now() + idle).min(self.begin + whole);
        let piece = timeout_at(patience, self.response.chunk()).await;
        let slow = |what: String| RegistryError::Slow { registry: self.registry.clone(), what };
        let piece = piece.map_err(|_| slow(format!("{what} did not come on, or took too long")))?;
        let piece = piece.map_err(|_| self.broken(what))?;
        // A byte now and then is no progress.
        let took = self.answered.elapsed();
        if piece.is_some() && took > idle && so_far / took.as_secs().max(1) < rate {
            return Err(slow(format!("{what} came with less than {rate} bytes in a second")));
        }
        Ok(piece)
    }

    /// Where a partial answer begins.
    pub(crate) fn range_begin(&self) -> Option<u64> {
        let range = self.header(CONTENT_RANGE)?.strip_prefix("bytes ")?;
        range.split_once('-')?.0.trim().parse().ok()
    }

    /// The error that an answer is. `what` was asked.
    pub(crate) async fn refusal(self, what: &str) -> RegistryError {
        let (registry, status) = (self.registry.clone(), self.status());
        let asked = what.to_owned();
        match status {
            StatusCode::UNAUTHORIZED => RegistryError::Unauthorised { registry, given: true },
            StatusCode::FORBIDDEN => RegistryError::Forbidden { registry, what: asked },
            StatusCode::NOT_FOUND => RegistryError::NotFound { what: asked },
            status => {
                let codes = codes(&self.whole("an error", MOST_ERROR_BYTES).await.unwrap_or_default());
                let what = format!("status {}{codes} to {what}", status.as_u16());
                RegistryError::Unexpected { registry, what }
            }
        }
    }

    pub(crate) fn too_large(&self, what: &str, limit: u64) -> RegistryError {
        RegistryError::TooLarge { registry: self.registry.clone(), what: what.to_owned(), limit }
    }

    pub(crate) fn broken(&self, what: &str) -> RegistryError {
        RegistryError::Broken { registry: self.registry.clone(), what: what.to_owned() }
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> RegistryError {
        RegistryError::Unexpected { registry: self.registry.clone(), what: what.into() }
    }
}

/// The codes of the errors that a registry names. Its messages are its own words, and may repeat what it was sent.
fn codes(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Errors {
        errors: Vec<Error>,
    }
    #[derive(Deserialize)]
    struct Error {
        code: String,
    }
    let errors = serde_json::from_slice::<Errors>(body).map(|errors| errors.errors).unwrap_or_default();
    let known = |code: &str| code.len() <= 40 && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let codes: Vec<String> =
        errors.iter().map(|error| &error.code).filter(|code| known(code)).take(3).map(|code| tame(code, 40)).collect();
    if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_repeated() {
        let body = br#"{"errors": [{"code": "MANIFEST_INVALID", "message": "password"}, {"code": "hunter2"}]}"#;
        assert_eq!(codes(body), " (MANIFEST_INVALID)");
        assert_eq!(codes(b"password"), "");
    }
}
