//! Room: who gets how much of it, and what happens to those who get none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream;
use lictor_hostile::Guest;
use reqwest::StatusCode;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::common::{CARD, Folder, Running, cards, folder, guard, key, sample};

/// A request that is under way until it is ended: a batch whose answer has begun, so that it has its room.
struct Held {
    body: mpsc::UnboundedSender<String>,
    answer: reqwest::Response,
}

impl Held {
    async fn begin(served: &Running, key: &str) -> Self {
        let (sender, body) = mpsc::unbounded_channel::<String>();
        sender.send(sample("Hello.") + "\n").unwrap();
        let body =
            stream::unfold(body, |mut body| async { body.recv().await.map(|line| (Ok::<_, String>(line), body)) });
        let request = served.client.post(served.url("/v1/check/batch")).bearer_auth(key);
        let answer = request.body(reqwest::Body::wrap_stream(body)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        Self { body: sender, answer }
    }

    /// Ends it. Both lines have their records.
    async fn end(self) {
        self.body.send(sample("Hello.")).unwrap();
        drop(self.body);
        assert_eq!(self.answer.text().await.unwrap().lines().count(), 2);
    }
}

/// Asks until the answer has this status: what was begun before may not have ended yet.
async fn until(served: &Running, key: &str, status: StatusCode) -> reqwest::Response {
    loop {
        let request = served.client.post(served.url("/v1/check")).bearer_auth(key).body(sample("Hello."));
        let answer = request.send().await.unwrap();
        if answer.status() == status {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn refused(answer: reqwest::Response, problem: &str) {
    assert_eq!(answer.headers()["retry-after"], "1");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["type"], format!("urn:lictor:problem:{problem}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_its_own_room_and_takes_nobody_elses() {
    let keys = [
        key("one", "key-one", "in_flight = 2"),
        key("two", "key-two", ""),
        key("w", "key-w", "endpoints = [\"metrics\"]"),
    ];
    let served = cards(&keys.concat()).await;
    let held = [Held::begin(&served, "key-one").await, Held::begin(&served, "key-one").await];
    refused(until(&served, "key-one", StatusCode::TOO_MANY_REQUESTS).await, "too-many").await;
    until(&served, "key-two", StatusCode::OK).await;
    for held in held {
        held.end().await;
    }
    until(&served, "key-one", StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_says_so_to_everybody() {
    let keys = [key("one", "key-one", ""), key("two", "key-two", "")];
    let served = cards(&format!("limits = {{ in_flight = 2 }}\n{}", keys.concat())).await;
    let held = [Held::begin(&served, "key-one").await, Held::begin(&served, "key-two").await];
    for key in ["key-one", "key-two"] {
        refused(until(&served, key, StatusCode::SERVICE_UNAVAILABLE).await, "overloaded").await;
    }
    for held in held {
        held.end().await;
    }
    until(&served, "key-two", StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_gives_its_room_back() {
    let served = cards(&key("one", "key-one", "in_flight = 1")).await;
    let held = Held::begin(&served, "key-one").await;
    until(&served, "key-one", StatusCode::TOO_MANY_REQUESTS).await;
    drop(held);
    until(&served, "key-one", StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_floods_does_not_starve_the_others() {
    let keys = [key("flood", "key-flood", "in_flight = 500"), key("other", "key-other", "")];
    let policy = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\ndeadline_ms = 600000\n";
    let config = format!("limits = {{ checks = 1, waiting = 500 }}\n{policy}{}", keys.concat());
    let served = Arc::new(folder().serve(&config).await);
    let flood = 96;
    let (sent, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Each takes a while, so that they wait in line for the one that may work.
    let heavy = sample(&format!("{} {CARD}", "4539 1488 x ".repeat(5_000)));
    let flooding: Vec<_> = (0..flood)
        .map(|_| {
            let (served, sent, done, heavy) = (served.clone(), sent.clone(), done.clone(), heavy.clone());
            tokio::spawn(async move {
                let request = served.client.post(served.url("/v1/check")).bearer_auth("key-flood").body(heavy);
                sent.fetch_add(1, Ordering::Relaxed);
                assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
                done.fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    while done.load(Ordering::Relaxed) == 0 || sent.load(Ordering::Relaxed) < flood {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    for _ in 0..5 {
        let request = served.client.post(served.url("/v1/check")).bearer_auth("key-other").body(sample("Hello."));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
    let before = done.load(Ordering::Relaxed);
    assert!(before < flood, "the other one had to wait for all {flood}");
    for task in flooding {
        task.await.unwrap();
    }
}

/// A policy with a hostile pack beside an honest one.
fn hostile(check: &str, on_failure: &str) -> Folder {
    let folder = folder();
    folder.write("evil.wasm", Guest { check: check.into(), ..Guest::default() }.build());
    let policy = format!(
        "schema = \"lictor.policy/v1\"\nid = \"hostile\"\n[[packs]]\npath = \"evil.wasm\"\ninputs = [\"answer\"]\n\
         on_failure = \"{on_failure}\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\ninputs = [\"answer\"]\n"
    );
    folder.write("hostile.toml", policy);
    folder
}

fn failures(record: &Value) -> Vec<(&str, &str)> {
    let failures = record["failures"].as_array().map(Vec::as_slice).unwrap_or_default();
    failures.iter().map(|failure| (failure["plugin"].as_str().unwrap(), failure["kind"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_checked_in_time_is_what_the_policy_says() {
    for (on_failure, decision) in [("block", "block"), ("flag", "allow"), ("allow", "allow")] {
        let policy = "[[policies]]\nname = \"hostile\"\npolicy = \"hostile.toml\"\ndeadline_ms = 20\n";
        let served = hostile("(loop $l (br $l))", on_failure).serve(policy).await;
        let record: Value = served.post("/v1/check", sample("Hello.")).await.json().await.unwrap();
        assert!(failures(&record).contains(&("evil/guest", "deadline")), "{record}");
        assert_ne!(record["status"], "checked", "{record}");
        assert_eq!(record["decision"], decision, "{on_failure}: {record}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_traps_is_suspended_and_the_others_find_what_they_find() {
    let served =
        hostile("(unreachable)", "flag").serve("[[policies]]\nname = \"hostile\"\npolicy = \"hostile.toml\"\n").await;
    let honest: Value =
        serde_json::to_value(guard(crate::common::POLICY).check(&lictor::Sample::from_json(&sample(CARD)).unwrap()))
            .unwrap();
    let wanted = honest["findings"].as_array().unwrap();
    let ask = async || -> Value { served.post("/v1/check", sample(CARD)).await.json().await.unwrap() };
    let mut kinds = Vec::new();
    // Beside each other, as under load.
    for _ in 0..10 {
        let all = futures_util::future::join_all((0..10).map(|_| ask())).await;
        for record in all {
            let found = record["findings"].as_array().unwrap();
            let of_honest: Vec<&Value> =
                found.iter().filter(|f| f["rule"].as_str().unwrap().starts_with("lictor/EXP")).collect();
            assert_eq!(of_honest, wanted.iter().collect::<Vec<_>>(), "{record}");
            assert_eq!((&record["decision"], &record["redacted"]), (&honest["decision"], &honest["redacted"]));
            let [("evil/guest", kind)] = failures(&record)[..] else { panic!("{record}") };
            kinds.push(kind.to_owned());
        }
    }
    assert!(kinds.iter().any(|kind| kind == "trap") && kinds.iter().any(|kind| kind == "suspended"), "{kinds:?}");
    let policies: Value = served.get("/v1/policies").await.json().await.unwrap();
    let packs = policies["policies"][0]["packs"].as_array().unwrap();
    let evil = packs.iter().find(|pack| pack["plugin"] == "evil/guest").unwrap();
    let other = packs.iter().find(|pack| pack["plugin"] == "lictor/data-exposure").unwrap();
    assert!(evil["failed"].as_u64().unwrap() >= 5 && evil["last_failure"] == "trap", "{evil}");
    assert_eq!((&other["state"], &other["failed"]), (&Value::from("ok"), &Value::from(0)));
    // Asked far less often than there were requests: between its pauses it may be tried.
    assert!(evil["asked"].as_u64().unwrap() < 50, "{evil}");
    assert!(
        served.metric("lictor_pack_failures_total{policy=\"hostile\",plugin=\"evil/guest\",kind=\"suspended\"}").await
            > 0.0
    );
}
