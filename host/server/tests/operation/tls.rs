//! TLS, with certificates of clients and without, and renewed while the server runs.

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd};
use reqwest::{Certificate, Identity, StatusCode};

use crate::common::{CARD, Event, Folder, Running, client_builder, folder, sample};

/// Who signs certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate and its key, PEM.
struct Signed {
    certificate: String,
    key: String,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

impl Authority {
    fn sign(&self, purpose: ExtendedKeyUsagePurpose, until: i32) -> Signed {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.extended_key_usages = vec![purpose];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Signed { certificate, key: key.serialize_pem() }
    }

    fn server(&self) -> Signed {
        self.sign(ExtendedKeyUsagePurpose::ServerAuth, 2100)
    }

    fn client(&self) -> Signed {
        self.sign(ExtendedKeyUsagePurpose::ClientAuth, 2100)
    }
}

impl Signed {
    fn write(&self, folder: &Folder) {
        folder.write("server.pem", &self.certificate);
        folder.write("server.key", &self.key);
    }
}

const POLICY: &str = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n";

async fn serve(signed: &Signed, clients: Option<&Authority>) -> Running {
    let folder = folder();
    signed.write(&folder);
    let clients = clients.map_or(String::new(), |authority| {
        folder.write("clients.pem", &authority.pem);
        "client_authorities = \"clients.pem\"\n".to_owned()
    });
    folder.serve(&format!("{POLICY}[tls]\ncertificate = \"server.pem\"\nkey = \"server.key\"\n{clients}")).await
}

/// A client that trusts an authority, on connections of its own.
fn client(authority: &Authority, identity: Option<&Signed>) -> reqwest::Client {
    let trusted = Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let builder = client_builder().tls_certs_only([trusted]).pool_max_idle_per_host(0);
    let pem = identity.map(|identity| format!("{}{}", identity.certificate, identity.key));
    match pem {
        None => builder.build().unwrap(),
        Some(pem) => builder.identity(Identity::from_pem(pem.as_bytes()).unwrap()).build().unwrap(),
    }
}

async fn ask(served: &Running, client: &reqwest::Client) -> Result<StatusCode, reqwest::Error> {
    let answer = client.post(served.url("/v1/check")).body(sample(CARD)).send().await?;
    assert_eq!(answer.version(), reqwest::Version::HTTP_2, "both speak it");
    Ok(answer.status())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_trusts_the_certificate_is_answered_and_plain_text_is_not() {
    let (ours, others) = (authority(), authority());
    let served = serve(&ours.server(), None).await;
    assert_eq!(ask(&served, &client(&ours, None)).await.unwrap(), StatusCode::OK);
    assert!(ask(&served, &client(&others, None)).await.is_err());
    let plain = served.url("/v1/check").replace("https://", "http://");
    assert!(client(&ours, None).post(plain).body(sample(CARD)).send().await.is_err());
    let expired = serve(&ours.sign(ExtendedKeyUsagePurpose::ServerAuth, 2021), None).await;
    assert!(ask(&expired, &client(&ours, None)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_clients_need_a_certificate_only_a_right_one_will_do() {
    let (ours, clients, others) = (authority(), authority(), authority());
    let served = serve(&ours.server(), Some(&clients)).await;
    let right = client(&ours, Some(&clients.client()));
    assert_eq!(ask(&served, &right).await.unwrap(), StatusCode::OK);
    let wrong = [
        ("none", None),
        ("another authority's", Some(others.client())),
        ("one of the server's authority", Some(ours.client())),
        ("an expired one", Some(clients.sign(ExtendedKeyUsagePurpose::ClientAuth, 2021))),
        ("one for servers", Some(clients.server())),
    ];
    let count = wrong.len();
    for (what, identity) in wrong {
        assert!(ask(&served, &client(&ours, identity.as_ref())).await.is_err(), "{what}");
    }
    let metrics = right.get(served.url("/metrics")).send().await.unwrap().text().await.unwrap();
    let line = format!("lictor_refusals_total{{problem=\"handshake\"}} {count}\n");
    assert!(metrics.contains(&line), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_used_from_the_next_connection_on() {
    let (old, new) = (authority(), authority());
    let mut served = serve(&old.server(), None).await;
    served.happens(|event| *event == Event::Ready).await;
    assert_eq!(ask(&served, &client(&old, None)).await.unwrap(), StatusCode::OK);
    // A certificate without its key changes nothing.
    let renewed = new.server();
    served.folder.write("server.pem", &renewed.certificate);
    served.happens(|event| matches!(event, Event::Kept(_))).await;
    assert_eq!(ask(&served, &client(&old, None)).await.unwrap(), StatusCode::OK);
    renewed.write(&served.folder);
    served.happens(|event| *event == Event::Reloaded).await;
    assert_eq!(ask(&served, &client(&new, None)).await.unwrap(), StatusCode::OK);
    assert!(ask(&served, &client(&old, None)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_never_ends_keeps_nobody_from_asking() {
    let ours = authority();
    let served = serve(&ours.server(), None).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(tokio::net::TcpStream::connect(served.address).await.unwrap());
    }
    assert_eq!(ask(&served, &client(&ours, None)).await.unwrap(), StatusCode::OK);
    drop(silent);
}
