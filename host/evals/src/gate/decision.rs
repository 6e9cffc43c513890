use lictor_model::{Digest, Dimension, RuleId};
use serde::{Deserialize, Serialize};

use crate::compare::RunRef;

/// The machine-readable record of a release decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReleaseDecision {
    /// `lictor.decision/v1`.
    pub schema: String,
    /// What follows.
    pub outcome: GateOutcome,
    /// The release file: its id.
    pub release: String,
    /// The release file: the digest of its bytes.
    pub release_digest: Digest,
    /// The run that was decided on.
    pub run: RunRef,
    /// The run that it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<RunRef>,
    /// Why it is not `release`: first what holds, then what needs a review. Empty for a release.
    pub reasons: Vec<DecisionReason>,
    /// The requirements that hold, for the record.
    pub held: Vec<String>,
    /// Waivers that excused something.
    pub waivers: Vec<AppliedWaiver>,
    /// Who signed, and who still has to.
    pub sign_offs: Vec<SignOff>,
    /// Preview rules and learning signals: listed, and never a reason.
    pub signals: Vec<ListedSignal>,
    /// When it was decided (RFC 3339, UTC).
    pub decided: String,
}

/// What follows for the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GateOutcome {
    /// Everything holds.
    Release,
    /// Nothing is crossed, and somebody still has to look or sign.
    NeedsReview,
    /// A boundary is crossed.
    Hold,
}

/// One reason against a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecisionReason {
    /// Whether it holds the release or asks for a review.
    pub kind: ReasonKind,
    /// The requirement of the release file, such as `blockers`, `protected`, `review.high-risk`, `budget.latency_ms.p95`.
    pub requirement: String,
    /// What is wrong and what mends it, for people.
    pub message: String,
    /// The dimension, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<Dimension>,
    /// The rules behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleId>,
    /// The cases behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
}

/// What a reason does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// It holds the release.
    Hold,
    /// It asks for a review or a signature.
    NeedsReview,
}

/// A waiver of the release file that excused something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AppliedWaiver {
    /// The requirement that it excuses.
    pub requirement: String,
    /// The cases that it excuses.
    pub cases: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: String,
}

/// One role that has to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SignOff {
    /// `product`, `domain`, `engineering`, `risk`, `operations`.
    pub role: String,
    /// Whether a valid signature over this run is there.
    pub state: SignOffState,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The id of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Whether a role has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignOffState {
    /// With a valid signature over this run.
    Signed,
    /// Nobody did.
    Missing,
    /// A signature is there and does not count: wrong key, another run, a time in the future, a revoked key.
    Invalid,
}

/// Something to learn from that never holds a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ListedSignal {
    /// `preview rule`, `signal case`, `note`.
    pub what: String,
    /// For people.
    pub message: String,
    /// The cases behind it.
    pub cases: Vec<String>,
}
