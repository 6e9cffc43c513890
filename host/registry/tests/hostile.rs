//! Against a registry that lies, stalls and leads astray.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::scripted::{Asked, Body, Reply, Scripted, honest, is_blob, reply, serve};
use common::{PASSWORD, connection, pack, reference, registry, signature, silent, store, with_login};
use lictor_artifact::{Artifact, Descriptor, INDEX_TYPE, Index};
use lictor_model::Digest;
use lictor_registry::{Connection, Pulled, RegistryError, Replace};
use serde_json::json;

async fn pull_as(scripted: &Scripted, connection: &Connection) -> Result<Pulled, RegistryError> {
    let folder = store();
    let there = registry(&scripted.host, connection);
    let pulled = there.pull(&reference(&scripted.host, "1.2.0"), &folder.store, Replace::Never, silent()).await;
    folder.is_whole();
    if pulled.is_err() {
        assert_eq!(folder.store.entries().unwrap(), []);
    }
    pulled
}

async fn pull(scripted: &Scripted) -> Result<Pulled, RegistryError> {
    pull_as(scripted, &connection()).await
}

/// A registry that is honest but for what a lie says.
async fn lying(lie: impl Fn(&Asked, &Artifact) -> Option<Reply> + Send + Sync + 'static) -> (Scripted, Artifact) {
    let ours = pack("1.2.0", 200_000);
    let artifact = ours.clone();
    let scripted = serve(move |asked| lie(asked, &artifact).unwrap_or_else(|| honest(&artifact, asked))).await;
    (scripted, ours)
}

#[tokio::test]
async fn an_honest_one_is_believed() {
    let (scripted, ours) = lying(|_, _| None).await;
    let pulled = pull(&scripted).await.unwrap();
    assert_eq!((pulled.artifact, pulled.signatures), (ours, 0));
}

#[tokio::test]
async fn other_bytes_than_were_named_are_refused() {
    for what in 0..3 {
        let (scripted, ours) = lying(move |asked, ours| {
            let part = [ours.manifest(), ours.config(), ours.component()][what];
            let hit = if what == 0 { asked.path.contains("/manifests/sha256:") } else { is_blob(&asked.path, part) };
            let mut altered = part.to_vec();
            *altered.last_mut().unwrap() ^= 1;
            hit.then(|| reply(200).body(altered))
        })
        .await;
        let folder = store();
        let pinned = reference(&scripted.host, "1.2.0").at(ours.digest());
        let error = registry(&scripted.host, &connection())
            .pull(&pinned, &folder.store, Replace::Never, silent())
            .await
            .unwrap_err();
        assert!(matches!(error, RegistryError::Digest { .. }), "{error}");
        folder.is_whole();
        // It is not asked for again and again.
        assert!(scripted.asked().len() <= 3);
    }
    // Another manifest than the head says.
    let (scripted, _) = lying(|asked, ours| {
        let said = Digest::of("x").to_string();
        asked.path.contains("/manifests/").then(|| reply(200).with("docker-content-digest", said).body(ours.manifest()))
    })
    .await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Digest { .. })));
}

#[tokio::test]
async fn another_version_under_the_tag_is_refused() {
    let other = pack("1.3.0", 100);
    let scripted = serve(move |asked| match asked.path.contains("/manifests/1.2.0") {
        true => reply(200).body(other.manifest()),
        false => honest(&other, asked),
    })
    .await;
    let error = pull(&scripted).await.unwrap_err();
    assert!(error.to_string().contains("not there") || error.to_string().contains("1.2.0"), "{error}");
}

