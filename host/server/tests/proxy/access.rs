//! Who may ask, under which policy, and whose key the model server sees.

use serde_json::{Value, json};

use crate::common::{Event, folder, key};
use crate::upstream::{completion, says, whole};
use crate::{CARD, PROSE, configured, question, setting};

#[tokio::test]
async fn the_model_server_sees_its_own_key_and_never_ours() {
    let keys = key("desk", "ours", "") + &key("other", "others", "endpoints = [\"check\"]\n");
    let answer = whole(200, &completion(json!([says(PROSE)])));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upstream.key");
    std::fs::write(&file, "theirs\n").unwrap();
    let setting = configured(answer, &format!("upstream_key = {{ file = \"{}\" }}", file.display()), &keys).await;
    let ask = |name: &'static str, value: &'static str| {
        let request =
            setting.server.client.post(setting.server.url("/v1/chat/completions")).body(question().to_string());
        async move { request.header(name, value).send().await.unwrap() }
    };
    for (name, value) in [("authorization", "Bearer ours"), ("x-api-key", "ours")] {
        assert_eq!(ask(name, value).await.status(), 200);
        let seen = setting.upstream.seen().remove(0).headers;
        assert_eq!((&seen["authorization"], seen.get("x-api-key")), (&"Bearer theirs".parse().unwrap(), None));
    }
    for (name, value, status, code) in [
        ("authorization", "Bearer nobody's", 401, "wrong-key"),
        ("accept", "*/*", 401, "no-key"),
        ("authorization", "Bearer others", 403, "endpoint-not-allowed"),
    ] {
        let response = ask(name, value).await;
        assert_eq!(response.status(), status);
        assert_eq!(response.json::<Value>().await.unwrap()["error"]["code"], code);
    }
    assert_eq!(setting.upstream.seen().len(), 0);
}

#[tokio::test]
async fn an_application_may_bring_the_model_servers_key_where_the_configuration_says_so() {
    let answer = whole(200, &completion(json!([says(PROSE)])));
    let setting = configured(answer, "forward_authorization = true", &key("desk", "ours", "")).await;
    let request =
        || setting.server.client.post(setting.server.url("/v1/chat/completions")).body(question().to_string());
    let both = request().header("authorization", "Bearer theirs").header("x-api-key", "ours").send().await.unwrap();
    assert_eq!(both.status(), 200);
    let seen = setting.upstream.seen().remove(0).headers;
    assert_eq!((&seen["authorization"], seen.get("x-api-key")), (&"Bearer theirs".parse().unwrap(), None));
    // What is meant for the model server opens nothing here.
    assert_eq!(request().header("authorization", "Bearer ours").send().await.unwrap().status(), 401);
    assert_eq!(setting.upstream.seen().len(), 0);
}

#[tokio::test]
async fn the_policy_comes_from_the_path() {
    let setting = setting(whole(200, &completion(json!([says(PROSE)])))).await;
    for (base, policy) in [("/v1", "held"), ("/v1/policies/live", "live"), ("/v1/policies/held", "held")] {
        let response = setting.ask_under(base, &question()).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["x-lictor-policy"]),
            (200, &policy.parse().unwrap())
        );
    }
    let response = setting.ask_under("/v1/policies/none", &question()).await;
    assert_eq!(
        (response.status().as_u16(), response.json::<Value>().await.unwrap()["error"]["code"].clone()),
        (404, json!("no-policy"))
    );
}

#[tokio::test]
async fn models_are_those_of_the_model_server() {
    let list =
        json!({"object": "list", "data": [{"id": "scripted", "object": "model", "created": 1, "owned_by": "tests"}]});
    let setting = setting(whole(200, &list)).await;
    for base in ["/v1", "/v1/policies/live"] {
        let models = setting.server.get(&format!("{base}/models")).await.json::<Value>().await.unwrap();
        assert_eq!((models, setting.upstream.seen().remove(0).path.as_str()), (list.clone(), "/v1/models"));
    }
}

#[tokio::test]
async fn a_server_without_a_model_server_says_so() {
    let server = folder().serve("[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n").await;
    let response = server.post("/v1/chat/completions", question().to_string()).await;
    assert_eq!(
        (response.status().as_u16(), response.json::<Value>().await.unwrap()["error"]["code"].clone()),
        (404, json!("no-proxy"))
    );
}

/// A key that cannot be had is said at the start, and never shown.
#[tokio::test]
async fn a_key_that_cannot_be_had_keeps_the_server_from_starting() {
    for (source, says) in [
        ("env = \"LICTOR_TEST_NO_SUCH_VARIABLE\"", "LICTOR_TEST_NO_SUCH_VARIABLE"),
        ("file = \"no-such-file\"", "no-such-file"),
        ("file = \"empty.key\"", "holds no key"),
        ("file = \"broken.key\"", "holds no key"),
    ] {
        let folder = folder();
        folder.write("empty.key", " \n");
        folder.write("broken.key", "secret\nsecret");
        let file = folder.configure(&format!(
            "[proxy]\nupstream = \"http://127.0.0.1:9\"\nupstream_key = {{ {source} }}\n[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n"
        ));
        let configuration = lictor_server::Configuration::read(&file).unwrap();
        let error = lictor_server::Server::start(configuration, Some(file), None).await.err().unwrap().to_string();
        assert!(error.contains(says) && !error.contains("secret"), "{error}");
    }
}

/// Another model server takes the place of the first without a restart.
#[tokio::test]
async fn the_model_server_can_be_changed_while_it_runs() {
    let mut setting = setting(whole(200, &completion(json!([says(PROSE)])))).await;
    let other = crate::Upstream::start(whole(200, &completion(json!([says(&format!("It is {CARD}."))])))).await;
    let policies = "[[policies]]\nname = \"held\"\npolicy = \"held.toml\"\n";
    // Files may be watched a little later than the server answers.
    loop {
        setting.server.folder.configure(&format!("[proxy]\nupstream = \"{}\"\n{policies}", other.url));
        let reloaded = setting.server.happens(|event| *event == Event::Reloaded);
        if tokio::time::timeout(std::time::Duration::from_secs(5), reloaded).await.is_ok() {
            break;
        }
    }
    let (_, headers, _) = setting.answer(&question()).await;
    assert_eq!((headers["x-lictor-decision"].to_str().unwrap(), setting.upstream.seen().len()), ("redact", 0));
}
