//! Who may ask what.

use reqwest::StatusCode;
use serde_json::Value;

use crate::common::{CARD, Running, folder, key, sample};

/// Two tenants with a policy each, and keys for one thing only.
async fn tenants() -> Running {
    let folder = folder();
    let other = "schema = \"lictor.policy/v1\"\nid = \"other\"\n[[packs]]\nplugin = \"lictor/overconfidence\"\ninputs = [\"answer\"]\n";
    folder.write("other.toml", other);
    let policies = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n[[policies]]\nname = \"other\"\npolicy = \"other.toml\"\n";
    let keys = [
        key("all", "key-all", ""),
        key("one", "key-one", "policies = [\"cards\"]"),
        key("two", "key-two", "policies = [\"other\"]"),
        key("reader", "key-reader", "endpoints = [\"catalogue\"]"),
        key("streams", "key-streams", "endpoints = [\"stream\"]"),
        key("watcher", "key-watcher", "endpoints = [\"metrics\"]"),
    ];
    folder.serve(&format!("{policies}{}", keys.concat())).await
}

/// Status and body of a request with a key.
async fn ask(served: &Running, key: &str, method: &str, path: &str) -> (StatusCode, Value) {
    let request = served.client.request(method.parse().unwrap(), served.url(path)).bearer_auth(key);
    let answer = request.body(sample(CARD)).send().await.unwrap();
    let status = answer.status();
    let body = answer.text().await.unwrap();
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_comes_from_the_path_or_from_the_key() {
    let served = tenants().await;
    for (key, path, policy) in [
        ("key-all", "/v1/check", "cards"),
        ("key-one", "/v1/check", "cards"),
        ("key-two", "/v1/check", "other"),
        ("key-all", "/v1/policies/other/check", "other"),
        ("key-two", "/v1/policies/other/check", "other"),
    ] {
        let (status, record) = ask(&served, key, "POST", path).await;
        assert_eq!((status, record["policy"]["id"].as_str()), (StatusCode::OK, Some(policy)), "{key} {path}: {record}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_policy_is_as_one_that_is_not_there() {
    let served = tenants().await;
    for path in ["check", "check/batch", "stream"] {
        let asked =
            async |policy: &str| ask(&served, "key-two", "POST", &format!("/v1/policies/{policy}/{path}")).await;
        let (others, none) = (asked("cards").await, asked("nothing").await);
        assert_eq!(others, none);
        assert_eq!(
            (others.0, others.1["type"].as_str()),
            (StatusCode::NOT_FOUND, Some("urn:lictor:problem:no-policy"))
        );
    }
    let (_, rules) = ask(&served, "key-two", "GET", "/v1/policies/cards/rules").await;
    assert_eq!(rules["type"], "urn:lictor:problem:no-policy");
    let names = async |key: &str| {
        let (_, policies) = ask(&served, key, "GET", "/v1/policies").await;
        let policies = policies["policies"].as_array().unwrap().clone();
        policies.iter().map(|policy| policy["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("key-two").await, ["other"]);
    assert_eq!(names("key-all").await, ["cards", "other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_may_use_what_it_is_for_and_nothing_else() {
    let served = tenants().await;
    let endpoints = [
        ("POST", "/v1/check", &["key-all", "key-one", "key-two"][..]),
        ("POST", "/v1/check/batch", &["key-all", "key-one", "key-two"]),
        ("POST", "/v1/stream", &["key-all", "key-one", "key-two", "key-streams"]),
        ("GET", "/v1/policies", &["key-all", "key-one", "key-two", "key-reader"]),
        ("GET", "/v1/rules", &["key-all", "key-one", "key-two", "key-reader"]),
        ("GET", "/metrics", &["key-watcher"]),
    ];
    for (method, path, may) in endpoints {
        for key in ["key-all", "key-one", "key-two", "key-reader", "key-streams", "key-watcher"] {
            let (status, body) = ask(&served, key, method, path).await;
            let refused = body["type"] == "urn:lictor:problem:endpoint-not-allowed" && status == StatusCode::FORBIDDEN;
            assert_eq!(refused, !may.contains(&key), "{key} {method} {path}: {status} {body}");
        }
        let (status, body) = ask(&served, "key-unknown", method, path).await;
        assert_eq!((status, body["type"].as_str()), (StatusCode::UNAUTHORIZED, Some("urn:lictor:problem:wrong-key")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_taken_from_either_header_and_only_once() {
    let served = tenants().await;
    let ask = async |headers: &[(&str, &str)]| {
        let mut request = served.client.post(served.url("/v1/check")).body(sample(CARD));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let wanted = answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(wanted.as_deref(), (answer.status() == StatusCode::UNAUTHORIZED).then_some("Bearer"));
        let body: Value = answer.json().await.unwrap();
        body["type"].as_str().unwrap_or("a record").trim_start_matches("urn:lictor:problem:").to_owned()
    };
    let bearer = ("authorization", "Bearer key-one");
    assert_eq!(ask(&[bearer]).await, "a record");
    assert_eq!(ask(&[("x-api-key", "key-one")]).await, "a record");
    assert_eq!(ask(&[bearer, ("x-api-key", "key-one")]).await, "a record");
    assert_eq!(ask(&[("x-api-key", "key-one"), ("x-api-key", "key-two")]).await, "no-key");
    assert_eq!(ask(&[bearer, ("authorization", "Bearer key-two")]).await, "no-key");
    // Where both are there, the other one is for somebody else.
    assert_eq!(ask(&[("authorization", "Bearer somebody-elses"), ("x-api-key", "key-one")]).await, "a record");
    assert_eq!(ask(&[bearer, ("x-api-key", "somebody-elses")]).await, "wrong-key");
    assert_eq!(ask(&[]).await, "no-key");
    for wrong in ["Bearer", "Bearer ", "Basic key-one", "key-one", "Bearer key-one x"] {
        assert_ne!(ask(&[("authorization", wrong)]).await, "a record", "{wrong}");
    }
    // The hash itself is no key.
    let hash = lictor_server::KeyHash::of("key-one").to_string();
    assert_eq!(ask(&[("x-api-key", &hash)]).await, "wrong-key");
    assert_eq!(ask(&[("x-api-key", hash.trim_start_matches("sha256:"))]).await, "wrong-key");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted_by_problem() {
    let served = tenants().await;
    let metrics = async || {
        let request = served.client.get(served.url("/metrics")).bearer_auth("key-watcher");
        request.send().await.unwrap().text().await.unwrap()
    };
    for (key, path) in
        [("no", "/v1/check"), ("key-two", "/v1/policies/cards/check"), ("key-reader", "/v1/check"), ("key-one", "/x")]
    {
        ask(&served, key, "POST", path).await;
    }
    let text = metrics().await;
    for problem in ["wrong-key", "no-policy", "endpoint-not-allowed", "no-endpoint"] {
        assert!(text.contains(&format!("lictor_refusals_total{{problem=\"{problem}\"}} 1\n")), "{problem}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_ask_only_where_they_are_named() {
    let closed = crate::common::cards("").await;
    let open = crate::common::cards("cors_origins = [\"https://app.example\", \"http://localhost:3000\"]").await;
    let preflight = async |served: &Running, origin: &str| {
        let request = served.client.request(reqwest::Method::OPTIONS, served.url("/v1/check")).header("origin", origin);
        request.header("access-control-request-method", "POST").send().await.unwrap()
    };
    let post = async |served: &Running, origin: &str| {
        served.client.post(served.url("/v1/check")).header("origin", origin).body(sample(CARD)).send().await.unwrap()
    };
    let granted = |answer: &reqwest::Response| {
        let names: Vec<&str> = answer.headers().keys().map(|name| name.as_str()).collect();
        names.iter().any(|name| name.starts_with("access-control-"))
    };
    for origin in ["https://app.example", "null"] {
        assert!(!granted(&preflight(&closed, origin).await) && !granted(&post(&closed, origin).await));
    }
    for origin in [
        "https://evil.example",
        "https://app.example.evil.example",
        "https://app.example:8443",
        "null",
        "http://app.example",
    ] {
        let refused = preflight(&open, origin).await;
        assert!(refused.status() == StatusCode::METHOD_NOT_ALLOWED && !granted(&refused), "{origin}");
        assert!(!granted(&post(&open, origin).await), "{origin}");
    }
    let allowed = preflight(&open, "https://app.example").await;
    assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
    assert_eq!(allowed.headers()["access-control-allow-origin"], "https://app.example");
    assert_eq!(allowed.headers()["access-control-allow-headers"], "authorization, content-type, x-api-key");
    assert_eq!(allowed.headers()["vary"], "origin");
    assert!(!allowed.headers().contains_key("access-control-allow-credentials"));
    let answer = post(&open, "http://localhost:3000").await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "http://localhost:3000");
    assert_eq!(answer.status(), StatusCode::OK);
}
