use std::path::Path;

use jiff::Timestamp;
use lictor_model::Digest;
use lictor_signing::{Domain, PrivateKey, Signature, TrustFile};
use serde::{Deserialize, Serialize};

use super::SIGN_OFF_SCHEMA;
use crate::signed::{Line, LinesError, append, read_lines, signed_bytes};

/// What sign-offs are about.
const DOMAIN: Domain = Domain::new(SIGN_OFF_SCHEMA);

/// One role's signature over a run. A line of a file that is only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOffRecord {
    /// `lictor.sign-off/v1`.
    pub schema: String,
    /// The run.
    pub run: Digest,
    /// `product`, `domain`, `engineering`, `risk`, `operations`.
    pub role: String,
    /// Who signs: the holder of the key, as the trust file names it.
    pub name: String,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// The digest of the last line of the review records that the signer relied on. If that line is not in the records at hand,
    /// some were removed, and the signature does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviews: Option<Digest>,
    /// The id of the key.
    pub key: String,
    /// Ed25519 in the domain `lictor.sign-off/v1` over the record's canonical JSON without this field, in base64.
    pub signature: String,
}

/// A sign-off before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOffDraft {
    /// The run.
    pub run: Digest,
    /// The role.
    pub role: String,
    /// Who signs.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// The digest of the last line of the review records that the signer relied on.
    pub reviews: Option<Digest>,
}

/// A line of a file of sign-offs, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOffEntry {
    /// The line, from 1.
    pub line: u64,
    /// What it says; none if it cannot be read.
    pub record: Option<SignOffRecord>,
    /// Why it does not count, if it does not. Another run is no reason here: the file may hold the sign-offs of many.
    pub fault: Option<String>,
}

/// A file of sign-offs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignOffFile {
    /// Its lines.
    pub entries: Vec<SignOffEntry>,
}

impl SignOffFile {
    /// Reads and verifies a file. A line that does not count says why, and stops nothing.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(path: &Path, trust: &TrustFile, now: Timestamp) -> Result<Self, LinesError> {
        let lines = read_lines(path)?;
        Ok(Self { entries: lines.iter().map(|line| entry(line, trust, now)).collect() })
    }

    /// Signs and adds a line to a file, which is made where it is not there.
    ///
    /// # Errors
    /// Role or name are empty; the file cannot be read or written, or its last line was cut.
    pub fn append(path: &Path, draft: SignOffDraft, key: &PrivateKey) -> Result<SignOffRecord, LinesError> {
        for (what, text) in [("role", &draft.role), ("name", &draft.name)] {
            if text.trim().is_empty() || text.contains(char::is_control) {
                return Err(LinesError::Draft(format!("the {what} must be one line that is not empty")));
            }
        }
        append(path, |_| {
            let mut record = SignOffRecord {
                schema: SIGN_OFF_SCHEMA.into(),
                run: draft.run,
                role: draft.role,
                name: draft.name,
                at: draft.at.to_string(),
                reviews: draft.reviews,
                key: key.public().id().to_string(),
                signature: String::new(),
            };
            record.signature = key.sign(DOMAIN, &signed_bytes(&record)).to_string();
            let line = serde_json::to_string(&record).map_err(|error| LinesError::Draft(error.to_string()))?;
            Ok((line, record))
        })
    }
}

fn entry(line: &Line, trust: &TrustFile, now: Timestamp) -> SignOffEntry {
    let record: Option<SignOffRecord> = line.bytes.as_ref().and_then(|bytes| serde_json::from_slice(bytes).ok());
    let fault = match &record {
        None => Some("the line is no sign-off".into()),
        Some(_) if !line.ended => Some("the line has no end: it was cut, or not written whole".into()),
        Some(record) => verify(record, trust, now).err(),
    };
    SignOffEntry { line: line.number, record, fault }
}

fn verify(record: &SignOffRecord, trust: &TrustFile, now: Timestamp) -> Result<(), String> {
    if record.schema != SIGN_OFF_SCHEMA {
        return Err("the sign-off is of a schema that is not known".into());
    }
    let at: Timestamp = record.at.parse().map_err(|_| "the sign-off's time is none")?;
    let signature: Signature = record.signature.parse()?;
    let key = trust.verify(&record.key, &signature, DOMAIN, &signed_bytes(record), at, now);
    let key = key.map_err(|untrusted| untrusted.to_string())?;
    key.require_role(&record.role).map_err(|untrusted| untrusted.to_string())?;
    match key.holder == record.name {
        true => Ok(()),
        false => Err(format!("the key belongs to {}, and the sign-off names somebody else", key.holder)),
    }
}
