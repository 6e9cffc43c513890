//! Who is told about checks.

use std::path::PathBuf;

use axum::http::Uri;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The decision log: a line for each check, in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The file, relative to this one. Each server has its own.
    pub path: PathBuf,
    /// How large it gets before the next one is begun; the full ones are `PATH.1`, the newest, `PATH.2`, …
    #[serde(default = "rotate_bytes")]
    pub rotate_bytes: u64,
    /// How many full ones are kept.
    #[serde(default = "keep")]
    pub keep: u32,
    /// The share of allowed, fully checked samples that are written, 0 to 1. All others are written always.
    #[serde(default = "all")]
    pub share: f64,
    /// Write answers as users may see them, for policies that say `[log] content = "redacted"`.
    #[serde(default)]
    pub content: bool,
}

/// OpenTelemetry: an event for each result of a check, over OTLP/HTTP. Headers come from the variable
/// `OTEL_EXPORTER_OTLP_HEADERS`, as OpenTelemetry has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// The collector: `http://localhost:4318`. `/v1/logs` is added to it.
    pub endpoint: String,
    /// The share of allowed, fully checked samples that are told, 0 to 1. All others are told always.
    #[serde(default = "all")]
    pub share: f64,
}

impl Decisions {
    /// A log at a path, with what holds where nothing is said.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), rotate_bytes: rotate_bytes(), keep: keep(), share: all(), content: false }
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = share_problem("decisions", self.share);
        if self.path.file_name().is_none() {
            problems.push("`decisions.path` names no file".into());
        }
        if self.rotate_bytes == 0 {
            problems.push("`decisions.rotate_bytes` must not be 0".into());
        }
        if self.keep == 0 || self.keep > 10_000 {
            problems.push("`decisions.keep` must be between 1 and 10000: a full file has to go somewhere".into());
        }
        problems
    }
}

impl Telemetry {
    /// All checks, to a collector.
    pub fn new(endpoint: &str) -> Self {
        Self { endpoint: endpoint.into(), share: all() }
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = share_problem("telemetry", self.share);
        // Not shown: it may hold a password.
        let read: Option<Uri> = self.endpoint.parse().ok();
        let scheme = read.as_ref().and_then(|uri| uri.scheme_str());
        let authority = read.as_ref().and_then(|uri| uri.authority());
        let plain = authority.is_some_and(|authority| !authority.as_str().contains('@'));
        if !matches!(scheme, Some("http" | "https")) || !plain || self.endpoint.contains(['?', '#']) {
            problems.push(
                "`telemetry.endpoint` must be like `http://localhost:4318`; what the collector asks for goes into the \
                 variable OTEL_EXPORTER_OTLP_HEADERS"
                    .into(),
            );
        }
        problems
    }
}

fn share_problem(table: &str, share: f64) -> Vec<String> {
    match (0.0..=1.0).contains(&share) {
        true => Vec::new(),
        false => vec![format!("`{table}.share` must be between 0 and 1")],
    }
}

fn rotate_bytes() -> u64 {
    64 << 20
}

fn keep() -> u32 {
    8
}

fn all() -> f64 {
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_said_and_no_password_is_shown() {
        let decisions = |text: &str| toml::from_str::<Decisions>(text).unwrap().problems();
        assert!(decisions("path = 'decisions.jsonl'").is_empty());
        for wrong in ["path = '/'", "path = 'a'\nkeep = 0", "path = 'a'\nrotate_bytes = 0", "path = 'a'\nshare = 1.5"] {
            assert_eq!(decisions(wrong).len(), 1, "{wrong}");
        }
        for fine in ["http://localhost:4318", "https://otel.example/otlp/"] {
            assert!(Telemetry::new(fine).problems().is_empty(), "{fine}");
        }
        for wrong in
            ["localhost:4318", "", "ftp://x", "http://me:hunter2@otel.example", "https://x/?key=hunter2", "/v1"]
        {
            let problems = Telemetry::new(wrong).problems();
            assert_eq!(problems.len(), 1, "{wrong}");
            assert!(!problems[0].contains("hunter2"));
        }
    }
}
