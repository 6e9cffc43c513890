//! Streams over HTTP: in either form, blocked in the middle, broken in the middle, and the record at the end.

use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::common::{CARD, POLICY, Running, cards, folder, guard, record, sample};

/// Text is released while it is written; cards are cut out.
const LETTING: &str = "schema = \"lictor.policy/v1\"\nid = \"letting\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                       inputs = [\"answer\"]\n[stream]\nmax_horizon = 700\nwhole_text = \"release\"\n";

async fn letting(rules: &str) -> Running {
    let folder = folder();
    folder.write("letting.toml", format!("{LETTING}{rules}"));
    folder.serve("[[policies]]\nname = \"letting\"\npolicy = \"letting.toml\"\n").await
}

fn lines(pieces: &[&str]) -> String {
    let pieces = pieces.iter().map(|piece| json!({"text": piece}).to_string() + "\n");
    std::iter::once("{\"id\": \"s\"}\n".to_owned()).chain(pieces).collect()
}

fn events(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// What was shown.
fn shown(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["text"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_has_the_record_of_the_whole_answer() {
    let served = cards("").await;
    let text = served
        .post("/v1/stream", lines(&["Your card 4539 1488 ", "0343 6467 is on file."]))
        .await
        .text()
        .await
        .unwrap();
    let events = events(&text);
    let end = &events.last().unwrap()["end"];
    let wanted: Value = serde_json::from_str(&record(&guard(POLICY), &sample(CARD))).unwrap();
    assert_eq!(end["record"], wanted, "{text}");
    assert_eq!((&end["status"], &end["late"]), (&json!("checked"), &json!(false)));
    assert!(!shown(&events).contains("4539"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_forms_say_the_same() {
    let served = letting("").await;
    let pieces = ["It was fine. ", &"word ".repeat(400), CARD, "\nA line feed, \"quotes\" and é."];
    let sse: String =
        lines(&pieces).lines().map(|line| format!(": a comment\nevent: piece\nid: 7\ndata: {line}\n\n")).collect();
    let in_lines = served.post("/v1/stream", lines(&pieces)).await;
    assert_eq!(in_lines.headers()["content-type"], "application/x-ndjson");
    let in_lines = in_lines.text().await.unwrap();
    let request = served.client.post(served.url("/v1/stream")).header("content-type", "text/event-stream");
    let in_events = request.header("accept", "text/event-stream").body(sse).send().await.unwrap();
    assert_eq!(in_events.headers()["content-type"], "text/event-stream");
    let in_events = in_events.text().await.unwrap();
    let data: String =
        in_events.lines().filter_map(|line| line.strip_prefix("data: ")).map(|data| format!("{data}\n")).collect();
    let (lines, data) = (events(&in_lines), events(&data));
    assert_eq!((shown(&lines), lines.last()), (shown(&data), data.last()));
    assert!(in_events.lines().any(|line| line == "event: text") && in_events.ends_with("\n\n"), "{in_events}");
    assert!(in_events.lines().any(|line| line == "event: end"));
    assert!(shown(&lines).contains("word word") && !shown(&lines).contains("4539"));
}

/// A stream that is fed by hand.
struct Fed {
    pieces: mpsc::UnboundedSender<Result<String, std::io::Error>>,
    answer: reqwest::Response,
    rest: String,
}

impl Fed {
    async fn begin(served: &Running) -> Self {
        let (pieces, body) = mpsc::unbounded_channel();
        pieces.send(Ok("{\"id\": \"s\"}\n".to_owned())).unwrap();
        let body = stream::unfold(body, |mut body| async { body.recv().await.map(|piece| (piece, body)) });
        let request = served.client.post(served.url("/v1/stream")).body(reqwest::Body::wrap_stream(body));
        Self { pieces, answer: request.send().await.unwrap(), rest: String::new() }
    }

    fn say(&self, text: &str) {
        self.pieces.send(Ok(json!({"text": text}).to_string() + "\n")).unwrap();
    }

    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((line, rest)) = self.rest.split_once('\n') {
                let event = serde_json::from_str(line).unwrap();
                self.rest = rest.to_owned();
                return Some(event);
            }
            self.rest += std::str::from_utf8(&self.answer.chunk().await.unwrap()?).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_comes_before_the_answer_is_complete() {
    let served = letting("").await;
    let mut fed = Fed::begin(&served).await;
    for _ in 0..3 {
        fed.say(&"word ".repeat(300));
        assert!(fed.next().await.unwrap()["text"].as_str().unwrap().contains("word"));
    }
    drop(fed.pieces);
    fed.pieces = mpsc::unbounded_channel().0;
    let mut last = None;
    while let Some(event) = fed.next().await {
        last = Some(event);
    }
    assert_eq!(last.unwrap()["end"]["released"], 4500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_the_stream_while_the_answer_is_still_written() {
    let served = letting("[rules]\nlevels = { EXP501 = \"block\" }\n").await;
    let mut fed = Fed::begin(&served).await;
    fed.say(&"word ".repeat(300));
    let mut seen = vec![fed.next().await.unwrap()];
    fed.say(CARD);
    fed.say(&" More and more.".repeat(300));
    // The body never ends; the stream does.
    while let Some(event) = fed.next().await {
        seen.push(event);
    }
    let blocked = seen.iter().position(|event| event["blocked"] == true).unwrap();
    assert!(seen[blocked + 1..].iter().all(|event| event.get("text").is_none()), "{seen:?}");
    let end = &seen.last().unwrap()["end"];
    assert_eq!((&end["blocked"], &end["record"]["decision"]), (&json!(true), &json!("block")), "{seen:?}");
    assert!(shown(&seen).contains("word") && !shown(&seen).contains("4539") && !shown(&seen).contains("More"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_stream_is_said_to_be_none() {
    let served = cards("limits = { line_bytes = 4096, body_bytes = 8192 }").await;
    let first = [
        ("", "not-a-sample"),
        ("{\"answer\": \"all at once\"}\n", "not-a-sample"),
        ("{\"id\": 7}\n", "not-a-sample"),
        ("[]\n", "not-a-sample"),
        ("{\"id\": \n", "not-json"),
        ("\u{feff}{}\n", "not-json"),
    ];
    for (body, problem) in first {
        let answer = served.post("/v1/stream", body).await;
        let found: Value = answer.json().await.unwrap();
        assert_eq!(found["type"], format!("urn:lictor:problem:{problem}"), "{body:?}");
    }
    let long = json!({"text": "x".repeat(5000)}).to_string() + "\n";
    let later = [
        ("{\"text\": 7}\n", "not-json"),
        ("{\"txet\": \"x\"}\n", "not-json"),
        ("{\"text\": \"x\"} {\"text\": \"y\"}\n", "not-json"),
        (long.as_str(), "not-a-sample"),
        (&(json!({"text": "x".repeat(4000)}).to_string() + "\n").repeat(3), "too-large"),
    ];
    for (body, problem) in later {
        let text = served.post("/v1/stream", format!("{{}}\n{body}")).await.text().await.unwrap();
        let events = events(&text);
        let last = events.last().unwrap();
        assert_eq!(last["problem"]["type"], format!("urn:lictor:problem:{problem}"), "{text}");
        assert!(events.iter().all(|event| event.get("end").is_none()), "{text}");
    }
    assert_eq!(served.metric("lictor_refusals_total{problem=\"too-large\"}").await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_is_not_taken_for_whole() {
    let served = letting("").await;
    let mut fed = Fed::begin(&served).await;
    fed.say(&"word ".repeat(300));
    fed.next().await.unwrap();
    fed.pieces.send(Err(std::io::Error::other("the model is gone"))).unwrap();
    // A client whose body fails ends the request; the server counts it.
    served.metric_reaches("lictor_refusals_total{problem=\"broken-body\"}", 1.0).await;
    assert_eq!(served.metric("lictor_checks_total{policy=\"letting\",caller=\"anybody\",endpoint=\"stream\",decision=\"allow\",status=\"checked\"}").await, 0.0);
}
