//! Numbers for Prometheus.

mod labels;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use lictor::FailureKind;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::Checked;
use crate::shared::Verdict;
use labels::{Build, Call, Check, CheckTime, Failed, Outcome, Refused, Rule, RuleFound, ShadowCheck, ShadowRule};

/// Upper bounds in µs: from a check that wakes nothing to the usual deadline.
const BOUNDS: [f64; 18] =
    [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6];

type Times<Labels> = Family<Labels, Histogram, fn() -> Histogram>;

/// All numbers of a server.
pub(crate) struct Metrics {
    own: Registry,
    /// What has the same name in every program.
    process: Registry,
    checks: Family<Check, Counter>,
    check_time: Times<CheckTime>,
    findings: Family<RuleFound, Counter>,
    failures: Family<Failed, Counter>,
    unread: Counter,
    unfinished_streams: Counter,
    shadow_checks: Family<ShadowCheck, Counter>,
    shadow_rules: Family<ShadowRule, Counter>,
    refusals: Family<Refused, Counter>,
    pack_time: Times<Call>,
    pack_failures: Family<Failed, Counter>,
    reloads: Family<Outcome, Counter>,
    decision_lines: Family<Outcome, Counter>,
    telemetry_events: Family<Outcome, Counter>,
    connections: Gauge,
    in_flight: Gauge,
    turns_waiting: Gauge,
    loaded: Gauge<f64, AtomicU64>,
}

/// How things stand when the numbers are read.
pub(crate) struct Moment {
    /// Requests that are being worked on.
    pub(crate) in_flight: usize,
    /// Checks that wait for their turn.
    pub(crate) turns_waiting: usize,
}

/// What became of lines or events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcomes {
    pub(crate) done: Counter,
    /// Tried in vain.
    pub(crate) failed: Counter,
    /// Not tried: too much was waiting.
    pub(crate) dropped: Counter,
}

