//! Everything is loaded again, as a whole or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::StatusCode;
use serde_json::Value;

use crate::common::{CARD, Event, POLICY, Running, cards, folder, key, sample};

const SERVED: &str = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n";

async fn policy_id(served: &Running) -> String {
    let record: Value = served.post("/v1/check", sample(CARD)).await.json().await.unwrap();
    record["policy"]["id"].as_str().unwrap().to_owned()
}

fn named(id: &str) -> String {
    POLICY.replace("\"cards\"", &format!("{id:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_loaded_and_a_bad_one_changes_nothing() {
    let mut served = cards("").await;
    served.happens(|event| *event == Event::Ready).await;
    assert_eq!(policy_id(&served).await, "cards");
    served.folder.write("cards.toml", named("second"));
    served.happens(|event| *event == Event::Reloaded).await;
    assert_eq!(policy_id(&served).await, "second");
    served.folder.write("cards.toml", "schema = \"lictor.policy/v1\"\nid = ");
    let Event::Kept(why) = served.happens(|event| matches!(event, Event::Kept(_))).await else { unreachable!() };
    assert!(why.contains("the policy \"cards\""), "{why}");
    assert_eq!(policy_id(&served).await, "second");
    assert_eq!(served.metric("lictor_reloads_total{outcome=\"kept\"}").await, 1.0);
    // As editors do it: a new file in the place of the old one.
    let new = served.folder.write("new", named("third"));
    std::fs::rename(new, served.folder.path().join("cards.toml")).unwrap();
    served.happens(|event| *event == Event::Reloaded).await;
    assert_eq!(policy_id(&served).await, "third");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_extends_is_watched_too() {
    let folder = folder();
    let elsewhere = folder.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("below.toml"), named("below")).unwrap();
    let over = "schema = \"lictor.policy/v1\"\nid = \"over\"\nextends = \"elsewhere/below.toml\"\n";
    folder.write("cards.toml", over);
    let mut served = folder.serve(SERVED).await;
    served.happens(|event| *event == Event::Ready).await;
    assert_eq!(served.post("/v1/check", sample(CARD)).await.json::<Value>().await.unwrap()["decision"], "redact");
    std::fs::write(elsewhere.join("below.toml"), named("below") + "[rules]\nlevels = { EXP501 = \"block\" }\n")
        .unwrap();
    served.happens(|event| *event == Event::Reloaded).await;
    assert_eq!(served.post("/v1/check", sample(CARD)).await.json::<Value>().await.unwrap()["decision"], "block");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_a_volume_of_kubernetes_is_rotated() {
    use std::os::unix::fs::symlink;

    let folder = folder();
    let volume = folder.path().join("volume");
    // As the kubelet does it: files are links through `..data`, which is swapped for a link to a new folder.
    let put = |version: &str, secret: &str| {
        std::fs::create_dir_all(volume.join(version)).unwrap();
        std::fs::write(volume.join(version).join("secret"), secret).unwrap();
        symlink(version, volume.join("..data_tmp")).unwrap();
        std::fs::rename(volume.join("..data_tmp"), volume.join("..data")).unwrap();
    };
    put("..2026_11_28", "a-secret-of-more-than-sixteen-bytes");
    symlink("..data/secret", volume.join("secret")).unwrap();
    folder.write("cards.toml", POLICY.replacen("[[packs]]", "[fingerprint]\nfile = \"volume/secret\"\n[[packs]]", 1));
    let mut served = folder.serve(SERVED).await;
    served.happens(|event| *event == Event::Ready).await;
    let fingerprint = async |served: &Running| {
        let record: Value = served.post("/v1/check", sample(CARD)).await.json().await.unwrap();
        record["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
    };
    let first = fingerprint(&served).await;
    assert_eq!(fingerprint(&served).await, first);
    put("..2026_11_29", "another-secret-of-more-than-sixteen-bytes");
    served.happens(|event| *event == Event::Reloaded).await;
    assert_ne!(fingerprint(&served).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_and_keys_are_swapped_together() {
    let mut served = folder().serve(&format!("{SERVED}{}", key("old", "key-old", ""))).await;
    served.happens(|event| *event == Event::Ready).await;
    let asks = async |served: &Running, key: &str, path: &str| {
        served.client.post(served.url(path)).bearer_auth(key).body(sample(CARD)).send().await.unwrap().status()
    };
    assert_eq!(asks(&served, "key-old", "/v1/check").await, StatusCode::OK);
    served.folder.configure(&format!(
        "{SERVED}[[policies]]\nname = \"more\"\npolicy = \"cards.toml\"\n{}",
        key("new", "key-new", "")
    ));
    served.happens(|event| *event == Event::Reloaded).await;
    assert_eq!(asks(&served, "key-old", "/v1/check").await, StatusCode::UNAUTHORIZED);
    assert_eq!(asks(&served, "key-new", "/v1/policies/more/check").await, StatusCode::OK);
    // What only a restart can change is said, and nothing else of the file is taken.
    served.folder.configure(&format!("limits = {{ in_flight = 7 }}\n{SERVED}"));
    let Event::Kept(why) = served.happens(|event| matches!(event, Event::Kept(_))).await else { unreachable!() };
    assert_eq!(why, "`limits` can only be changed by a restart");
    assert_eq!(asks(&served, "key-new", "/v1/policies/more/check").await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_under_load_loses_no_request() {
    let mut served = cards("").await;
    served.happens(|event| *event == Event::Ready).await;
    let over = Arc::new(AtomicBool::new(false));
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let (client, url, over) = (served.client.clone(), served.url("/v1/check"), over.clone());
            tokio::spawn(async move {
                let mut seen = Vec::<String>::new();
                while !over.load(Ordering::Relaxed) {
                    let answer = client.post(&url).body(sample(CARD)).send().await.unwrap();
                    assert_eq!(answer.status(), StatusCode::OK);
                    let record: Value = answer.json().await.unwrap();
                    assert_eq!(
                        (&record["status"], &record["decision"]),
                        (&Value::from("checked"), &Value::from("redact"))
                    );
                    let id = record["policy"]["id"].as_str().unwrap();
                    if seen.last().is_none_or(|last| last != id) {
                        seen.push(id.to_owned());
                    }
                }
                seen
            })
        })
        .collect();
    for id in ["second", "third", "fourth"] {
        served.folder.write("cards.toml", named(id));
        while served.happens(|event| *event == Event::Reloaded).await == Event::Reloaded
            && policy_id(&served).await != id
        {}
    }
    over.store(true, Ordering::Relaxed);
    for task in asking {
        let seen = task.await.unwrap();
        let order = ["cards", "second", "third", "fourth"];
        let places: Vec<usize> = seen.iter().map(|id| order.iter().position(|known| known == id).unwrap()).collect();
        assert!(places.is_sorted(), "no request sees an older policy than the one before it: {seen:?}");
    }
}
