//! However the model server's bytes are cut, the client sees the same.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::upstream::{Step, bytes, delta, events, wire};
use crate::{CARD, PROSE, Read, Setting, TOKEN, question, read, setting};

/// A stream with everything in it that a server may write, and what stands in its answer.
fn body() -> String {
    let text = format!("{}Größe: 小包. The card is {CARD}. {PROSE}", PROSE.repeat(12));
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.floor_char_boundary(rest.len().min(11)).max(1);
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    let steps = wire(&pieces);
    let events: Vec<String> = steps
        .into_iter()
        .map(|step| match step {
            Step::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            _ => unreachable!(),
        })
        .collect();
    let mut body = String::from("\u{feff}: begin\r\n\r\n");
    for (index, event) in events.iter().enumerate() {
        match index % 3 {
            0 => body.push_str(&event.replace('\n', "\r\n")),
            // The same object on two lines.
            1 => body.push_str(&event.replacen(",\"", ",\ndata: \"", 1)),
            _ => body.push_str(&format!(": comment\nid: {index}\nevent: message\n{event}")),
        }
    }
    body
}

async fn stream(setting: &Setting, policy: &str, pieces: Vec<Step>) -> Read {
    setting.upstream.says(events(pieces));
    let mut asked = question();
    asked["stream"] = true.into();
    let response = setting.ask_under(&format!("/v1/policies/{policy}"), &asked).await;
    read(&response.text().await.unwrap())
}

#[test]
fn however_the_bytes_are_cut_the_client_sees_the_same() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let setting = runtime.block_on(setting(events(vec![])));
    let body = body().into_bytes();
    let whole = ["held", "live"].map(|policy| runtime.block_on(stream(&setting, policy, vec![bytes(body.clone())])));
    for read in &whole {
        assert!(read.content[0].contains("小包. The card is [redacted: payment-card") && read.done, "{read:?}");
    }
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(cuts in prop::collection::vec(any::<Index>(), 0..80))| {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let pieces: Vec<Step> = cuts.windows(2).map(|at| bytes(&body[at[0]..at[1]])).collect();
        for (policy, whole) in ["held", "live"].into_iter().zip(&whole) {
            prop_assert_eq!(&runtime.block_on(stream(&setting, policy, pieces.clone())), whole);
        }
    });
}

/// However the *text* is cut into events, nothing of what blocks is seen.
#[test]
fn however_the_text_is_cut_nothing_that_blocks_is_seen() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let setting = runtime.block_on(setting(events(vec![])));
    let text = format!("{}The token is {}. {PROSE}", PROSE.repeat(15), *TOKEN);
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(cuts in prop::collection::vec(any::<Index>(), 0..60), finished in any::<bool>())| {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let mut steps: Vec<Step> =
            cuts.windows(2).map(|at| bytes(delta(0, json!({"content": &text[at[0]..at[1]]}), None))).collect();
        if finished {
            steps.extend([bytes(delta(0, json!({}), Some("stop"))), bytes("data: [DONE]\n\n")]);
        }
        for policy in ["held", "live"] {
            let read = runtime.block_on(stream(&setting, policy, steps.clone()));
            prop_assert!(text.starts_with(&read.content[0]) && !read.content[0].contains("ghp_"), "{:?}", read);
            prop_assert!(read.error.is_some() != read.done);
        }
    });
}