#[tokio::test]
async fn layers_that_were_swapped_and_other_media_types_are_refused() {
    let change = |change: fn(&mut serde_json::Value)| async move {
        let (scripted, _) = lying(move |asked, ours| {
            let mut manifest: serde_json::Value = serde_json::from_slice(ours.manifest()).unwrap();
            change(&mut manifest);
            asked.path.contains("/manifests/1.2.0").then(|| reply(200).body(manifest.to_string()))
        })
        .await;
        pull(&scripted).await.unwrap_err()
    };
    let swapped = change(|manifest| {
        let (config, layer) = (manifest["config"]["digest"].clone(), manifest["layers"][0]["digest"].clone());
        (manifest["config"]["digest"], manifest["layers"][0]["digest"]) = (layer, config);
    });
    assert!(matches!(
        swapped.await,
        RegistryError::TooLarge { .. } | RegistryError::Broken { .. } | RegistryError::Digest { .. }
    ));
    for (error, words) in [
        (
            change(|manifest| manifest["mediaType"] = json!("application/vnd.docker.distribution.manifest.v2+json"))
                .await,
            "no manifest",
        ),
        (
            change(|manifest| manifest["layers"][0]["mediaType"] = json!("application/octet-stream")).await,
            "not one WebAssembly",
        ),
        (change(|manifest| manifest["layers"][0]["size"] = json!(1_u64 << 40)).await, "more than"),
        (change(|manifest| *manifest = json!("[".repeat(1000))).await, "no manifest"),
    ] {
        assert!(matches!(error, RegistryError::Artifact { .. }) && error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn what_has_no_end_is_not_read_to_it() {
    let begin = Instant::now();
    for place in ["/manifests/1.2.0", "/blobs/", "/referrers/", "/manifests/sha256-"] {
        let (scripted, _) =
            lying(move |asked, _| asked.path.contains(place).then(|| reply(200).sending(Body::Endless))).await;
        let error = pull(&scripted).await.unwrap_err();
        assert!(matches!(error, RegistryError::TooLarge { .. }), "{place}: {error}");
    }
    // A length that is told beforehand is not even waited for.
    let (scripted, _) = lying(|asked, _| {
        asked.path.contains("/manifests/1.2.0").then(|| reply(200).sending(Body::Cut(vec![b' '; 1 << 24], 0)))
    })
    .await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::TooLarge { .. })));
    // An error of any size is an error.
    let (scripted, _) =
        lying(|asked, _| asked.path.contains("/manifests/").then(|| reply(418).sending(Body::Endless))).await;
    let error = pull(&scripted).await.unwrap_err();
    assert!(error.to_string().contains("status 418"), "{error}");
    // A head without end.
    let (scripted, _) =
        lying(|asked, _| asked.path.contains("/manifests/").then(|| reply(200).with("x-long", "x".repeat(4 << 20))))
            .await;
    assert!(pull(&scripted).await.is_err());
    assert!(begin.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn who_is_slow_is_given_up() {
    let begin = Instant::now();
    let (scripted, _) = lying(|_, _| Some(reply(200).sending(Body::Silence))).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Slow { .. })));
    assert_eq!(scripted.asked().len(), 3, "it is tried again, so often");
    // A byte now and then, always just in time.
    let (scripted, _) = lying(|asked, ours| {
        let drip = Body::Drip(ours.component().to_vec(), Duration::from_millis(100));
        is_blob(&asked.path, ours.component()).then(|| reply(200).sending(drip))
    })
    .await;
    let error = pull(&scripted).await.unwrap_err();
    assert!(matches!(error, RegistryError::Slow { .. }), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_transfer_that_breaks_off_goes_on_where_it_was() {
    let (scripted, ours) = lying(|asked, ours| {
        let component = ours.component();
        if !is_blob(&asked.path, component) {
            return None;
        }
        let range = asked.header("range").strip_prefix("bytes=").and_then(|range| range.strip_suffix('-'));
        let begin: usize = range.map_or(0, |begin| begin.parse().unwrap());
        let rest = component[begin..].to_vec();
        let half = rest.len() / 2;
        let whole = begin > component.len() / 2;
        let body = if whole { Body::Whole(rest) } else { Body::Cut(rest, half) };
        let range = format!("bytes {begin}-{}/{}", component.len() - 1, component.len());
        Some(match begin {
            0 => reply(200).sending(body),
            _ => reply(206).with("content-range", range).sending(body),
        })
    })
    .await;
    // Three attempts: nothing, half, three quarters.
    assert_eq!(pull(&scripted).await.unwrap().artifact, ours);
    let begins: Vec<String> =
        scripted.asked().iter().map(|asked| asked.header("range").to_owned()).filter(|r| !r.is_empty()).collect();
    assert_eq!(begins.len(), 2, "{begins:?}");
    // A registry that knows no ranges begins again.
    let count = AtomicUsize::new(0);
    let (scripted, ours) = lying(move |asked, ours| {
        let first = is_blob(&asked.path, ours.component()) && count.fetch_add(1, Ordering::Relaxed) == 0;
        first.then(|| reply(200).sending(Body::Cut(ours.component().to_vec(), 1000)))
    })
    .await;
    assert_eq!(pull(&scripted).await.unwrap().artifact, ours);
    // One that goes on at another place than asked is not believed.
    let (scripted, _) = lying(|asked, ours| {
        let component = ours.component();
        is_blob(&asked.path, component).then(|| match asked.header("range") {
            "" => reply(200).sending(Body::Cut(component.to_vec(), 1000)),
            _ => reply(206).with("content-range", "bytes 5-10/20").body(&component[5..]),
        })
    })
    .await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Broken { .. })));
    // Always cut: given up.
    let (scripted, _) =
        lying(|asked, ours| is_blob(&asked.path, ours.component()).then(|| reply(200).sending(Body::Hangup))).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Broken { .. })));
}

