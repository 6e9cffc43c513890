//! Certificates, ours and those of clients. Read again at each reload, so that they can be renewed without a restart.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::configuration::Tls;
use crate::setup::SetupError;

/// The certificates in force.
pub(crate) struct Certificates(ArcSwap<ServerConfig>);

impl Certificates {
    pub(crate) fn read(tls: &Tls) -> Result<Self, SetupError> {
        Ok(Self(ArcSwap::new(read(tls)?)))
    }

    /// For the next connection.
    pub(crate) fn current(&self) -> Arc<ServerConfig> {
        self.0.load_full()
    }

    /// Puts others in their place.
    pub(crate) fn replace(&self, other: &Self) {
        self.0.store(other.current());
    }
}

fn read(tls: &Tls) -> Result<Arc<ServerConfig>, SetupError> {
    let fail = |path: &Path, what: &str, error: &dyn std::fmt::Display| {
        SetupError::Tls(format!("{}: {what}: {error}", path.display()))
    };
    let chain = certificates(&tls.certificate)?;
    let key =
        PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| fail(&tls.key, "no private key in PEM", &error))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| fail(&tls.certificate, "TLS", &error))?;
    let builder = match &tls.client_authorities {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|error| fail(path, "not a certificate of an authority", &error))?;
            }
            let provider = Arc::new(ring::default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| fail(path, "no authority", &error))?)
        }
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| fail(&tls.certificate, "certificate and key do not fit", &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config.into())
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, SetupError> {
    let fail = |error: &dyn std::fmt::Display| SetupError::Tls(format!("{}: {error}", path.display()));
    let read: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(|error| fail(&error))?.collect();
    let read = read.map_err(|error| fail(&error))?;
    match read.is_empty() {
        true => Err(fail(&"no certificate in PEM")),
        false => Ok(read),
    }
}
