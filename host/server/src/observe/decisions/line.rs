//! A line of the decision log: what was decided, and nothing that was decided about.

use jiff::Timestamp;
use lictor::{
    Decision, Digest, Dimension, Failure, FailureKind, Finding, Fingerprint, FingerprintKey, Level, LogContent, RuleId,
    Stage, Status,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::observe::Checked;

/// What the decision log holds of one check.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionLine<'a> {
    /// When the check ended, UTC (RFC 3339, microseconds).
    time: String,
    /// Under which policy.
    policy: LinePolicy<'a>,
    /// Whose key it was.
    caller: &'a str,
    /// What was called: `check`, `batch`, `stream`, …
    endpoint: &'a str,
    /// Whether an answer was checked or a request.
    stage: Stage,
    /// What was decided.
    decision: Decision,
    /// How much of the policy was evaluated.
    status: Status,
    /// What was found, without what was found.
    findings: Vec<LineFinding<'a>>,
    /// What went wrong while checking.
    failures: Vec<LineFailure<'a>>,
    /// From when the sample was there until the record was, waiting included, in µs.
    took_us: u64,
    /// Whether it was a shadow's: its decision had no effect.
    shadow: bool,
    /// The sample's workflow, named under the policy's fingerprint secret. Left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<Fingerprint>,
    /// The sample's id, named in the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<Fingerprint>,
    /// The answer as a user may see it. Only if both the policy and the server's configuration say so, and only if all was
    /// checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
}

/// A policy, as the log names it.
#[derive(Debug, Serialize, JsonSchema)]
struct LinePolicy<'a> {
    /// Its name on the server.
    name: &'a str,
    /// The digest of the policy and of every plugin that it loads.
    digest: Digest,
}

/// A finding, without its place and its words.
#[derive(Debug, Serialize, JsonSchema)]
struct LineFinding<'a> {
    /// The rule.
    rule: &'a RuleId,
    /// Its readable alias.
    slug: &'a str,
    /// What it is about.
    dimension: Dimension,
    /// What the policy makes of it.
    level: Level,
    /// Whether a waiver excuses it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    waived: bool,
}

/// Something that went wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct LineFailure<'a> {
    /// The plugin.
    plugin: &'a str,
    /// What happened.
    kind: FailureKind,
}

impl<'a> DecisionLine<'a> {
    pub(super) fn of(checked: &'a Checked<'_>, content: bool) -> Self {
        let (record, guard) = (checked.record, checked.guard);
        let name = |kind: &'static str, text: &Option<String>| {
            let named = |key: &FingerprintKey| text.as_ref().map(|text| key.identifier(kind, text));
            guard.fingerprint_key().and_then(named)
        };
        let finding = |finding: &'a Finding| LineFinding {
            rule: &finding.rule,
            slug: &finding.slug,
            dimension: finding.dimension,
            level: finding.level,
            waived: finding.waived.is_some(),
        };
        let failure = |failure: &'a Failure| LineFailure { plugin: &failure.plugin, kind: failure.kind };
        Self {
            time: Timestamp::now().strftime("%FT%T.%6fZ").to_string(),
            policy: LinePolicy { name: checked.policy, digest: record.policy.digest },
            caller: checked.caller,
            endpoint: checked.endpoint,
            stage: checked.sample.stage,
            decision: record.decision,
            status: record.status,
            findings: record.findings.iter().map(finding).collect(),
            failures: record.failures.iter().map(failure).collect(),
            took_us: checked.took.as_micros().try_into().unwrap_or(u64::MAX),
            shadow: checked.shadow,
            workflow: name("workflow", &checked.sample.workflow),
            sample: name("sample", &checked.sample.id),
            content: content.then(|| shown(checked)).flatten(),
        }
    }

    /// The line, with its line feed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Nothing in it fails to be written as JSON; JSON has no line feed of its own.
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// The answer as a user may see it, where the policy lets it be kept and nothing in it can have been missed.
fn shown<'a>(checked: &'a Checked<'_>) -> Option<&'a str> {
    let (record, guard) = (checked.record, checked.guard);
    if guard.policy().log() != LogContent::Redacted || record.status != Status::Checked || !record.failures.is_empty() {
        return None;
    }
    // A sensitive rule that only warns, or is waived, has found what it has found; a rule that nobody knows may be one.
    let sensitive = |finding: &Finding| {
        let known = guard.rules().iter().find(|rule| rule.id == finding.rule);
        finding.level >= Level::Redact || known.is_none_or(|rule| rule.decl.sensitive)
    };
    match record.decision {
        Decision::Redact => record.redacted.as_deref(),
        Decision::Allow if !record.findings.iter().any(sensitive) => checked.sample.answer.as_deref(),
        _ => None,
    }
}
