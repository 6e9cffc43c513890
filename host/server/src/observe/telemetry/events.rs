//! What a check comes to, as OpenTelemetry's GenAI conventions write it (in development: v1.37).

use std::sync::Arc;
use std::time::SystemTime;

use lictor::{Dimension, DimensionOutcome, FailureKind, Guard, Level, RuleId};
use opentelemetry::logs::{AnyValue, LogRecord, Severity};

use super::TraceParent;
use crate::observe::Checked;

/// The event's name.
const NAME: &str = "gen_ai.evaluation.result";

/// Results of one check, without anything that was checked.
#[derive(Clone)]
pub(super) struct Results {
    time: SystemTime,
    trace: Option<TraceParent>,
    guard: Arc<Guard>,
    policy: Arc<str>,
    endpoint: &'static str,
    decision: &'static str,
    results: Vec<Result>,
}

#[derive(Clone)]
enum Result {
    /// A rule has found something.
    Found(RuleId, Level, Dimension),
    /// The rules of a dimension have looked and found nothing.
    Clear(Dimension),
    /// A plugin has failed.
    Failed(String, FailureKind),
}

impl Results {
    pub(super) fn of(checked: &Checked<'_>) -> Self {
        let record = checked.record;
        let found = record.findings.iter().filter(|finding| finding.waived.is_none());
        let found = found.map(|finding| Result::Found(finding.rule.clone(), finding.level, finding.dimension));
        let clear = record.dimensions.iter().filter(|(_, outcome)| **outcome == DimensionOutcome::Clear);
        let clear = clear.map(|(dimension, _)| Result::Clear(*dimension));
        let failed = record.failures.iter().map(|failure| Result::Failed(failure.plugin.clone(), failure.kind));
        Self {
            time: SystemTime::now(),
            trace: checked.trace.cloned(),
            guard: checked.guard.clone(),
            policy: checked.policy.clone(),
            endpoint: checked.endpoint,
            decision: record.decision.as_str(),
            results: found.chain(clear).chain(failed).collect(),
        }
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.results.len()
    }

    /// Writes each event into a record of its own, and hands it on.
    pub(super) fn write<R: LogRecord>(&self, new: impl Fn() -> R, mut done: impl FnMut(R)) {
        for result in &self.results {
            let mut record = new();
            record.set_event_name(NAME);
            record.set_timestamp(self.time);
            if let Some(span) = self.trace.as_ref().map(TraceParent::span) {
                record.set_trace_context(span.trace_id(), span.span_id(), Some(span.trace_flags()));
            }
            self.describe(result, &mut record);
            record.add_attribute("lictor.policy", AnyValue::from(self.policy.to_string()));
            record.add_attribute("lictor.endpoint", self.endpoint);
            record.add_attribute("lictor.decision", self.decision);
            done(record);
        }
    }

    fn describe(&self, result: &Result, record: &mut impl LogRecord) {
        let severity = match result {
            Result::Found(rule, level, dimension) => {
                record.add_attribute("gen_ai.evaluation.name", rule.to_string());
                record.add_attribute("gen_ai.evaluation.score.label", level.as_str());
                // What the rule is about, the same for every finding: a finding's own words could hold what was found.
                if let Some(info) = self.guard.rules().iter().find(|info| info.id == *rule) {
                    record.add_attribute("gen_ai.evaluation.explanation", info.decl.summary.clone());
                }
                record.add_attribute("lictor.dimension", dimension.as_str());
                if *level >= Level::Warn { Severity::Warn } else { Severity::Info }
            }
            Result::Clear(dimension) => {
                record.add_attribute("gen_ai.evaluation.name", dimension.as_str());
                record.add_attribute("gen_ai.evaluation.score.label", "clear");
                record.add_attribute("lictor.dimension", dimension.as_str());
                Severity::Info
            }
            Result::Failed(plugin, kind) => {
                record.add_attribute("gen_ai.evaluation.name", plugin.clone());
                record.add_attribute("error.type", kind.as_str());
                Severity::Error
            }
        };
        record.set_severity_number(severity);
    }
}
