use jiff::Timestamp;
use lictor_model::{Digest, Dimension};
use lictor_signing::{Domain, PrivateKey};
use serde::{Deserialize, Serialize};

use super::REVIEW_SCHEMA;
use crate::signed::signed_bytes;

/// What reviewers' signatures are about.
pub(super) const DOMAIN: Domain = Domain::new(REVIEW_SCHEMA);

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
    /// Who looked: the holder of the key, as the trust file names it.
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
    /// Ed25519 in the domain `lictor.review/v1` over the record's canonical JSON without this field, in base64.
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

impl ReviewVerdict {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// A record before it has a place in a file and a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewDraft {
    /// The run that was looked at.
    pub run: Digest,
    /// The case.
    pub case: String,
    /// The dimension.
    pub dimension: Dimension,
    /// The verdict.
    pub verdict: ReviewVerdict,
    /// The criterion, one line.
    pub criterion: String,
    /// Why, one line.
    pub reason: String,
    /// Who looked.
    pub reviewer: String,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

/// The longest criterion or reason, in characters.
pub(crate) const MOST_CHARACTERS: usize = 2000;

impl ReviewDraft {
    /// What is wrong with it, if anything: a record names a criterion, a reason, a reviewer and a role.
    pub fn problem(&self) -> Option<String> {
        let texts = [
            ("criterion", &self.criterion),
            ("reason", &self.reason),
            ("reviewer", &self.reviewer),
            ("role", &self.role),
            ("case", &self.case),
        ];
        texts.into_iter().find_map(|(name, text)| {
            if text.trim().is_empty() {
                Some(format!(
                    "the {name} is empty: a review says what was held against the answer, why, and who says so"
                ))
            } else if text.chars().count() > MOST_CHARACTERS || text.contains(char::is_control) {
                Some(format!("the {name} must be one line of at most {MOST_CHARACTERS} characters"))
            } else {
                None
            }
        })
    }

    /// The signed record after a line with this digest.
    pub(super) fn sign(self, previous: Option<Digest>, key: &PrivateKey) -> ReviewRecord {
        let mut record = ReviewRecord {
            schema: REVIEW_SCHEMA.into(),
            run: self.run,
            case: self.case,
            dimension: self.dimension,
            verdict: self.verdict,
            criterion: self.criterion,
            reason: self.reason,
            reviewer: self.reviewer,
            role: self.role,
            at: self.at.to_string(),
            previous,
            key: key.public().id().to_string(),
            signature: String::new(),
        };
        record.signature = key.sign(DOMAIN, &signed_bytes(&record)).to_string();
        record
    }
}
