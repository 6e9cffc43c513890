//! Against a real registry.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{PASSWORD, connection, pack, reference, registry, signature, silent, store, with_login};
use lictor_artifact::{Artifact, Reference, StoreError};
use lictor_model::Digest;
use lictor_registry::{Connection, Published, RegistryError, Replace};
use lictor_tests::registry::{Registry, Setup};

async fn publish(real: &Registry, connection: &Connection, artifact: &Artifact) -> Result<Published, RegistryError> {
    let signatures = [signature(artifact, "jane"), signature(artifact, "ci")];
    let reference = reference(&real.host, artifact.version());
    registry(&real.host, connection).publish(&reference, artifact, &signatures, Replace::Never, silent()).await
}

#[tokio::test]
async fn what_is_published_is_pulled_with_its_signatures() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    let (ours, folder) = (pack("1.2.0", 3 << 20), store());
    let published = publish(&real, &connection(), &ours).await.unwrap();
    assert_eq!(published, Published { digest: ours.digest(), was_there: false, signatures: 2 });
    let named = reference(&real.host, "1.2.0");
    let there = registry(&real.host, &connection());
    for reference in [&named, &named.at(ours.digest()), &named.repository().pinned(ours.digest())] {
        let folder = store();
        let pulled = there.pull(reference, &folder.store, Replace::Never, silent()).await.unwrap();
        assert_eq!((&pulled.artifact, pulled.signatures, pulled.unusable), (&ours, 2, 0));
        assert_eq!(folder.store.artifact(&ours.digest()).unwrap(), ours);
        let mut documents = folder.store.signature_documents(&ours.digest()).unwrap();
        documents.sort();
        let mut wanted = [signature(&ours, "ci").document().to_vec(), signature(&ours, "jane").document().to_vec()];
        wanted.sort();
        assert_eq!(documents, wanted);
        folder.is_whole();
    }
    // The second time nothing is sent; a signature that came later is.
    assert!(publish(&real, &connection(), &ours).await.unwrap().was_there);
    let later = [signature(&ours, "later")];
    there.publish(&named, &ours, &later, Replace::Never, silent()).await.unwrap();
    let pulled = there.pull(&named, &folder.store, Replace::Never, silent()).await.unwrap();
    assert_eq!(pulled.signatures, 3);
}

#[tokio::test]
async fn versions_are_listed_and_stay_what_they_are() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    let there = registry(&real.host, &connection());
    let repository = reference(&real.host, "x").repository().clone();
    assert!(matches!(there.list(&repository).await, Err(RegistryError::NotFound { .. })));
    assert!(there.previous(&repository, &"9.0.0".parse().unwrap(), silent()).await.unwrap().is_none());
    let versions = ["1.10.0", "1.2.0", "1.9.0-rc.1"].map(|version| pack(version, 100));
    for artifact in &versions {
        publish(&real, &connection(), artifact).await.unwrap();
    }
    let latest = repository.tagged("latest").unwrap();
    there.publish(&latest, &versions[1], &[], Replace::Never, silent()).await.unwrap();
    let listed: Vec<(String, Digest, Option<String>)> = there
        .list(&repository)
        .await
        .unwrap()
        .into_iter()
        .map(|tagged| (tagged.tag, tagged.digest, tagged.pack.map(|(plugin, version)| format!("{plugin} {version}"))))
        .collect();
    let wanted =
        [("1.2.0", 1, "1.2.0"), ("1.9.0-rc.1", 2, "1.9.0-rc.1"), ("1.10.0", 0, "1.10.0"), ("latest", 1, "1.2.0")]
            .map(|(tag, at, version)| (tag.to_owned(), versions[at].digest(), Some(format!("acme/tone {version}"))));
    assert_eq!(listed, wanted);
    for (version, wanted) in [("1.10.1", Some("1.10.0")), ("1.9.0", Some("1.9.0-rc.1")), ("1.2.0", None)] {
        let previous = there.previous(&repository, &version.parse().unwrap(), silent()).await.unwrap();
        assert_eq!(previous.map(|(_, artifact)| artifact.version().to_owned()).as_deref(), wanted, "{version}");
    }
    // Another build of a version that is out.
    let rebuilt = pack("1.2.0", 200);
    let named = reference(&real.host, "1.2.0");
    let error = publish(&real, &connection(), &rebuilt).await.unwrap_err();
    assert!(matches!(&error, RegistryError::Published { old, .. } if *old == versions[1].digest()), "{error}");
    assert_eq!(there.published(&named).await.unwrap(), Some(versions[1].digest()));
    let error =
        there.publish(&reference(&real.host, "3.0.0"), &rebuilt, &[], Replace::Never, silent()).await.unwrap_err();
    assert!(error.to_string().contains("names another version"), "{error}");
    // Who has pulled it is told when it changes all the same.
    let folder = store();
    there.pull(&named, &folder.store, Replace::Never, silent()).await.unwrap();
    there.publish(&named, &rebuilt, &[], Replace::Allowed, silent()).await.unwrap();
    let error = there.pull(&named, &folder.store, Replace::Never, silent()).await.unwrap_err();
    assert!(matches!(error, RegistryError::Store(StoreError::Moved { .. })), "{error}");
    assert_eq!(folder.store.resolve(&named).unwrap(), Some(versions[1].digest()));
    there.pull(&named, &folder.store, Replace::Allowed, silent()).await.unwrap();
    assert_eq!(folder.store.resolve(&named).unwrap(), Some(rebuilt.digest()));
    // The old one is still to be had by its digest.
    there.pull(&repository.pinned(versions[1].digest()), &store().store, Replace::Never, silent()).await.unwrap();
}

