//! The decision log: what a line holds, and that no disk gets in the way of an answer.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::path::Path;

use common::{Event, POLICY, Running, cards, folder, sample, serve};
use lictor::FingerprintKey;
use serde_json::{Value, json};

/// An answer in which a rule finds something: a card number that nobody has.
const CARD: &str = "The credit card number is 4539 1488 0343 6467.";

const POLICIES: &str = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n";
const LOG: &str = "[decisions]\npath = \"decisions.jsonl\"\n";
const WRITTEN: &str = "lictor_decision_log_lines_total{outcome=\"done\"}";

fn lines(path: &Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The lines, once there are so many.
async fn logged(server: &Running, count: usize) -> Vec<Value> {
    server.metric_reaches(WRITTEN, count as f64).await;
    let lines = lines(&server.folder.path().join("decisions.jsonl"));
    assert_eq!(lines.len(), count);
    lines
}

/// Changes the configuration and waits until the server has looked at it. It may not watch yet, right after its start.
async fn configured(server: &mut Running, text: &str) -> Event {
    loop {
        server.folder.configure(text);
        let outcome = server.happens(|event| matches!(event, Event::Reloaded | Event::Kept(_)));
        if let Ok(event) = tokio::time::timeout(std::time::Duration::from_secs(5), outcome).await {
            return event;
        }
    }
}

async fn check(server: &Running, sample: Value) -> Value {
    server.post("/v1/check", sample.to_string()).await.json().await.unwrap()
}

#[tokio::test]
async fn a_check_is_a_line_without_anything_that_was_checked() {
    let server = cards(LOG).await;
    let record = check(&server, json!({"id": "case-7", "workflow": "desk", "answer": CARD})).await;
    let [line] = &logged(&server, 1).await[..] else { unreachable!() };
    let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
    let wanted =
        ["time", "policy", "caller", "endpoint", "stage", "decision", "status", "findings", "failures", "took_us"];
    assert_eq!(
        keys,
        wanted.iter().chain(&["shadow"]).collect::<Vec<_>>(),
        "without a secret there is no name of the sample"
    );
    assert_eq!(line["policy"], json!({"name": "cards", "digest": record["policy"]["digest"]}));
    for (key, value) in [("caller", "anybody"), ("endpoint", "check"), ("stage", "response"), ("status", "checked")] {
        assert_eq!(line[key], value);
    }
    assert_eq!(line["decision"], record["decision"]);
    let found = &record["findings"][0];
    let wanted = json!([{
        "rule": found["rule"], "slug": found["slug"], "dimension": found["dimension"], "level": found["level"],
    }]);
    assert_eq!(line["findings"], wanted);
    assert_eq!((&line["failures"], &line["shadow"]), (&json!([]), &json!(false)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = server.folder.path().join("decisions.jsonl").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn with_a_secret_samples_and_workflows_have_names_that_only_its_holder_can_make() {
    let folder = folder();
    folder.write("secret", "a-secret-of-more-than-sixteen-bytes\n");
    folder.write("cards.toml", POLICY.replacen("[[packs]]", "[fingerprint]\nfile = \"secret\"\n[[packs]]", 1));
    let server = folder.serve(&format!("{LOG}{POLICIES}")).await;
    check(&server, json!({"id": "case-7", "workflow": "desk", "answer": "Hello."})).await;
    let line = &logged(&server, 1).await[0];
    let key = FingerprintKey::new("a-secret-of-more-than-sixteen-bytes");
    assert_eq!(line["sample"], key.identifier("sample", "case-7").0);
    assert_eq!(line["workflow"], key.identifier("workflow", "desk").0);
}

#[tokio::test]
async fn every_way_to_ask_is_logged_and_so_is_a_shadow() {
    let shadowed = format!("{POLICIES}shadow = {{ policy = \"cards.toml\", share = 1.0 }}\n");
    let server = serve(&format!("{LOG}{shadowed}")).await;
    check(&server, json!({"answer": CARD})).await;
    server.post("/v1/check/batch", format!("{}\nno sample\n", sample("Hello."))).await.text().await.unwrap();
    server.post("/v1/stream", "{\"id\": \"s\"}\n{\"text\": \"Hello.\"}\n").await.text().await.unwrap();
    let lines = logged(&server, 6).await;
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/decision-line.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(lines.iter().all(|line| schema.is_valid(line)) && !schema.is_valid(&json!({"decision": "allow"})));
    let mut seen: Vec<_> = lines.iter().map(|line| format!("{} {}", line["endpoint"], line["shadow"])).collect();
    seen.sort();
    let wanted = ["\"batch\" false", "\"batch\" true", "\"check\" false", "\"check\" true", "\"stream\" false"];
    assert_eq!(seen, [&wanted[..], &["\"stream\" true"]].concat());
    assert_eq!(server.metric("lictor_unread_lines_total").await, 1.0);
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_no_line_and_is_counted() {
    let server = cards(LOG).await;
    server.post("/v1/stream", "{\"id\": \"s\"}\n{\"text\": \"Hel\"}\nno piece\n").await.text().await.unwrap();
    server.post("/v1/stream", "{\"id\": \"s\"}\n{\"text\": \"Hello.\"}\n").await.text().await.unwrap();
    logged(&server, 1).await;
    assert_eq!(server.metric("lictor_unfinished_streams_total").await, 1.0);
}

#[tokio::test]
async fn of_what_is_allowed_only_the_share_is_written_and_of_the_rest_all() {
    let server = cards(&format!("{LOG}share = 0.5\n")).await;
    for number in 0..10 {
        check(&server, json!({"answer": "Hello."})).await;
        if number % 2 == 0 {
            check(&server, json!({"answer": CARD})).await;
        }
    }
    let lines = logged(&server, 10).await;
    assert_eq!(lines.iter().filter(|line| line["decision"] == "allow").count(), 5);
}

/// Served with a policy that lets answers be kept, and says what becomes of the rule that finds cards.
async fn keeping(level: &str, configured: &str) -> Running {
    let folder = folder();
    folder.write("cards.toml", format!("{POLICY}[log]\ncontent = \"redacted\"\n[rules.levels]\nEXP = \"{level}\"\n"));
    folder.serve(&format!("{LOG}{configured}{POLICIES}")).await
}

#[tokio::test]
async fn answers_are_kept_as_users_may_see_them_if_policy_and_configuration_say_so() {
    for (level, answer, kept) in [
        ("redact", "Hello.", Some("Hello.")),
        ("redact", CARD, Some("redacted")),
        ("block", CARD, None),
        // It is shown, but what a sensitive rule has found is kept nowhere.
        ("warn", CARD, None),
    ] {
        let server = keeping(level, "content = true\n").await;
        let record = check(&server, json!({"answer": answer, "messages": [{"role": "user", "content": "Why?"}]})).await;
        let line = &logged(&server, 1).await[0];
        let kept = match kept {
            Some("redacted") => record["redacted"].as_str(),
            other => other,
        };
        assert_eq!(line.get("content").and_then(Value::as_str), kept, "{level}: {answer}");
        assert!(!line.to_string().contains("1488"));
    }
    let server = keeping("redact", "").await;
    check(&server, json!({"answer": "Hello."})).await;
    assert_eq!(logged(&server, 1).await[0].get("content"), None, "the configuration does not say so");
}

#[tokio::test]
async fn content_that_no_policy_lets_be_kept_is_an_error() {
    let folder = folder();
    let file = folder.configure(&format!("{LOG}content = true\n{POLICIES}"));
    let configuration = lictor_server::Configuration::read(&file).unwrap();
    let error = lictor_server::Server::start(configuration, Some(file), None).await.err().unwrap().to_string();
    assert!(error.contains("decisions.content") && error.contains("[log]"), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_fails_no_request() {
    let server = cards("[decisions]\npath = \"/dev/full\"\n").await;
    for _ in 0..50 {
        assert_eq!(check(&server, json!({"answer": "Hello."})).await["status"], "checked");
    }
    server.metric_reaches("lictor_decision_log_lines_total{outcome=\"failed\"}", 50.0).await;
    assert_eq!(server.metric(WRITTEN).await, 0.0);
}

#[tokio::test]
async fn a_log_that_was_moved_away_is_begun_anew_by_a_reload_even_one_that_fails() {
    let mut server = cards(LOG).await;
    let log = server.folder.path().join("decisions.jsonl");
    for (round, text) in ["schema = 1", &format!("{LOG}{POLICIES}")].iter().enumerate() {
        check(&server, json!({"answer": "Hello."})).await;
        server.metric_reaches(WRITTEN, 2.0 * round as f64 + 1.0).await;
        let moved = server.folder.path().join(format!("moved-{round}"));
        std::fs::rename(&log, &moved).unwrap();
        configured(&mut server, text).await;
        check(&server, json!({"answer": CARD})).await;
        server.metric_reaches(WRITTEN, 2.0 * round as f64 + 2.0).await;
        assert_eq!((lines(&moved).len(), lines(&log).len()), (1 + usize::from(round == 1), 1));
    }
}

#[tokio::test]
async fn a_log_that_cannot_be_written_keeps_what_there_was() {
    let mut server = cards(LOG).await;
    let Event::Kept(error) = configured(&mut server, &format!("[decisions]\npath = \"none/log\"\n{POLICIES}")).await
    else {
        panic!("it was taken")
    };
    assert!(error.contains("none/log"), "{error}");
    check(&server, json!({"answer": "Hello."})).await;
    logged(&server, 1).await;
}

#[tokio::test]
async fn the_last_lines_are_written_before_the_server_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let server = cards(&format!("[decisions]\npath = {}\n", json!(path))).await;
    for _ in 0..100 {
        check(&server, json!({"answer": "Hello."})).await;
    }
    server.ended().await;
    assert_eq!(lines(&path).len(), 100);
}