/// Counts something for as long as it is there, however it goes.
pub(crate) struct Present(Gauge);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let times: fn() -> Histogram = || Histogram::new(BOUNDS);
        let mut metrics = Self {
            own: Registry::with_prefix("lictor"),
            process: Registry::default(),
            checks: Family::default(),
            check_time: Family::new_with_constructor(times),
            findings: Family::default(),
            failures: Family::default(),
            unread: Counter::default(),
            unfinished_streams: Counter::default(),
            shadow_checks: Family::default(),
            shadow_rules: Family::default(),
            refusals: Family::default(),
            pack_time: Family::new_with_constructor(times),
            pack_failures: Family::default(),
            reloads: Family::default(),
            decision_lines: Family::default(),
            telemetry_events: Family::default(),
            connections: Gauge::default(),
            in_flight: Gauge::default(),
            turns_waiting: Gauge::default(),
            loaded: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let r = &mut self.own;
        r.register("checks", "Checks by decision and by how much was checked", self.checks.clone());
        r.register("check_microseconds", "Time of a check, waiting included", self.check_time.clone());
        r.register("findings", "Findings by rule and level, waived ones left out", self.findings.clone());
        r.register("failures", "What could not be checked, by plugin and kind", self.failures.clone());
        r.register("unread_lines", "Lines of batches that hold no sample", self.unread.clone());
        let unfinished = "Streams that broke off before their answer was checked as a whole";
        r.register("unfinished_streams", unfinished, self.unfinished_streams.clone());
        let shadow = "Requests that a shadow looked at, by what both would decide if enforced; `skipped` had no room";
        r.register("shadow_checks", shadow, self.shadow_checks.clone());
        let rules = "Rules that found something under only one of policy and shadow";
        r.register("shadow_rule_differences", rules, self.shadow_rules.clone());
        r.register("refusals", "Requests that were not answered, by problem", self.refusals.clone());
        r.register("pack_microseconds", "Time of a call of a pack, by outcome", self.pack_time.clone());
        r.register("pack_failures", "Calls of packs that failed or were not made", self.pack_failures.clone());
        r.register("reloads", "Reloads of the configuration by outcome", self.reloads.clone());
        let lines = "Lines of the decision log: `done`, `failed` (the disk) or `dropped` (too many were waiting)";
        r.register("decision_log_lines", lines, self.decision_lines.clone());
        let events = "Events for the collector: `done`, `failed` (the collector) or `dropped` (too many were waiting)";
        r.register("telemetry_events", events, self.telemetry_events.clone());
        r.register("connections", "Open connections", self.connections.clone());
        r.register("in_flight", "Requests that are being worked on", self.in_flight.clone());
        r.register("turns_waiting", "Checks that wait for a processor", self.turns_waiting.clone());
        r.register("loaded_timestamp_seconds", "When the policies were loaded", self.loaded.clone());
        r.register("build", "Which version runs", Info::new(Build { version: env!("CARGO_PKG_VERSION") }));
        let started: Gauge<f64, AtomicU64> = Gauge::default();
        started.set(now());
        self.process.register("process_start_time_seconds", "When the server started", started);
    }

    /// What Prometheus reads.
    pub(crate) fn exposition(&self, moment: &Moment) -> String {
        let gauge = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.in_flight.set(gauge(moment.in_flight));
        self.turns_waiting.set(gauge(moment.turns_waiting));
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        let _ = encode_registry(&mut text, &self.own);
        let _ = encode_registry(&mut text, &self.process);
        let _ = encode_eof(&mut text);
        text
    }

    pub(crate) fn checked(&self, checked: &Checked<'_>) {
        let (record, policy) = (checked.record, checked.policy);
        if checked.shadow {
            return;
        }
        let decision = record.decision.as_str();
        let check = Check {
            policy: policy.clone(),
            caller: checked.caller.clone(),
            endpoint: checked.endpoint,
            decision,
            status: record.status.as_str(),
        };
        self.checks.get_or_create(&check).inc();
        let time = self.check_time.get_or_create(&CheckTime { policy: policy.clone(), decision });
        time.observe(microseconds(checked.took));
        for finding in record.findings.iter().filter(|finding| finding.waived.is_none()) {
            let rule = Rule(finding.rule.clone());
            let found = RuleFound { policy: policy.clone(), rule, level: finding.level.as_str() };
            self.findings.get_or_create(&found).inc();
        }
        for failure in &record.failures {
            let plugin = failure.plugin.as_str().into();
            self.failures.get_or_create(&Failed { policy: policy.clone(), plugin, kind: failure.kind.as_str() }).inc();
        }
    }

    /// A line of a batch held no sample.
    pub(crate) fn unread(&self) {
        self.unread.inc();
    }

    /// A stream broke off: what was shown of it was settled, and there is no record.
    pub(crate) fn unfinished_stream(&self) {
        self.unfinished_streams.inc();
    }

    pub(crate) fn compared(&self, policy: &Arc<str>, seen: &Verdict, shadow: &Verdict) {
        let (decision, other) = (seen.decision.as_str(), shadow.decision.as_str());
        self.shadow_checks.get_or_create(&ShadowCheck { policy: policy.clone(), decision, shadow: other }).inc();
        for (one, other, found_by) in [(seen, shadow, "policy"), (shadow, seen, "shadow")] {
            for rule in one.rules.iter().filter(|rule| !other.rules.contains(rule)) {
                let difference = ShadowRule { policy: policy.clone(), rule: Rule(rule.clone()), found_by };
                self.shadow_rules.get_or_create(&difference).inc();
            }
        }
    }

    pub(crate) fn shadow_skipped(&self, policy: &Arc<str>) {
        let check = ShadowCheck { policy: policy.clone(), decision: "skipped", shadow: "skipped" };
        self.shadow_checks.get_or_create(&check).inc();
    }

    pub(crate) fn refused(&self, problem: &'static str) {
        self.refusals.get_or_create(&Refused { problem }).inc();
    }

    pub(crate) fn reloaded(&self, outcome: &'static str) {
        self.reloads.get_or_create(&Outcome { outcome }).inc();
        if outcome == "loaded" {
            self.loaded.set(now());
        }
    }

    /// A connection is there until this is dropped.
    pub(crate) fn connection(&self) -> Present {
        self.connections.inc();
        Present(self.connections.clone())
    }

    pub(crate) fn decision_lines(&self) -> Outcomes {
        outcomes(&self.decision_lines)
    }

    pub(crate) fn telemetry_events(&self) -> Outcomes {
        outcomes(&self.telemetry_events)
    }

    pub(crate) fn of_packs(&self, policy: &Arc<str>) -> PackMetrics {
        PackMetrics { policy: policy.clone(), time: self.pack_time.clone(), failures: self.pack_failures.clone() }
    }
}

/// All three are there from the beginning, so that the first one that fails is seen as an increase.
fn outcomes(family: &Family<Outcome, Counter>) -> Outcomes {
    let of = |outcome| family.get_or_create_owned(&Outcome { outcome });
    Outcomes { done: of("done"), failed: of("failed"), dropped: of("dropped") }
}

