use lictor_model::{Digest, Dimension};
use serde::{Deserialize, Serialize};

/// What one person saw in one case of one run. A line of a file that is only ever added to: each record names the digest of the
/// line before it, and its signature covers everything but itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRecord {
    /// `lictor.review/v1`.
    pub schema: String,
    /// The run that was looked at.
    pub run: Digest,
    /// The case.
    pub case: String,
    /// The dimension that the verdict is about.
    pub dimension: Dimension,
    /// The verdict.
    pub verdict: ReviewVerdict,
    /// The criterion that was held against the answer.
    pub criterion: String,
    /// Why.
    pub reason: String,
    /// Who looked.
    pub reviewer: String,
    /// In which role: `product`, `domain`, `engineering`, `risk`, `operations`.
    pub role: String,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// The digest of the line before this one, without its line feed; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Digest>,
    /// The id of the key that signed.
    pub key: String,
    /// Ed25519 over the record's canonical JSON without this field, in base64.
    pub signature: String,
}

/// What a reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReviewVerdict {
    /// Good enough for this workflow.
    Pass,
    /// Not acceptable.
    Fail,
    /// The criterion does not settle it.
    Ambiguous,
}
