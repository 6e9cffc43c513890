//! What an OpenTelemetry collector is told.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod collector;
mod common;

use axum::http::StatusCode;
use collector::{Collector, Event, collector};
use common::{cards, sample};

/// An answer in which a rule finds something: a card number that nobody has.
const CARD: &str = "The credit card number is 4539 1488 0343 6467.";

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

const DONE: &str = "lictor_telemetry_events_total{outcome=\"done\"}";
const FAILED: &str = "lictor_telemetry_events_total{outcome=\"failed\"}";

fn telemetry(collector: &Collector, more: &str) -> String {
    format!("[telemetry]\nendpoint = \"{}\"\n{more}\n", collector.endpoint)
}

fn named<'a>(events: &'a [Event], name: &str) -> Vec<&'a Event> {
    events.iter().filter(|event| event.attributes["gen_ai.evaluation.name"] == name).collect()
}

#[tokio::test]
async fn a_finding_is_an_event_of_the_callers_trace_and_quotes_nothing() {
    let collector = collector(StatusCode::OK).await;
    let server = cards(&telemetry(&collector, "")).await;
    let ask = server.client.post(server.url("/v1/check")).header("traceparent", format!("00-{TRACE}-{SPAN}-01"));
    let answer: serde_json::Value = ask.body(sample(CARD)).send().await.unwrap().json().await.unwrap();
    let finding = &answer["findings"][0];
    server.metric_reaches(DONE, 1.0).await;

    let events = collector.events();
    let [event] = named(&events, finding["rule"].as_str().unwrap())[..] else { panic!("{events:?}") };
    assert_eq!(
        (event.name.as_str(), event.trace.as_str(), event.span.as_str()),
        ("gen_ai.evaluation.result", TRACE, SPAN)
    );
    let attribute = |name: &str| event.attributes[name].as_str();
    assert_eq!(attribute("gen_ai.evaluation.score.label"), finding["level"]);
    assert_eq!(attribute("lictor.dimension"), finding["dimension"]);
    assert_eq!((attribute("lictor.policy"), attribute("lictor.endpoint")), ("cards", "check"));
    assert_eq!(attribute("lictor.decision"), answer["decision"]);
    let rules: serde_json::Value = server.get("/v1/rules").await.json().await.unwrap();
    let rule = rules["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == finding["rule"]).unwrap();
    assert_eq!(attribute("gen_ai.evaluation.explanation"), rule["summary"]);
    assert!(!String::from_utf8_lossy(&collector.bytes()).contains("1488"));
    assert_eq!(collector.header("content-type").as_deref(), Some("application/x-protobuf"));
}

#[tokio::test]
async fn what_is_clear_is_said_by_dimension_and_without_a_trace_there_is_none() {
    let collector = collector(StatusCode::OK).await;
    let server = cards(&telemetry(&collector, "")).await;
    let ask = server.client.post(server.url("/v1/check")).header("traceparent", "no-trace");
    ask.body(sample("Hello.")).send().await.unwrap();
    server.metric_reaches(DONE, 1.0).await;
    let events = collector.events();
    let [event] = named(&events, "risk")[..] else { panic!("{events:?}") };
    assert_eq!(event.attributes["gen_ai.evaluation.score.label"], "clear");
    assert_eq!((event.trace.as_str(), event.span.as_str()), ("", ""));
}

#[tokio::test]
async fn of_what_is_allowed_only_the_share_is_told_and_of_the_rest_all() {
    let collector = collector(StatusCode::OK).await;
    let server = cards(&telemetry(&collector, "share = 0.0")).await;
    for answer in ["Hello.", CARD, "Hello."] {
        server.post("/v1/check", sample(answer)).await;
    }
    server.metric_reaches(DONE, 1.0).await;
    let decisions: Vec<String> = collector.events().iter().map(|e| e.attributes["lictor.decision"].clone()).collect();
    assert!(!decisions.is_empty() && decisions.iter().all(|decision| decision != "allow"), "{decisions:?}");
}

#[tokio::test]
async fn a_collector_that_fails_or_is_gone_is_counted_and_nothing_else() {
    let broken = collector(StatusCode::BAD_REQUEST).await;
    // Nobody has listened on this port since it was free.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("[telemetry]\nendpoint = \"http://{}\"\n", free.local_addr().unwrap());
    drop(free);
    for configuration in [telemetry(&broken, ""), gone] {
        let server = cards(&configuration).await;
        for _ in 0..20 {
            assert_eq!(server.post("/v1/check", sample("Hello.")).await.status(), StatusCode::OK);
        }
        server.metric_reaches(FAILED, 20.0).await;
        assert_eq!(server.metric(DONE).await, 0.0);
        server.ended().await;
    }
}

#[tokio::test]
async fn the_last_events_are_sent_before_the_server_ends() {
    let collector = collector(StatusCode::OK).await;
    let server = cards(&telemetry(&collector, "")).await;
    server.post("/v1/check", sample(CARD)).await;
    server.ended().await;
    assert!(!collector.events().is_empty());
}

#[tokio::test]
async fn a_reload_takes_another_collector() {
    let (one, other) = (collector(StatusCode::OK).await, collector(StatusCode::OK).await);
    let mut server = cards(&telemetry(&one, "")).await;
    server.post("/v1/check", sample(CARD)).await;
    server.metric_reaches(DONE, 1.0).await;
    let policies = "[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n";
    loop {
        server.folder.configure(&format!("{}\n{policies}", telemetry(&other, "")));
        // It may not watch yet, right after its start.
        let reloaded = server.happens(|event| *event == common::Event::Reloaded);
        if tokio::time::timeout(std::time::Duration::from_secs(5), reloaded).await.is_ok() {
            break;
        }
    }
    let before = one.events().len();
    server.post("/v1/check", sample(CARD)).await;
    server.ended().await;
    assert!(!other.events().is_empty());
    assert_eq!(one.events().len(), before);
}
