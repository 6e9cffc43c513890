//! Stopping: what is under way ends.

use futures_util::stream;
use reqwest::StatusCode;
use tokio::sync::mpsc;

use crate::common::{CARD, Event, cards, sample};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_is_answered_and_nothing_new_is_taken() {
    let mut served = cards("").await;
    // On a connection of its own, which stays open.
    let (line, body) = mpsc::unbounded_channel::<String>();
    line.send(sample(CARD) + "\n").unwrap();
    let body = stream::unfold(body, |mut body| async { body.recv().await.map(|line| (Ok::<_, String>(line), body)) });
    let request = served.client.post(served.url("/v1/check/batch")).body(reqwest::Body::wrap_stream(body));
    let mut answer = request.send().await.unwrap();
    assert!(answer.chunk().await.unwrap().unwrap().ends_with(b"\n"));
    assert_eq!(served.get("/readyz").await.status(), StatusCode::OK);
    served.stop();
    served.happens(|event| *event == Event::Draining).await;
    // Refused, however soon: whoever balances the load asks another one.
    while served.client.get(served.url("/healthz")).send().await.is_ok() {}
    line.send(sample("Hello.") + "\n").unwrap();
    assert!(answer.chunk().await.unwrap().unwrap().ends_with(b"\n"), "still answered");
    drop(line);
    assert_eq!(answer.chunk().await.unwrap(), None);
    served.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_in_time_is_cut_off() {
    let mut served = cards("limits = { drain_seconds = 1 }").await;
    let (line, body) = mpsc::unbounded_channel::<String>();
    line.send(sample(CARD) + "\n").unwrap();
    let body = stream::unfold(body, |mut body| async { body.recv().await.map(|line| (Ok::<_, String>(line), body)) });
    let request = served.client.post(served.url("/v1/check/batch")).body(reqwest::Body::wrap_stream(body));
    let mut answer = request.send().await.unwrap();
    answer.chunk().await.unwrap().unwrap();
    served.stop();
    served.happens(|event| *event == Event::Draining).await;
    served.ended().await;
    drop(line);
}