#[tokio::test]
async fn who_is_busy_is_asked_again_when_it_says() {
    for (status, after) in [(429, Some("1")), (503, None), (500, None), (502, None)] {
        let count = AtomicUsize::new(0);
        let (scripted, ours) = lying(move |_, _| {
            let mut busy = reply(status);
            if let Some(after) = after {
                busy = busy.with("retry-after", after);
            }
            (count.fetch_add(1, Ordering::Relaxed) == 0).then_some(busy)
        })
        .await;
        let begin = Instant::now();
        assert_eq!(pull(&scripted).await.unwrap().artifact, ours);
        assert!(after.is_none() || begin.elapsed() >= Duration::from_secs(1));
    }
    let begin = Instant::now();
    for after in ["3600", "Sat, 06 Nov 2094 08:49:37 GMT"] {
        let (scripted, _) = lying(move |_, _| Some(reply(429).with("retry-after", after))).await;
        let error = pull(&scripted).await.unwrap_err();
        assert!(matches!(error, RegistryError::Busy { after: Some(_), .. }), "{error}");
        assert_eq!(scripted.asked().len(), 1, "an hour is not waited for");
    }
    assert!(begin.elapsed() < Duration::from_secs(2));
    let (scripted, _) = lying(|_, _| Some(reply(503))).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Busy { .. })));
    assert_eq!(scripted.asked().len(), 3);
}

#[tokio::test]
async fn redirects_end() {
    let (scripted, _) = lying(|asked, _| Some(reply(307).with("location", asked.path.clone()))).await;
    let error = pull(&scripted).await.unwrap_err();
    assert!(matches!(error, RegistryError::Redirect { .. }), "{error}");
    assert_eq!(scripted.asked().len(), 6);
    for place in ["", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://jane:x@127.0.0.1/x", "http://[::1"] {
        let (scripted, _) = lying(move |_, _| Some(reply(302).with("location", place))).await;
        let error = pull(&scripted).await.unwrap_err();
        assert!(matches!(error, RegistryError::Redirect { .. }), "{place}: {error}");
    }
    let (scripted, _) = lying(|_, _| Some(reply(301))).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Redirect { .. })));
}

#[tokio::test]
async fn credentials_go_to_no_other_host() {
    let ours = pack("1.2.0", 1000);
    let component = ours.component().to_vec();
    let store_of_blobs = serve(move |_| reply(200).body(component.clone())).await;
    let elsewhere = store_of_blobs.host.clone();
    let artifact = ours.clone();
    let scripted = serve(move |asked| {
        if asked.header("authorization") != "Basic amFuZTpjb3JyZWN0IGhvcnNl" {
            return reply(401).with("www-authenticate", "Basic realm=\"x\"");
        }
        match is_blob(&asked.path, artifact.component()) {
            true => reply(307).with("location", format!("http://{elsewhere}/blob?signed=1")),
            false => honest(&artifact, asked),
        }
    })
    .await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    assert_eq!(pull_as(&scripted, &right).await.unwrap().artifact, ours);
    let asked = store_of_blobs.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].headers.values().all(|value| !value.contains("Basic")), "{asked:?}");
    assert_eq!(asked[0].header("referer"), "");
}

