//! What there is at which path. Whoever adds a route adds it here, too.

use super::foreign;

/// An operation at a path.
pub(super) struct Path {
    pub(super) path: String,
    /// Whether the policy is named in the path.
    pub(super) named: bool,
    pub(super) operation: Operation,
}

/// Something that can be asked.
#[derive(Clone)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) tag: &'static str,
    pub(super) body: Option<Body>,
    pub(super) answer: Body,
    /// The statuses of the problems that it may answer with.
    pub(super) problems: &'static [&'static str],
    /// Needs no key.
    pub(super) open: bool,
}

/// What goes in or comes out.
#[derive(Clone)]
pub(super) struct Body {
    pub(super) description: &'static str,
    /// The content types that it comes in.
    pub(super) forms: &'static [&'static str],
    /// The schema of it, or of each line where it is no single document. None: text, or whatever.
    pub(super) schema: Option<&'static str>,
}

const JSON: &[&str] = &["application/json"];
const LINES: &[&str] = &["application/x-ndjson"];
const LINES_OR_EVENTS: &[&str] = &["application/x-ndjson", "text/event-stream"];
const TEXT: &[&str] = &["text/plain"];
const NUMBERS: &[&str] = &["application/openmetrics-text"];

/// Of what reads a sample.
pub(super) const ASKED: &[&str] = &["400", "401", "403", "408", "413", "415", "422", "429", "500", "503"];
/// Of what reads lines, whose problems are in the answer.
const ASKED_LINES: &[&str] = &["401", "403", "415", "429", "500", "503"];
const READ: &[&str] = &["401", "403", "429", "500", "503"];
const LISTED: &[&str] = &["401", "403", "500"];

/// Everything that there is.
pub(super) fn paths() -> Vec<Path> {
    let alone = |path: &str, operation: Operation| Path { path: path.into(), named: false, operation };
    let mut paths = Vec::new();
    for (root, path, operation) in asked().into_iter().chain(foreign::asked()) {
        paths.push(alone(root, operation.clone()));
        paths.push(Path { path: format!("/v1/policies/{{policy}}/{path}"), named: true, operation });
    }
    paths.extend(others().map(|(path, operation)| alone(path, operation)));
    paths
}

/// What is asked of a policy: path at the root, path under a policy, and what is asked there.
fn asked() -> [(&'static str, &'static str, Operation); 4] {
    let record = Body { description: "Its record.", forms: JSON, schema: Some("Record") };
    let sample = Body { description: "A sample.", forms: JSON, schema: Some("Sample") };
    let check = Operation {
        method: "post",
        id: "check",
        summary: "Check one sample",
        tag: "check",
        body: Some(sample),
        answer: record,
        problems: ASKED,
        open: false,
    };
    let batch = Operation {
        id: "check-batch",
        summary: "Check many samples, one a line",
        body: Some(Body { description: "Samples, one a line.", forms: LINES, schema: Some("Sample") }),
        answer: Body {
            description: "Records, one a line, in the same order. It is cut short where the body did not arrive whole.",
            forms: LINES,
            schema: Some("Record"),
        },
        problems: ASKED_LINES,
        ..check.clone()
    };
    let stream = Operation {
        id: "stream",
        summary: "Check an answer while it is written",
        tag: "stream",
        body: Some(Body {
            description: "The sample without its answer, then the answer in pieces, one object a line or event.",
            forms: LINES_OR_EVENTS,
            schema: Some("Piece"),
        }),
        answer: Body {
            description: "What may be shown, then how it ended.",
            forms: LINES_OR_EVENTS,
            schema: Some("Event"),
        },
        ..check.clone()
    };
    let rules = Operation {
        method: "get",
        id: "rules",
        summary: "The policy's rules and their levels",
        tag: "catalogue",
        body: None,
        answer: Body { description: "The rules.", forms: JSON, schema: Some("Rules") },
        problems: READ,
        open: false,
    };
    [
        ("/v1/check", "check", check),
        ("/v1/check/batch", "check/batch", batch),
        ("/v1/stream", "stream", stream),
        ("/v1/rules", "rules", rules),
    ]
}

/// What is there once.
fn others() -> impl Iterator<Item = (&'static str, Operation)> {
    let policies = Operation {
        method: "get",
        id: "policies",
        summary: "The policies that the key may ask, and how their packs are doing",
        tag: "catalogue",
        body: None,
        answer: Body { description: "The policies.", forms: JSON, schema: Some("Policies") },
        problems: LISTED,
        open: false,
    };
    let metrics = Operation {
        id: "metrics",
        summary: "Numbers for Prometheus",
        tag: "operation",
        answer: Body { description: "The numbers.", forms: NUMBERS, schema: None },
        ..policies.clone()
    };
    let alive = Operation {
        id: "alive",
        summary: "Whether it lives",
        answer: Body { description: "It does.", forms: TEXT, schema: None },
        problems: &[],
        open: true,
        ..metrics.clone()
    };
    let ready = Operation {
        id: "ready",
        summary: "Whether it wants requests: not while it drains",
        answer: Body { description: "It does.", forms: TEXT, schema: None },
        problems: &["503"],
        ..alive.clone()
    };
    let openapi = Operation {
        id: "openapi",
        summary: "This document",
        answer: Body { description: "OpenAPI 3.1.", forms: JSON, schema: None },
        problems: &["500"],
        ..alive.clone()
    };
    [
        ("/v1/policies", policies),
        ("/metrics", metrics),
        ("/healthz", alive),
        ("/readyz", ready),
        ("/openapi.json", openapi),
    ]
    .into_iter()
}
