//! What goes wrong at the model server: the client gets a proper error, and nothing that was not checked.

use serde_json::{Value, json};

use crate::upstream::{Script, Step, bytes, completion, events, says, whole, wire};
use crate::{CARD, PROSE, Setting, TOKEN, configured, question, read, setting};

/// Text that has not been checked when the fault comes.
const BEGUN: &str = "The answer has begun ";

impl Setting {
    async fn refusals(&self, code: &str) -> f64 {
        self.server.metric(&format!("lictor_refusals_total{{problem=\"{code}\"}}")).await
    }
}

fn raw(kind: &'static str, body: impl Into<Vec<u8>>) -> Script {
    Script { headers: vec![("content-type", kind)], ..events(vec![bytes(body)]) }
}

#[tokio::test]
async fn a_stream_that_goes_wrong_ends_with_an_error() {
    let error = json!({"error": {"message": "the model is overloaded", "type": "server_error", "code": "overloaded"}});
    let leaking = json!({"error": {"message": format!("no such user: {CARD}"), "code": "x"}});
    let blocked = json!({"error": format!("cannot use {}", *TOKEN)});
    let stray = json!({"id": "x", "choices": [{"index": 200, "delta": {"content": *TOKEN}}]});
    let cases: Vec<(&str, Vec<Step>, &str, &str)> = vec![
        ("hang", vec![Step::Hang], "upstream-too-slow", "in time"),
        ("cut", vec![Step::Break], "upstream-broken", "broke off"),
        ("end", vec![], "upstream-broken", "too early"),
        ("half an event", vec![bytes("data: {\"choices\": [{\"del")], "upstream-not-understood", "not what"),
        ("broken event", vec![bytes("data: {\"choices\": [{\"del\n\n")], "upstream-not-understood", "not what"),
        ("not UTF-8", vec![bytes(b"data: \"\xff\"\n\n".to_vec())], "upstream-not-understood", "not what"),
        ("no object", vec![bytes("data: 7\n\n")], "upstream-not-understood", "not what"),
        ("no choices", vec![bytes("data: {\"text\": \"x\"}\n\n")], "upstream-not-understood", "not what"),
        ("a choice too many", vec![bytes(format!("data: {stray}\n\n"))], "upstream-not-understood", "not what"),
        ("no line ends", vec![bytes("x".repeat(65536)); 160], "upstream-too-large", "larger than"),
        (
            "an event without end",
            vec![bytes(format!("data: {}\n", "x".repeat(65530))); 160],
            "upstream-too-large",
            "larger than",
        ),
        ("an error", vec![bytes(format!("data: {error}\n\n"))], "overloaded", "the model is overloaded"),
        (
            "an error to redact",
            vec![bytes(format!("event: error\ndata: {leaking}\n\n"))],
            "x",
            "no such user: [redacted",
        ),
        ("an error to block", vec![bytes(format!("data: {blocked}\n\n"))], "null", "answered 502"),
    ];
    let setting = configured(events(vec![]), "idle_seconds = 1\n", "").await;
    for (name, fault, code, says) in cases {
        let mut steps = wire(&[BEGUN]);
        steps.truncate(2);
        steps.extend(fault);
        setting.upstream.says(events(steps));
        let counted = if code.starts_with("upstream") { code } else { "upstream-error" };
        let before = setting.refusals(counted).await;
        let mut asked = question();
        asked["stream"] = true.into();
        let response = setting.ask(&asked).await;
        assert_eq!(response.status(), 200);
        let body = response.text().await.unwrap();
        let read = read(&body);
        let error = read.error.unwrap_or_else(|| panic!("{name}: {body}"));
        assert_eq!(error["code"].as_str().unwrap_or("null"), code, "{name}");
        assert!(error["message"].as_str().unwrap().contains(says), "{name}: {error}");
        assert_eq!((read.content, read.done), (vec![String::new()], false), "{name}");
        assert!([BEGUN, CARD, TOKEN.as_str()].iter().all(|text| !body.contains(text)), "{name}: {body}");
        assert_eq!(setting.refusals(counted).await, before + 1.0, "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_goes_wrong_is_an_error() {
    let whole_answer = completion(json!([says(PROSE)])).to_string();
    let half = whole_answer[..whole_answer.len() / 2].to_owned();
    let json_kind = "application/json";
    let steps = |steps: Vec<Step>| Script { headers: vec![("content-type", json_kind)], ..events(steps) };
    let compressed = Script { headers: vec![("content-encoding", "gzip")], ..raw(json_kind, whole_answer.clone()) };
    let cases = [
        ("hang", steps(vec![bytes(half.clone()), Step::Hang]), 504, "upstream-too-slow"),
        ("cut", steps(vec![bytes(half.clone()), Step::Break]), 502, "upstream-broken"),
        ("end", raw(json_kind, half), 502, "upstream-not-understood"),
        ("page", raw("text/html", "<h1>It works</h1>"), 502, "upstream-not-understood"),
        ("nothing", raw(json_kind, ""), 502, "upstream-not-understood"),
        ("list", raw(json_kind, "[]"), 502, "upstream-not-understood"),
        ("no choices", whole(200, &completion(json!([]))), 502, "upstream-not-understood"),
        ("no message", whole(200, &completion(json!([{"index": 0}]))), 502, "upstream-not-understood"),
        ("no text", whole(200, &completion(json!([{"message": {"content": 7}}]))), 502, "upstream-not-understood"),
        ("too many", whole(200, &completion(json!(vec![says("x"); 200]))), 502, "upstream-not-understood"),
        ("compressed", compressed, 502, "upstream-not-understood"),
        ("flood", steps(vec![bytes("x".repeat(65536)); 160]), 502, "upstream-too-large"),
    ];
    let setting = configured(events(vec![]), "idle_seconds = 1\n", "").await;
    for (name, script, status, code) in cases {
        setting.upstream.says(script);
        let before = setting.refusals(code).await;
        let (seen, _, body) = setting.answer(&question()).await;
        assert_eq!((seen, &body["error"]["code"]), (status, &json!(code)), "{name}");
        assert_eq!(body["error"]["type"], "server_error");
        assert!(!body.to_string().contains("library"), "{name}: {body}");
        assert_eq!(setting.refusals(code).await, before + 1.0, "{name}");
    }
}

/// The model server's own errors go on, checked like an answer.
#[tokio::test]
async fn errors_of_the_model_server_go_on() {
    let error =
        |message: &str| json!({"error": {"message": message, "type": "t", "param": "messages[0]", "code": "c"}});
    let clear = "Rate limit reached";
    let limited = Script {
        headers: vec![
            ("retry-after", "7"),
            ("x-ratelimit-remaining-tokens", "0"),
            ("set-cookie", "a=b"),
            ("server", "x"),
        ],
        ..whole(429, &error(clear))
    };
    let cases = [
        (limited, 429, "c", clear.to_owned()),
        (whole(400, &error(&format!("not {CARD}"))), 400, "c", "not [redacted: payment-card]".to_owned()),
        (whole(400, &error(&format!("not {}", *TOKEN))), 400, "c", "the model server answered 400".to_owned()),
        (whole(503, &json!({"error": clear})), 503, "null", clear.to_owned()),
        (
            Script { status: 500, ..raw("text/html", TOKEN.as_str()) },
            500,
            "null",
            "the model server answered 500".to_owned(),
        ),
        (
            Script { status: 307, headers: vec![("location", "http://127.0.0.1:9/")], ..events(vec![]) },
            502,
            "upstream-redirect",
            String::new(),
        ),
    ];
    let setting = setting(events(vec![])).await;
    for streamed in [false, true] {
        for (script, status, code, says) in cases.clone() {
            setting.upstream.says(script);
            let mut asked = question();
            asked["stream"] = streamed.into();
            let (seen, headers, body) = setting.answer(&asked).await;
            assert_eq!((seen, body["error"]["code"].as_str().unwrap_or("null")), (status, code));
            assert!(body["error"]["message"].as_str().unwrap().contains(&says), "{body}");
            assert_eq!(headers.get("retry-after").is_some(), status == 429);
            assert_eq!(headers.get("x-ratelimit-remaining-tokens").is_some(), status == 429);
            assert!(headers.get("set-cookie").is_none() && headers.get("server").is_none());
        }
    }
    setting.upstream.says(whole(404, &error("no models")));
    let models = setting.server.get("/v1/models").await;
    assert_eq!(
        (models.status().as_u16(), models.json::<Value>().await.unwrap()["error"]["message"].clone()),
        (404, json!("no models"))
    );
}

/// The operator's key is none of the application's business.
#[tokio::test]
async fn a_key_that_the_model_server_does_not_accept_is_the_operators_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upstream.key");
    std::fs::write(&file, "theirs").unwrap();
    let refused =
        whole(401, &json!({"error": {"message": "Incorrect API key provided: theirs", "code": "invalid_api_key"}}));
    let ours = configured(refused.clone(), &format!("upstream_key = {{ file = \"{}\" }}", file.display()), "").await;
    let (status, _, body) = ours.answer(&question()).await;
    assert_eq!((status, &body["error"]["code"]), (502, &json!("upstream-key")));
    assert!(!body.to_string().contains("theirs"));
    // Where it was the application's own key it is told.
    let theirs = configured(refused, "forward_authorization = true", "").await;
    assert_eq!(theirs.answer(&question()).await.0, 401);
}

#[tokio::test]
async fn a_model_server_that_is_not_there_is_a_bad_gateway() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let setting = setting(events(vec![])).await;
    let folder = crate::common::folder();
    let server = folder
        .serve(&format!(
            "[proxy]\nupstream = \"http://{gone}\"\n[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n"
        ))
        .await;
    let response = server.post("/v1/chat/completions", question().to_string()).await;
    let (status, body) = (response.status().as_u16(), response.text().await.unwrap());
    assert_eq!(status, 502);
    assert!(body.contains("upstream-unreachable") && !body.contains(&gone.port().to_string()), "{body}");
    drop(setting);
}

/// A model server that says nothing at all is waited for until an answer must be complete.
#[tokio::test]
async fn an_answer_that_does_not_begin_is_given_up() {
    let silent = Script { silent: true, ..events(vec![]) };
    let setting = configured(silent, "answer_seconds = 1\n", "").await;
    let (status, _, body) = setting.answer(&question()).await;
    assert_eq!((status, &body["error"]["code"]), (504, &json!("upstream-too-slow")));
}
