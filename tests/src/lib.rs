//! What the tests share: guards over policies, expanded examples, and records in every format.
#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::unwrap_used)] // Helpers for tests: failing is their way of reporting.

pub mod registry;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lictor::{Guard, Level, Options, PolicyFile, Record, RuleInfo, Sample, SandboxLimits};
use lictor_report::{Context, Format, Summary, report};
use serde_json::Value;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Says what is not checked here, because something is not installed. Continuous integration sets `variable` to `required`, and
/// then it is a failure.
#[allow(clippy::print_stdout)]
pub fn not_checked(variable: &str, why: &str) {
    assert!(std::env::var(variable).as_deref() != Ok("required"), "{why}");
    println!("NOT CHECKED: {why}");
}

/// Whether packs in Rust can be built here. Continuous integration demands it with `LICTOR_TOOLCHAINS=required`.
pub fn builds_rust() -> bool {
    let found = lictor_authoring::Rust::find(Path::new("."));
    if let Err(error) = &found {
        not_checked("LICTOR_TOOLCHAINS", &format!("packs in Rust are not built: {error}"));
    }
    found.is_ok()
}

/// A guard over a policy text; relative paths count from the repository's root. Compiled plugins are shared
/// by all tests of a run.
pub fn guard(policy: &str) -> Guard {
    let file = PolicyFile::parse("test-policy", policy, &root()).unwrap_or_else(|error| panic!("{error:?}"));
    Guard::new(file, options()).unwrap_or_else(|error| panic!("{error:?}"))
}

pub fn options() -> Options {
    let cache = root().join("target/test-cache");
    Options {
        today: "2026-01-15".into(),
        cache: lictor::CodeCache::open(&cache).ok(),
        // Tests share two cores with compilers; fuel decides, not the clock.
        limits: SandboxLimits { check_deadline: std::time::Duration::from_secs(60), ..SandboxLimits::default() },
        ..Options::default()
    }
}

/// A policy that grants a pack everything it reads and has every rule on, preview ones too.
pub fn everything(plugin: &str, inputs: &[&str], settings: &Value) -> String {
    let settings = toml_value(settings);
    format!(
        "schema = \"lictor.policy/v1\"\nid = \"everything\"\n[[packs]]\nplugin = \"{plugin}\"\ninputs = {inputs:?}\n\
         settings = {settings}\n"
    )
}

fn toml_value(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{key:?} = {}", toml_value(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Replaces the fixtures in every text of a value.
pub fn expand(value: &Value) -> Value {
    match value {
        Value::String(text) => lictor_contract::expand(text).into(),
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), expand(value))).collect(),
        other => other.clone(),
    }
}

pub fn sample(value: &Value) -> Sample {
    let mut sample = Sample::from_json(&expand(value).to_string()).unwrap_or_else(|error| panic!("{error}: {value}"));
    sample.id.get_or_insert_with(|| "case".into());
    sample.language.get_or_insert_with(|| "en".into());
    sample
}

/// A writer whose bytes can be read after it was given away.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Shared {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Records as a report in one format.
pub fn render(format: Format, guard: &Guard, records: &[Record]) -> String {
    let out = Shared::default();
    let rules: &[RuleInfo] = guard.rules();
    let context = Context {
        rules,
        policy: guard.policy_ref(),
        tool_version: "0.0.0",
        today: guard.today(),
        colour: false,
        width: None,
        fail_on: Level::Note,
    };
    let mut report = report(format, Box::new(out.clone()), context).unwrap();
    let mut summary = Summary::default();
    for record in records {
        summary.add(record);
        report.record(record).unwrap();
    }
    report.finish(&summary).unwrap();
    drop(report);
    out.text()
}