#[tokio::test]
async fn who_asks_for_credentials_elsewhere_gets_none() {
    let thief = serve(|_| reply(401).with("www-authenticate", "Basic realm=\"x\"")).await;
    let elsewhere = thief.host.clone();
    let (scripted, _) = lying(move |asked, ours| {
        let place = format!("http://{elsewhere}/blob");
        is_blob(&asked.path, ours.component()).then(|| reply(307).with("location", place))
    })
    .await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    let error = pull_as(&scripted, &right).await.unwrap_err();
    assert!(matches!(error, RegistryError::Redirect { .. }), "{error}");
    assert!(thief.asked().iter().all(|asked| asked.header("authorization").is_empty()));
}

#[tokio::test]
async fn who_always_says_401_is_asked_twice() {
    let scripted = serve(|_| reply(401).with("www-authenticate", "Basic realm=\"x\"")).await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    let error = pull_as(&scripted, &right).await.unwrap_err();
    assert!(matches!(error, RegistryError::Unauthorised { given: true, .. }), "{error}");
    assert_eq!(scripted.asked().len(), 2);
    let scripted = serve(|_| reply(401)).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Unexpected { .. })));
    let scripted = serve(|_| reply(403)).await;
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Forbidden { .. })));
}

/// A registry that takes tokens, and where its token server is said to be.
async fn with_tokens(realm: impl Fn(&str) -> String + Send + Sync + 'static) -> (Scripted, Artifact) {
    let ours = pack("1.2.0", 1000);
    let artifact = ours.clone();
    let scripted = serve(move |asked| {
        let realm = realm(asked.header("host"));
        if asked.path.starts_with("/token") {
            return match asked.header("authorization") {
                "Basic amFuZTpjb3JyZWN0IGhvcnNl" => reply(200).body(json!({"token": "t-1"}).to_string()),
                _ => reply(401),
            };
        }
        let challenge = format!("Bearer realm=\"{realm}\",service=\"s\",scope=\"repository:all:*\"");
        match asked.header("authorization") {
            "Bearer t-1" => honest(&artifact, asked),
            _ => reply(401).with("www-authenticate", challenge),
        }
    });
    (scripted.await, ours)
}

#[tokio::test]
async fn tokens_are_asked_for_what_is_needed() {
    let (scripted, ours) = with_tokens(|host| format!("http://{host}/token")).await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    assert_eq!(pull_as(&scripted, &right).await.unwrap().artifact, ours);
    let tokens: Vec<Asked> = scripted.asked().into_iter().filter(|asked| asked.path.starts_with("/token")).collect();
    assert_eq!(tokens.len(), 1, "one token for all that is pulled");
    assert_eq!(tokens[0].path, "/token?service=s&scope=repository%3Apacks%2Ftone%3Apull");
    let wrong = with_login(connection(), &scripted.host, "jane", "wrong");
    assert!(matches!(pull_as(&scripted, &wrong).await, Err(RegistryError::Unauthorised { given: true, .. })));
    assert!(matches!(pull(&scripted).await, Err(RegistryError::Unauthorised { given: false, .. })));
}

