//! The guarding proxy, between a client and a model server that answers by script.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used)] // Helpers of tests fail by panicking.

#[path = "../common/mod.rs"]
mod common;

mod access;
mod cuts;
mod faults;
mod golden;
mod requests;
mod sdks;
mod streamed;
mod tls;
mod upstream;
mod whole;

use std::sync::LazyLock;

use common::{Running, folder};
use serde_json::{Value, json};
use upstream::{Script, Upstream};

/// Everything is held back until all of it has been checked.
const HELD: &str = "schema = \"lictor.policy/v1\"\nid = \"held\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                    inputs = [\"answer\", \"tool-calls\", \"restricted-contexts\", \"permitted-contexts\", \"caller-labels\"]\n";

/// Users read along.
const LIVE: &str = "schema = \"lictor.policy/v1\"\nid = \"live\"\nextends = \"held.toml\"\n[stream]\nwhole_text = \"release\"\n\
                    max_horizon = 700\n";

/// A sentence without anything in it.
pub(crate) const PROSE: &str =
    "The library opens at nine and closes at six on weekdays, and on Saturdays it opens at ten. ";

/// A card number that is cut out. Nobody has it.
pub(crate) const CARD: &str = "4539 1488 0343 6467";

/// A token that blocks. Nobody has it, and no text that looks like one stands in a file.
pub(crate) static TOKEN: LazyLock<String> =
    LazyLock::new(|| lictor_contract::expand("{{joined:ghp|_}}{{random:alnum:36}}"));

/// A server, and the model server behind it.
pub(crate) struct Setting {
    pub(crate) server: Running,
    pub(crate) upstream: Upstream,
}

/// The usual setting.
pub(crate) async fn setting(script: Script) -> Setting {
    configured(script, "", "").await
}

/// One with more in `[proxy]`, and more tables behind it.
pub(crate) async fn configured(script: Script, proxy: &str, tables: &str) -> Setting {
    let upstream = Upstream::start(script).await;
    let folder = folder();
    folder.write("held.toml", HELD);
    folder.write("live.toml", LIVE);
    let policies =
        ["held", "live"].map(|name| format!("[[policies]]\nname = \"{name}\"\npolicy = \"{name}.toml\"\n")).concat();
    let configuration = format!("[proxy]\nupstream = \"{}\"\n{proxy}\n{policies}\n{tables}", upstream.url);
    Setting { server: folder.serve(&configuration).await, upstream }
}

/// A request for an answer.
pub(crate) fn question() -> Value {
    json!({"model": "scripted", "messages": [{"role": "user", "content": "What is on file?"}]})
}

impl Setting {
    pub(crate) async fn ask(&self, body: &Value) -> reqwest::Response {
        self.ask_under("/v1", body).await
    }

    pub(crate) async fn ask_under(&self, base: &str, body: &Value) -> reqwest::Response {
        self.server.post(&format!("{base}/chat/completions"), body.to_string()).await
    }

    /// Asks and reads all of the answer: status, head, body.
    pub(crate) async fn answer(&self, body: &Value) -> (u16, reqwest::header::HeaderMap, Value) {
        let response = self.ask(body).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.json().await.unwrap())
    }
}

/// What a client makes of a stream.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Read {
    /// Texts, by choice.
    pub(crate) content: Vec<String>,
    pub(crate) refusal: Vec<String>,
    /// Calls of tools of the first choice, as they came.
    pub(crate) calls: Vec<Value>,
    /// Why each choice ended.
    pub(crate) finish_reasons: Vec<Option<String>>,
    /// What was said of the decisions, in order.
    pub(crate) told: Vec<Value>,
    pub(crate) usage: Option<Value>,
    pub(crate) error: Option<Value>,
    pub(crate) done: bool,
}

/// Reads a stream as a client does.
pub(crate) fn read(body: &str) -> Read {
    let mut read = Read::default();
    for event in body.split_terminator("\n\n").filter(|event| !event.starts_with(':')) {
        assert!(!read.done && read.error.is_none(), "something comes behind the end: {event}");
        let data = event.strip_prefix("data: ").unwrap_or_else(|| panic!("no data: {event}"));
        if data == "[DONE]" {
            read.done = true;
            continue;
        }
        let chunk: Value = serde_json::from_str(data).unwrap();
        if let Some(error) = chunk.get("error") {
            read.error = Some(error.clone());
            continue;
        }
        assert_eq!((&chunk["id"], &chunk["object"]), (&json!("chatcmpl-1"), &json!("chat.completion.chunk")));
        if chunk["usage"].is_object() {
            read.usage = Some(chunk["usage"].clone());
        }
        read.told.extend(chunk.get("lictor").cloned());
        for choice in chunk["choices"].as_array().unwrap() {
            let index = choice["index"].as_u64().unwrap() as usize;
            read.content.resize(read.content.len().max(index + 1), String::new());
            read.refusal.resize(read.content.len(), String::new());
            read.finish_reasons.resize(read.content.len(), None);
            assert_eq!(read.finish_reasons[index], None, "something comes behind the end of a choice: {event}");
            let delta = &choice["delta"];
            read.content[index].push_str(delta["content"].as_str().unwrap_or_default());
            read.refusal[index].push_str(delta["refusal"].as_str().unwrap_or_default());
            if index == 0 {
                read.calls.extend(delta["tool_calls"].as_array().cloned().unwrap_or_default());
            }
            read.finish_reasons[index] = choice["finish_reason"].as_str().map(str::to_owned);
        }
    }
    read
}