#[tokio::test]
async fn who_may_not_in_stays_out() {
    let Some(real) = Registry::start(Setup { password: Some(PASSWORD), ..Setup::default() }) else { return };
    let ours = pack("1.2.0", 100);
    let right = with_login(connection(), &real.host, "jane", PASSWORD);
    let error = publish(&real, &connection(), &ours).await.unwrap_err();
    assert!(matches!(error, RegistryError::Unauthorised { given: false, .. }), "{error}");
    let wrong = with_login(connection(), &real.host, "jane", "wrong horse");
    for error in [
        publish(&real, &wrong, &ours).await.unwrap_err(),
        registry(&real.host, &wrong).check_credentials().await.map(|_| ()).unwrap_err(),
    ] {
        assert!(matches!(error, RegistryError::Unauthorised { given: true, .. }), "{error}");
        assert!(!format!("{error:?}{error}").contains("wrong horse"));
    }
    // Credentials of another registry are not tried.
    let other = with_login(connection(), "127.0.0.1:1", "jane", PASSWORD);
    assert!(matches!(publish(&real, &other, &ours).await, Err(RegistryError::Unauthorised { given: false, .. })));
    assert!(registry(&real.host, &right).check_credentials().await.unwrap());
    publish(&real, &right, &ours).await.unwrap();
    let folder = store();
    let named = reference(&real.host, "1.2.0");
    let pulled = registry(&real.host, &right).pull(&named, &folder.store, Replace::Never, silent()).await.unwrap();
    assert_eq!(pulled.signatures, 2);
    let error =
        registry(&real.host, &connection()).pull(&named, &store().store, Replace::Never, silent()).await.unwrap_err();
    assert!(matches!(error, RegistryError::Unauthorised { given: false, .. }), "{error}");
    assert!(!registry("127.0.0.1:1", &connection()).name().is_empty());
}

/// A private authority, and a certificate of it for this machine.
fn certificates(folder: &std::path::Path) -> (PathBuf, PathBuf, PathBuf) {
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = authority.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(authority, key);
    let server_key = rcgen::KeyPair::generate().unwrap();
    let server =
        rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&server_key, &issuer).unwrap();
    let paths = ["ca.pem", "server.pem", "server.key"].map(|name| folder.join(name));
    fs::write(&paths[0], certificate.pem()).unwrap();
    fs::write(&paths[1], server.pem()).unwrap();
    fs::write(&paths[2], server_key.serialize_pem()).unwrap();
    let [ca, certificate, key] = paths;
    (ca, certificate, key)
}