#[tokio::test]
async fn a_token_server_elsewhere_gets_no_password() {
    let thief = serve(|_| reply(200).body(json!({"token": "t-1"}).to_string())).await;
    // Another name of this machine stands for another host.
    let elsewhere = thief.host.replace("127.0.0.1", "localhost");
    let realm = elsewhere.clone();
    let (scripted, ours) = with_tokens(move |_| format!("http://{realm}/token")).await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    let error = pull_as(&scripted, &right).await.unwrap_err();
    assert!(matches!(&error, RegistryError::Realm { realm, .. } if *realm == elsewhere), "{error}");
    assert!(thief.asked().is_empty());
    let allowed = Connection { realm: Some("localhost".into()), ..right };
    assert_eq!(pull_as(&scripted, &allowed).await.unwrap().artifact, ours);
    assert!(!thief.asked().is_empty());
    // Without credentials there is nothing to steal.
    pull(&scripted).await.unwrap();
    for realm in ["", "x", "ftp://127.0.0.1/token", "http://jane:x@127.0.0.1/token"] {
        let (scripted, _) = with_tokens(move |_| realm.to_owned()).await;
        let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
        let error = pull_as(&scripted, &right).await.unwrap_err();
        assert!(matches!(error, RegistryError::Realm { .. } | RegistryError::Unexpected { .. }), "{realm}: {error}");
    }
}

#[tokio::test]
async fn a_token_server_is_no_better_than_a_registry() {
    for answer in 0..6 {
        let scripted = serve(move |asked| {
            let host = asked.header("host").to_owned();
            if !asked.path.starts_with("/token") {
                return reply(401).with("www-authenticate", format!("Bearer realm=\"http://{host}/token\""));
            }
            match answer {
                0 => reply(200).sending(Body::Endless),
                1 => reply(200).sending(Body::Silence),
                2 => reply(302).with("location", "/token"),
                3 => reply(200).body("{}"),
                4 => reply(200).body(json!({"token": "a\nb: c"}).to_string()),
                _ => reply(200).body(json!({"token": "never right"}).to_string()),
            }
        })
        .await;
        let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
        let error = pull_as(&scripted, &right).await.unwrap_err();
        let fits = match answer {
            0 => matches!(error, RegistryError::TooLarge { .. }),
            1 => matches!(error, RegistryError::Slow { .. }),
            2 => matches!(error, RegistryError::Redirect { .. }),
            3 | 4 => matches!(error, RegistryError::Unexpected { .. }),
            _ => matches!(error, RegistryError::Unauthorised { .. }),
        };
        assert!(fits, "{answer}: {error}");
    }
}

/// Whatever a registry says, nothing of it and no password is in an error.
#[tokio::test]
async fn errors_repeat_no_secret() {
    for status in [400, 401, 403, 404, 409, 418, 500] {
        let scripted = serve(move |asked| {
            let echo = format!("{:?} {PASSWORD} \u{1b}[2J", asked.headers);
            let errors = json!({"errors": [{"code": "DENIED", "message": echo}, {"code": echo}]});
            match asked.header("authorization") {
                "" => reply(401).with("www-authenticate", "Basic realm=\"x\""),
                _ => reply(status).with("www-authenticate", "Basic realm=\"x\"").body(errors.to_string()),
            }
        })
        .await;
        let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
        let error = pull_as(&scripted, &right).await.unwrap_err();
        let help = miette::Diagnostic::help(&error).map(|help| help.to_string());
        let shown = format!("{error} {error:?} {help:?} {right:?}");
        for secret in [PASSWORD, "amFuZTpjb3JyZWN0IGhvcnNl", "\u{1b}[2J"] {
            assert!(!shown.contains(secret), "{status}: {shown}");
        }
    }
}

