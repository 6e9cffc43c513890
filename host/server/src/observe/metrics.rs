//! Numbers for Prometheus. Labels are names from the configuration, rules, and words of ours: none comes from a request.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use lictor::FailureKind;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Checked;
use crate::shared::Verdict;

/// Upper bounds in µs: from a check that wakes nothing to the usual deadline.
const BOUNDS: [f64; 18] =
    [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6];

/// All numbers of a server.
pub(crate) struct Metrics {
    registry: Registry,
    checks: Family<Check, Counter>,
    check_time: Family<CheckTime, Histogram, fn() -> Histogram>,
    findings: Family<RuleFound, Counter>,
    failures: Family<Failed, Counter>,
    shadow_checks: Family<ShadowCheck, Counter>,
    shadow_rules: Family<ShadowRule, Counter>,
    refusals: Family<Refused, Counter>,
    pack_time: Family<Pack, Histogram, fn() -> Histogram>,
    pack_failures: Family<PackFailed, Counter>,
    reloads: Family<Reload, Counter>,
    pub(crate) connections: Gauge,
    pub(crate) in_flight: Gauge,
    seconds: Gauge<f64, AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Check {
    policy: String,
    caller: String,
    endpoint: &'static str,
    decision: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CheckTime {
    policy: String,
    decision: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleFound {
    policy: String,
    rule: String,
    level: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Failed {
    policy: String,
    plugin: String,
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ShadowCheck {
    policy: String,
    decision: &'static str,
    shadow: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ShadowRule {
    policy: String,
    rule: String,
    found_by: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    problem: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pack {
    policy: String,
    plugin: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PackFailed {
    policy: String,
    plugin: String,
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reload {
    outcome: &'static str,
}

/// The numbers of one policy's packs.
pub(crate) struct PackMetrics {
    policy: String,
    time: Family<Pack, Histogram, fn() -> Histogram>,
    failures: Family<PackFailed, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("lictor"),
            checks: Family::default(),
            check_time: Family::new_with_constructor(histogram),
            findings: Family::default(),
            failures: Family::default(),
            shadow_checks: Family::default(),
            shadow_rules: Family::default(),
            refusals: Family::default(),
            pack_time: Family::new_with_constructor(histogram),
            pack_failures: Family::default(),
            reloads: Family::default(),
            connections: Gauge::default(),
            in_flight: Gauge::default(),
            seconds: Gauge::default(),
        };
        let r = &mut metrics.registry;
        r.register("checks", "Checks by decision and by how much was checked", metrics.checks.clone());
        r.register("check_microseconds", "Time of a check, waiting included", metrics.check_time.clone());
        r.register("findings", "Findings by rule and level, waived ones left out", metrics.findings.clone());
        r.register("failures", "What could not be checked, by plugin and kind", metrics.failures.clone());
        let shadow = "Requests that a shadow looked at, by what both would decide if enforced; `skipped` had no room";
        r.register("shadow_checks", shadow, metrics.shadow_checks.clone());
        let rules = "Rules that found something under only one of policy and shadow";
        r.register("shadow_rule_differences", rules, metrics.shadow_rules.clone());
        r.register("refusals", "Requests that were not answered, by problem", metrics.refusals.clone());
        r.register("pack_microseconds", "Time of a call of a pack", metrics.pack_time.clone());
        r.register("pack_failures", "Calls of packs that failed or were not made", metrics.pack_failures.clone());
        r.register("reloads", "Reloads of the configuration by outcome", metrics.reloads.clone());
        r.register("connections", "Open connections", metrics.connections.clone());
        r.register("in_flight", "Requests that are being worked on", metrics.in_flight.clone());
        r.register("loaded_timestamp_seconds", "When the policies were loaded", metrics.seconds.clone());
        metrics
    }
}

impl Metrics {
    /// What Prometheus reads.
    pub(crate) fn exposition(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    pub(crate) fn checked(&self, checked: &Checked<'_>) {
        let (record, policy) = (checked.record, || checked.policy.to_owned());
        if checked.shadow {
            return;
        }
        let decision = record.decision.as_str();
        let check = Check {
            policy: policy(),
            caller: checked.caller.to_owned(),
            endpoint: checked.endpoint,
            decision,
            status: record.status.as_str(),
        };
        self.checks.get_or_create(&check).inc();
        let time = self.check_time.get_or_create(&CheckTime { policy: policy(), decision });
        time.observe(microseconds(checked.took));
        for finding in record.findings.iter().filter(|finding| finding.waived.is_none()) {
            let rule = RuleFound { policy: policy(), rule: finding.rule.to_string(), level: finding.level.as_str() };
            self.findings.get_or_create(&rule).inc();
        }
        for failure in &record.failures {
            let failed = Failed { policy: policy(), plugin: failure.plugin.clone(), kind: failure.kind.as_str() };
            self.failures.get_or_create(&failed).inc();
        }
    }

    pub(crate) fn compared(&self, policy: &str, seen: &Verdict, shadow: &Verdict) {
        let (decision, other) = (seen.decision.as_str(), shadow.decision.as_str());
        let check = ShadowCheck { policy: policy.to_owned(), decision, shadow: other };
        self.shadow_checks.get_or_create(&check).inc();
        for (one, other, found_by) in [(seen, shadow, "policy"), (shadow, seen, "shadow")] {
            for rule in one.rules.iter().filter(|rule| !other.rules.contains(rule)) {
                let difference = ShadowRule { policy: policy.to_owned(), rule: rule.clone(), found_by };
                self.shadow_rules.get_or_create(&difference).inc();
            }
        }
    }

    pub(crate) fn shadow_skipped(&self, policy: &str) {
        let check = ShadowCheck { policy: policy.to_owned(), decision: "skipped", shadow: "skipped" };
        self.shadow_checks.get_or_create(&check).inc();
    }

    pub(crate) fn refused(&self, problem: &'static str) {
        self.refusals.get_or_create(&Refused { problem }).inc();
    }

    pub(crate) fn reloaded(&self, outcome: &'static str) {
        self.reloads.get_or_create(&Reload { outcome }).inc();
        if outcome == "loaded" {
            self.seconds.set(jiff::Timestamp::now().as_second() as f64);
        }
    }

    pub(crate) fn of_packs(&self, policy: &str) -> PackMetrics {
        PackMetrics { policy: policy.into(), time: self.pack_time.clone(), failures: self.pack_failures.clone() }
    }
}

impl PackMetrics {
    pub(crate) fn asked(&self, plugin: &str, took: Duration, failure: Option<FailureKind>) {
        let pack = Pack { policy: self.policy.clone(), plugin: plugin.to_owned() };
        self.time.get_or_create(&pack).observe(microseconds(took));
        if let Some(kind) = failure {
            self.failed(plugin, kind);
        }
    }

    pub(crate) fn suspended(&self, plugin: &str) {
        self.failed(plugin, FailureKind::Suspended);
    }

    fn failed(&self, plugin: &str, kind: FailureKind) {
        let failed = PackFailed { policy: self.policy.clone(), plugin: plugin.to_owned(), kind: kind.as_str() };
        self.failures.get_or_create(&failed).inc();
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
}
