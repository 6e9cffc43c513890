//! Asks another server whether it wants requests, for those who watch over it and have no other client.

use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, Client, StatusCode, redirect};
use rustls::crypto::ring;

/// Longer than a server takes that is worth being asked.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server does not want requests, or why nobody knows.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// It answers, and says no.
    #[error("it answers {0}")]
    NotReady(StatusCode),
    /// It does not answer.
    #[error("it does not answer: {0}")]
    NoAnswer(String),
    /// The authorities that it is to be trusted by cannot be read.
    #[error("{file}: {message}")]
    Authorities {
        /// The file.
        file: String,
        /// Why.
        message: String,
    },
}

/// Asks whether a server wants requests. `authorities`, PEM, are those whose certificates it may have.
///
/// # Errors
/// [`ProbeError`].
pub async fn probe(url: &str, authorities: Option<&Path>) -> Result<(), ProbeError> {
    // A second one is the same.
    let _ = ring::default_provider().install_default();
    let trusted = authorities.map(read).transpose()?.unwrap_or_default();
    let builder =
        Client::builder().tls_certs_only(trusted).redirect(redirect::Policy::none()).no_proxy().timeout(PATIENCE);
    let client = builder.build().map_err(|error| no_answer(&error))?;
    let answer = client.get(url).send().await.map_err(|error| no_answer(&error))?;
    match answer.status() {
        StatusCode::OK => Ok(()),
        other => Err(ProbeError::NotReady(other)),
    }
}

fn read(path: &Path) -> Result<Vec<Certificate>, ProbeError> {
    let fail = |message: String| ProbeError::Authorities { file: path.display().to_string(), message };
    let pem = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    let read = Certificate::from_pem_bundle(&pem).map_err(|error| fail(error.to_string()))?;
    if read.is_empty() { Err(fail("no certificate in PEM".into())) } else { Ok(read) }
}

/// The error behind the error: the outer one only says that a request failed.
fn no_answer(error: &reqwest::Error) -> ProbeError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    ProbeError::NoAnswer(cause.to_string())
}