/// Referrers as a registry with the API gives them, some of them traps.
#[tokio::test]
async fn a_bad_signature_takes_nothing_from_the_good_ones() {
    let ours = pack("1.2.0", 1000);
    let other = pack("1.3.0", 1000);
    let (good, foreign) = (signature(&ours, "jane"), signature(&other, "jane"));
    let trap = Descriptor { digest: Digest::of("nowhere"), ..good.descriptor() };
    let image = Descriptor { artifact_type: Some("application/vnd.example.sbom".into()), ..good.descriptor() };
    let index = Index::new(vec![trap, foreign.descriptor(), image, good.descriptor()]);
    let artifact = ours.clone();
    let wanted = good.clone();
    let scripted = serve(move |asked| {
        let index = serde_json::to_vec(&index).unwrap();
        for known in [&wanted, &foreign] {
            if asked.path.ends_with(&format!("/manifests/{}", known.descriptor().digest)) {
                return reply(200).body(known.manifest());
            }
            if is_blob(&asked.path, known.document()) {
                return reply(200).body(known.document());
            }
        }
        match asked.path.contains("/referrers/") {
            true => reply(200).with("content-type", INDEX_TYPE).body(index),
            false => honest(&artifact, asked),
        }
    })
    .await;
    let folder = store();
    let pulled = registry(&scripted.host, &connection())
        .pull(&reference(&scripted.host, "1.2.0"), &folder.store, Replace::Never, silent())
        .await
        .unwrap();
    assert_eq!((pulled.signatures, pulled.unusable), (1, 2));
    assert_eq!(folder.store.signature_documents(&ours.digest()).unwrap(), [good.document().to_vec()]);
}

#[tokio::test]
async fn signatures_without_end_are_not_all_fetched() {
    let ours = pack("1.2.0", 1000);
    let artifact = ours.clone();
    let scripted = serve(move |asked| {
        if asked.path.contains("/referrers/") {
            let descriptor = signature(&artifact, "x").descriptor();
            let many =
                (0..5_000_u32).map(|at| Descriptor { digest: Digest::of(at.to_le_bytes()), ..descriptor.clone() });
            return reply(200).body(serde_json::to_vec(&Index::new(many.collect())).unwrap());
        }
        honest(&artifact, asked)
    })
    .await;
    let pulled = pull(&scripted).await.unwrap();
    assert_eq!((pulled.signatures, pulled.unusable), (0, 5_000));
    assert!(scripted.asked().len() < 80);
}

#[tokio::test]
async fn lists_end_and_lead_nowhere_else() {
    let scripted = serve(|asked| {
        let page: usize = asked.path.split("last=").nth(1).map_or(0, |page| page.parse().unwrap());
        let link = format!("</v2/packs/tone/tags/list?last={}>; rel=\"next\"", page + 1);
        reply(200).with("link", link).body(json!({"name": "packs/tone", "tags": ["a"]}).to_string())
    })
    .await;
    let repository = reference(&scripted.host, "x").repository().clone();
    let there = registry(&scripted.host, &connection());
    assert!(matches!(there.list(&repository).await, Err(RegistryError::Unexpected { .. })));
    assert_eq!(scripted.asked().len(), 100);
    for (body, fits) in [
        (json!({"tags": null}).to_string(), true),
        (json!({"tags": ["../x", "\u{1b}[2J", "a b", ""]}).to_string(), true),
        (json!({"tags": vec!["a"; 3_000]}).to_string(), false),
        ("[]".into(), false),
        (format!("{{\"tags\": [{}]}}", "\"a\",".repeat(300_000)), false),
    ] {
        let scripted = serve(move |_| reply(200).body(body.clone())).await;
        let repository = reference(&scripted.host, "x").repository().clone();
        let listed = registry(&scripted.host, &connection()).list(&repository).await;
        assert_eq!(listed.is_ok(), fits, "{listed:?}");
        assert!(listed.map(|listed| listed.is_empty()).unwrap_or(true));
    }
}