#[tokio::test]
async fn a_private_authority_counts_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (ca, certificate, key) = certificates(folder.path());
    let setup = Setup { password: Some(PASSWORD), tls: Some((certificate, key)), ..Setup::default() };
    let Some(real) = Registry::start(setup) else { return };
    let trusting = |ca: &PathBuf| {
        let connection = Connection { authorities: Some(ca.clone()), ..connection() };
        with_login(connection, &real.host, "jane", PASSWORD)
    };
    let ours = pack("1.2.0", 1 << 20);
    publish(&real, &trusting(&ca), &ours).await.unwrap();
    let named = reference(&real.host, "1.2.0");
    let there = registry(&real.host, &trusting(&ca));
    let pulled = there.pull(&named, &store().store, Replace::Never, silent()).await.unwrap();
    assert_eq!((pulled.artifact, pulled.signatures), (ours.clone(), 2));
    // Another authority of the same name.
    let other = tempfile::tempdir().unwrap();
    let (foreign, ..) = certificates(other.path());
    let error = publish(&real, &trusting(&foreign), &ours).await.unwrap_err();
    assert!(matches!(&error, RegistryError::Unreachable { help, .. } if help.contains("--ca")), "{error}");
    // Plain HTTP to a server that speaks TLS.
    let plain = with_login(connection(), &real.host, "jane", PASSWORD);
    assert!(publish(&real, &plain, &ours).await.is_err());
    fs::write(&ca, "nothing").unwrap();
    for file in [ca, "/nowhere/ca.pem".into()] {
        let error = lictor_registry::Registry::new(&real.host, &trusting(&file)).err().unwrap();
        assert!(matches!(error, RegistryError::Authorities { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_was_altered_in_the_registry_is_refused() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    let ours = pack("1.2.0", 10_000);
    publish(&real, &connection(), &ours).await.unwrap();
    let there = registry(&real.host, &connection());
    let named = reference(&real.host, "1.2.0");
    for part in [ours.manifest(), ours.config(), ours.component()] {
        let path = real.blob(&Digest::of(part));
        let mut altered = part.to_vec();
        // A word in the manifest that leaves it one, any byte elsewhere.
        let at = part.windows(5).position(|window| window == b"1.2.0").unwrap_or(part.len() / 2);
        altered[at] = altered[at].wrapping_add(1);
        fs::write(&path, &altered).unwrap();
        for reference in [&named, &named.at(ours.digest())] {
            let folder = store();
            let error = there.pull(reference, &folder.store, Replace::Never, silent()).await.unwrap_err();
            let told = matches!(
                error,
                RegistryError::Digest { .. }
                    | RegistryError::Unexpected { .. }
                    | RegistryError::Busy { .. }
                    | RegistryError::NotFound { .. }
            );
            assert!(told, "{error}");
            assert_eq!(folder.store.entries().unwrap(), []);
            folder.is_whole();
        }
        fs::write(&path, part).unwrap();
    }
    there.pull(&named, &store().store, Replace::Never, silent()).await.unwrap();
    // An altered signature is left out, and said so.
    let path = real.blob(&Digest::of(signature(&ours, "jane").document()));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("jane", "joan")).unwrap();
    let pulled = there.pull(&named, &store().store, Replace::Never, silent()).await.unwrap();
    assert_eq!((pulled.signatures, pulled.unusable), (1, 1));
}

#[tokio::test]
async fn a_registry_that_is_gone_is_told_from_one_that_has_nothing() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    let ours = pack("1.2.0", 100);
    publish(&real, &connection(), &ours).await.unwrap();
    let named = reference(&real.host, "1.2.0");
    let pull = async |reference: &Reference| {
        registry(reference.registry(), &connection()).pull(reference, &store().store, Replace::Never, silent()).await
    };
    for missing in [
        reference(&real.host, "9.9.9"),
        named.repository().pinned(Digest::of("x")),
        format!("{}/packs/other:1.2.0", real.host).parse().unwrap(),
    ] {
        let error = pull(&missing).await.unwrap_err();
        assert!(matches!(&error, RegistryError::NotFound { what } if *what == missing.to_string()), "{error}");
    }
    let again = real.stop();
    let error = pull(&named).await.unwrap_err();
    assert!(matches!(error, RegistryError::Unreachable { .. }), "{error}");
    let Some(_real) = Registry::start(Setup { again: Some(again), ..Setup::default() }) else { return };
    pull(&named).await.unwrap();
}

/// Whoever publishes is interrupted at any moment, and does it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_publication_is_finished_by_the_next() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    let named = |version: &str| reference(&real.host, version);
    let mut cut = 0;
    for round in 0..12_u64 {
        let ours = pack(&format!("1.{round}.0"), 4 << 20);
        let patience = std::time::Duration::from_millis(3 * round + 1);
        cut += u32::from(tokio::time::timeout(patience, publish(&real, &connection(), &ours)).await.is_err());
        // Either nobody sees it, or all of it is there.
        let there = registry(&real.host, &connection());
        let version = format!("1.{round}.0");
        match there.pull(&named(&version), &store().store, Replace::Never, silent()).await {
            Ok(pulled) => assert_eq!(pulled.artifact, ours),
            Err(error) => assert!(matches!(error, RegistryError::NotFound { .. }), "{error}"),
        }
        publish(&real, &connection(), &ours).await.unwrap();
        let folder = store();
        // And whoever pulls.
        let name = named(&version);
        let pulling = there.pull(&name, &folder.store, Replace::Never, silent());
        let _ = tokio::time::timeout(patience, pulling).await;
        folder.is_whole();
        let pulled = there.pull(&name, &folder.store, Replace::Never, silent()).await.unwrap();
        assert_eq!((pulled.artifact, pulled.signatures), (ours, 2));
        folder.is_whole();
    }
    assert!(cut > 0, "no publication was interrupted");
}

