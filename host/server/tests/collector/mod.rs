//! A collector for OpenTelemetry that keeps what it is sent.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // Each test uses its share; helpers fail by panicking.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use prost::Message;

/// A collector that listens. It answers with a status of the test's choice.
pub struct Collector {
    pub endpoint: String,
    kept: Arc<Kept>,
}

struct Kept {
    requests: Mutex<Vec<(HeaderMap, Vec<u8>)>>,
    status: StatusCode,
}

/// An event, as it arrived.
#[derive(Debug, Clone)]
pub struct Event {
    pub name: String,
    pub trace: String,
    pub span: String,
    pub attributes: BTreeMap<String, String>,
}

pub async fn collector(status: StatusCode) -> Collector {
    let kept = Arc::new(Kept { requests: Mutex::default(), status });
    let router = Router::new().route("/v1/logs", post(take)).with_state(kept.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Collector { endpoint, kept }
}

async fn take(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    kept.requests.lock().unwrap().push((headers, body.to_vec()));
    kept.status
}

impl Collector {
    /// Everything that arrived, headers as well, as it was sent.
    pub fn bytes(&self) -> Vec<u8> {
        let requests = self.kept.requests.lock().unwrap();
        let of = |(headers, body): &(HeaderMap, Vec<u8>)| [format!("{headers:?}").into_bytes(), body.clone()].concat();
        requests.iter().flat_map(of).collect()
    }

    /// A header of the first request.
    pub fn header(&self, name: &str) -> Option<String> {
        let requests = self.kept.requests.lock().unwrap();
        Some(requests.first()?.0.get(name)?.to_str().unwrap().to_owned())
    }

    pub fn events(&self) -> Vec<Event> {
        let requests = self.kept.requests.lock().unwrap();
        let read = |body: &Vec<u8>| ExportLogsServiceRequest::decode(body.as_slice()).unwrap();
        let requests = requests.iter().map(|(_, body)| read(body));
        let scopes = requests.flat_map(|request| request.resource_logs).flat_map(|resource| resource.scope_logs);
        let records = scopes.flat_map(|scope| scope.log_records);
        let text = |value: Option<Value>| match value {
            Some(Value::StringValue(text)) => text,
            other => panic!("not a text: {other:?}"),
        };
        records
            .map(|record| Event {
                name: record.event_name,
                trace: hex(&record.trace_id),
                span: hex(&record.span_id),
                attributes: record
                    .attributes
                    .into_iter()
                    .map(|pair| (pair.key, text(pair.value.and_then(|value| value.value))))
                    .collect(),
            })
            .collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