/// A registry that takes uploads, and does something odd with them.
async fn taking(odd: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Scripted {
    let kept: Mutex<Vec<Vec<u8>>> = Mutex::default();
    serve(move |asked| {
        if let Some(reply) = odd(asked) {
            return reply;
        }
        match asked.method.as_str() {
            "POST" => reply(202).with("location", "/v2/packs/tone/blobs/uploads/1?state=x"),
            "PUT" if asked.path.contains("/blobs/") => {
                let digest = asked.path.split("digest=").nth(1).unwrap_or_default().replace("%3A", ":");
                if digest != Digest::of(&asked.body).to_string() {
                    return reply(400).body(json!({"errors": [{"code": "DIGEST_INVALID"}]}).to_string());
                }
                kept.lock().unwrap().push(asked.body.clone());
                reply(201)
            }
            "PUT" => reply(201).with("oci-subject", "x"),
            "HEAD" if kept.lock().unwrap().iter().any(|bytes| is_blob(&asked.path, bytes)) => reply(200),
            _ => reply(404),
        }
    })
    .await
}

async fn publish(scripted: &Scripted, connection: &Connection) -> Result<(), RegistryError> {
    let ours = pack("1.2.0", 500_000);
    let signatures = [signature(&ours, "jane")];
    let named = reference(&scripted.host, "1.2.0");
    registry(&scripted.host, connection).publish(&named, &ours, &signatures, Replace::Never, silent()).await.map(|_| ())
}

#[tokio::test]
async fn uploads_are_begun_again_and_the_tag_comes_last() {
    let count = AtomicUsize::new(0);
    let scripted = taking(move |asked| {
        let blob = asked.method == "PUT" && asked.path.contains("/blobs/");
        (blob && count.fetch_add(1, Ordering::Relaxed) == 0).then(|| reply(200).sending(Body::Hangup))
    })
    .await;
    publish(&scripted, &connection()).await.unwrap();
    let puts: Vec<String> =
        scripted.asked().into_iter().filter(|asked| asked.method == "PUT").map(|asked| asked.path).collect();
    let tag = puts.iter().position(|path| path.ends_with("/manifests/1.2.0")).unwrap();
    assert!(tag == 3 && puts[..tag].iter().all(|path| path.contains("/blobs/")), "{puts:?}");
    // What is there is not sent again.
    let before = scripted.count("PUT", "/blobs/");
    publish(&scripted, &connection()).await.unwrap();
    assert_eq!(scripted.count("PUT", "/blobs/"), before);
}

#[tokio::test]
async fn uploads_lead_nowhere_they_should_not() {
    let other = taking(|_| None).await;
    let elsewhere = other.host.clone();
    let scripted = taking(move |asked| {
        if asked.header("authorization").is_empty() {
            return Some(reply(401).with("www-authenticate", "Basic realm=\"x\""));
        }
        (asked.method == "POST").then(|| reply(202).with("location", format!("http://{elsewhere}/blobs/upload")))
    })
    .await;
    let right = with_login(connection(), &scripted.host, "jane", PASSWORD);
    publish(&scripted, &right).await.unwrap();
    assert!(!other.asked().is_empty());
    assert!(other.asked().iter().all(|asked| asked.header("authorization").is_empty()));
    for reply_to_post in [
        (|| reply(202)) as fn() -> Reply,
        || reply(202).with("location", "file:///etc/passwd"),
        || reply(307).with("location", "http://127.0.0.1:1/"),
        || reply(200),
        || reply(404),
    ] {
        let scripted = taking(move |asked| (asked.method == "POST").then(reply_to_post)).await;
        assert!(publish(&scripted, &connection()).await.is_err());
    }
}

#[tokio::test]
async fn a_registry_that_keeps_something_else_is_caught() {
    let scripted = taking(|asked| {
        let manifest = asked.method == "PUT" && asked.path.contains("/manifests/");
        manifest.then(|| reply(201).with("docker-content-digest", Digest::of("x").to_string()))
    })
    .await;
    assert!(matches!(publish(&scripted, &connection()).await, Err(RegistryError::Digest { .. })));
    // A list of signatures that forgets.
    let scripted =
        taking(|asked| (asked.method == "PUT" && asked.path.contains("/manifests/")).then(|| reply(201))).await;
    let error = publish(&scripted, &connection()).await.unwrap_err();
    assert!(error.to_string().contains("does not keep"), "{error}");
    // One that never takes an upload to its end.
    let begin = Instant::now();
    let scripted = taking(|asked| (asked.method == "PUT").then(|| reply(200).sending(Body::Silence))).await;
    let patient = Connection {
        limits: lictor_registry::Limits { whole: Duration::from_secs(1), ..common::short() },
        ..connection()
    };
    assert!(matches!(publish(&scripted, &patient).await, Err(RegistryError::Slow { .. })));
    assert!(begin.elapsed() < Duration::from_secs(15));
}
