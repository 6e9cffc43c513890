//! The neighbours of an attack: two packs of ours, and what they find.

use lictor::{Guard, Options, PolicyFile, Record, Sample, SandboxLimits};
use serde_json::json;

/// A policy with honest packs, and before them the component of an attack.
pub fn policy(hostile: Option<&str>, settings: &str) -> String {
    let mut policy = String::from("schema = \"lictor.policy/v1\"\nid = \"hostile\"\n[rules]\nselect = [\"all\"]\n");
    if let Some(path) = hostile {
        policy.push_str(&format!(
            "[[packs]]\npath = {path:?}\ninputs = [\"answer\"]\non_failure = \"flag\"\nsettings = {settings}\n"
        ));
    }
    for pack in ["lictor/overconfidence", "lictor/data-exposure"] {
        policy.push_str(&format!("[[packs]]\nplugin = {pack:?}\ninputs = [\"answer\"]\n"));
    }
    policy
}

/// Limits under which an attack comes to its end soon.
pub(crate) fn limits() -> SandboxLimits {
    let options = lictor_tests::options();
    SandboxLimits { check_fuel: 20_000_000, load_fuel: 400_000_000, ..options.limits }
}

/// The honest packs alone, kept for the whole run.
pub struct Honest {
    guard: Guard,
    samples: Vec<Sample>,
    records: Vec<Record>,
}

impl Default for Honest {
    fn default() -> Self {
        Self::new()
    }
}

impl Honest {
    pub fn new() -> Self {
        let file = PolicyFile::parse("honest", &policy(None, "{}"), &lictor_tests::root()).unwrap();
        let guard = Guard::new(file, Options { limits: limits(), ..lictor_tests::options() }).unwrap();
        let sample = |answer: &str| lictor_tests::sample(&json!({"answer": answer}));
        let samples = vec![
            sample("Studies show that it always works. The needle é is \u{200b}here."),
            sample("We charged 4539-1488-0343-6467. Experts agree: it is needle\u{200b}work without any risk."),
            sample("Nothing to see."),
        ];
        let records: Vec<Record> = samples.iter().map(|sample| guard.check(sample)).collect();
        assert!(records[0].findings.len() + records[1].findings.len() > 2, "{records:?}");
        assert!(records.iter().all(|record| record.failures.is_empty()), "{records:?}");
        Self { guard, samples, records }
    }

    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// What a record says of the honest packs, as JSON.
    pub fn seen(record: &Record) -> String {
        let mut record = record.clone();
        let ours = |publisher: &str, code: &str| publisher == "lictor" && !code.starts_with("LIC");
        record.findings.retain(|finding| ours(finding.rule.publisher(), finding.rule.code()));
        let silent = record.not_applicable.iter();
        record.not_applicable =
            silent.filter(|silent| ours(silent.rule.publisher(), silent.rule.code())).cloned().collect();
        record.failures.retain(|failure| failure.plugin != "evil/guest");
        serde_json::to_string_pretty(&(record.findings, record.not_applicable, record.failures)).unwrap()
    }

    /// What the honest packs find alone.
    pub fn alone(&self, sample: usize) -> String {
        Self::seen(&self.records[sample])
    }

    /// Asserts that the honest packs still find what they found at first, to the byte.
    pub fn assert_unharmed(&self, after: &str) {
        for (sample, record) in self.samples.iter().zip(&self.records) {
            let now = serde_json::to_string(&self.guard.check(sample)).unwrap();
            assert_eq!(now, serde_json::to_string(record).unwrap(), "after {after}");
        }
    }
}