/// The numbers of one policy's packs.
pub(crate) struct PackMetrics {
    policy: Arc<str>,
    time: Times<Call>,
    failures: Family<Failed, Counter>,
}

impl PackMetrics {
    pub(crate) fn asked(&self, plugin: &Arc<str>, took: Duration, failure: Option<FailureKind>) {
        let outcome = if failure.is_some() { "failed" } else { "done" };
        let call = Call { policy: self.policy.clone(), plugin: plugin.clone(), outcome };
        self.time.get_or_create(&call).observe(microseconds(took));
        if let Some(kind) = failure {
            self.failed(plugin, kind);
        }
    }

    pub(crate) fn suspended(&self, plugin: &Arc<str>) {
        self.failed(plugin, FailureKind::Suspended);
    }

    fn failed(&self, plugin: &Arc<str>, kind: FailureKind) {
        let failed = Failed { policy: self.policy.clone(), plugin: plugin.clone(), kind: kind.as_str() };
        self.failures.get_or_create(&failed).inc();
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
}

fn now() -> f64 {
    jiff::Timestamp::now().as_millisecond() as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lictor::Decision;

    use super::*;

    /// The names of all numbers, once each of them has counted something.
    fn names() -> BTreeSet<String> {
        let metrics = Metrics::default();
        let (policy, rule) = (Arc::from("p"), "acme/FIN001".parse::<lictor::RuleId>().unwrap());
        let file =
            "schema = 'lictor.policy/v1'\nid = 'p'\n[[packs]]\nplugin = 'lictor/data-exposure'\ninputs = ['answer']\n";
        let file = lictor::PolicyFile::parse("p", file, "".as_ref()).unwrap();
        let guard = Arc::new(lictor::Guard::new(file, lictor::Options::default()).unwrap());
        let answer = "The credit card number is 4539 1488 0343 6467.";
        let sample = lictor::Sample { answer: Some(answer.into()), ..Default::default() };
        let record =
            lictor::Record { failures: guard.unread("x".into(), None, "x".into()).failures, ..guard.check(&sample) };
        assert!(!record.findings.is_empty() && !record.failures.is_empty());
        metrics.checked(&Checked {
            policy: &policy,
            guard: &guard,
            caller: &policy,
            endpoint: "check",
            trace: None,
            sample: &sample,
            record: &record,
            took: Duration::from_millis(1),
            shadow: false,
        });
        let verdict = |rules| Verdict { decision: Decision::Allow, rules };
        metrics.compared(&policy, &verdict(vec![rule]), &verdict(Vec::new()));
        metrics.of_packs(&policy).asked(&policy, Duration::from_millis(1), Some(FailureKind::Trap));
        metrics.refused("overloaded");
        metrics.reloaded("loaded");
        metrics.decision_lines();
        metrics.telemetry_events();
        let text = metrics.exposition(&Moment { in_flight: 0, turns_waiting: 0 });
        let series = text.lines().filter(|line| !line.starts_with('#'));
        let name = |line: &str| line.split(['{', ' ']).next().unwrap().to_owned();
        let described = text.lines().filter(|line| line.starts_with("# TYPE")).count();
        let names: BTreeSet<String> = series.map(name).collect();
        let families = names.iter().filter(|name| !name.ends_with("_bucket") && !name.ends_with("_sum"));
        assert_eq!(families.count(), described, "one of them has counted nothing: {names:?}");
        names
    }

    /// What looks like the name of a number in a text.
    fn mentioned(text: &str) -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.starts_with("lictor_") || word.starts_with("process_")).map(str::to_owned).collect()
    }

    #[test]
    fn the_dashboard_asks_for_what_there_is_and_the_page_explains_all_of_it() {
        let names = names();
        let dashboard: serde_json::Value =
            serde_json::from_str(include_str!("../../../../../packaging/grafana/lictor.json")).unwrap();
        let asked = mentioned(&dashboard.to_string());
        assert!(asked.len() > 15 && asked.is_subset(&names), "{:?}", asked.difference(&names).collect::<Vec<_>>());
        let page = mentioned(include_str!("../../../../../docs/observability.md"));
        let family = |name: &String| {
            let ends = ["_bucket", "_sum", "_count"];
            ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
        };
        assert_eq!(page, names.iter().map(family).collect());
    }
}
