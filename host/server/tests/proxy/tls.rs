//! A model server behind TLS.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::common::folder;
use crate::upstream::{completion, says};
use crate::{PROSE, question};

/// An authority's certificate, PEM, and a server's with its key.
fn certificates() -> (String, ServerConfig) {
    let authority_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(params, authority_key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], key)
        .unwrap();
    (authority, config)
}

/// A model server that gives everybody the same answer. Its port.
async fn model_server(config: ServerConfig) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let body = completion(json!([says(PROSE)])).to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A client that does not trust it goes away.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

#[tokio::test]
async fn a_model_server_is_asked_only_if_it_is_who_it_should_be() {
    let (authority, config) = certificates();
    let (other, _) = certificates();
    let port = model_server(config).await;
    for (trusted, status) in [(authority, 200), (other, 502)] {
        let folder = folder();
        folder.write("authority.pem", trusted);
        let proxy = format!("[proxy]\nupstream = \"https://localhost:{port}\"\nauthorities = \"authority.pem\"\n");
        let server = folder.serve(&format!("{proxy}[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n")).await;
        let response = server.post("/v1/chat/completions", question().to_string()).await;
        assert_eq!(response.status(), status);
        let body: Value = response.json().await.unwrap();
        match status {
            200 => assert_eq!(body["choices"][0]["message"]["content"], PROSE),
            _ => assert_eq!(body["error"]["code"], "upstream-unreachable"),
        }
    }
}

#[tokio::test]
async fn authorities_that_cannot_be_read_keep_the_server_from_starting() {
    for (bytes, says) in
        [("", "no certificate"), ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "")]
    {
        let folder = folder();
        folder.write("authority.pem", bytes);
        let file = folder.configure(
            "[proxy]\nupstream = \"https://localhost\"\nauthorities = \"authority.pem\"\n[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n",
        );
        let configuration = lictor_server::Configuration::read(&file).unwrap();
        let error = lictor_server::Server::start(configuration, Some(file), None).await.err().unwrap().to_string();
        assert!(error.starts_with("`[proxy]`: ") && error.contains(says), "{error}");
    }
}