/// Something that is no pack, put there by another tool.
#[tokio::test]
async fn what_is_no_pack_is_told() {
    let Some(real) = Registry::start(Setup::default()) else { return };
    // The first registry chooses what TLS is made of, which this client needs to know, too.
    drop(registry(&real.host, &connection()));
    let client = reqwest::Client::builder().tls_certs_only([]).build().unwrap();
    let base = format!("http://{}/v2/packs/tone", real.host);
    let put = async |bytes: &'static [u8]| {
        let place = client.post(format!("{base}/blobs/uploads/")).send().await.unwrap();
        let place = place.headers()["location"].to_str().unwrap().to_owned();
        let url = format!("{place}&digest={}", Digest::of(bytes));
        assert!(client.put(url).body(bytes).send().await.unwrap().status().is_success());
    };
    put(b"{}").await;
    put(b"layer").await;
    let layer = serde_json::json!({"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": Digest::of("layer"), "size": 5});
    let config = serde_json::json!({"mediaType": "application/vnd.oci.image.config.v1+json", "digest": Digest::of("{}"), "size": 2});
    let image = serde_json::json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer]});
    let list = serde_json::json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []});
    for (tag, document) in [("image", image), ("list", list)] {
        let kind = document["mediaType"].as_str().unwrap().to_owned();
        let sent =
            client.put(format!("{base}/manifests/{tag}")).header("content-type", kind).body(document.to_string());
        assert!(sent.send().await.unwrap().status().is_success());
        let folder = store();
        let there = registry(&real.host, &connection());
        let error = there.pull(&reference(&real.host, tag), &folder.store, Replace::Never, silent()).await.unwrap_err();
        assert!(error.is_usage() && format!("{error}").contains("not a pack"), "{error}");
        folder.is_whole();
    }
    let listed = registry(&real.host, &connection()).list(reference(&real.host, "x").repository()).await.unwrap();
    assert!(listed.iter().all(|tagged| tagged.pack.is_none()) && listed.len() == 2, "{listed:?}");
}
