use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64;
use jiff::Timestamp;

use crate::KeyId;

/// An Ed25519 signature, written in base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub(crate) ed25519_dalek::Signature);

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0.to_bytes()))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Signature {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = BASE64.decode(text.as_bytes()).ok();
        bytes
            .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
            .map(|bytes| Self(ed25519_dalek::Signature::from_bytes(&bytes)))
            .ok_or_else(|| "a signature is 64 bytes in base64".into())
    }
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// The trust file does not know the key.
    #[error("the trust file knows no key {0}")]
    UnknownKey(String),
    /// The bytes were altered, or signed by another key or for another purpose.
    #[error("the signature is not by key {0} over these bytes")]
    BadSignature(KeyId),
    /// Nothing that the key signed counts any more.
    #[error("key {key} of {holder} was revoked on {day}: {reason}")]
    Revoked {
        /// The key.
        key: KeyId,
        /// Whose it is.
        holder: String,
        /// When.
        day: String,
        /// Why.
        reason: String,
    },
    /// It was signed before the key's time.
    #[error("key {key} is valid from {from}, and the signature is of {at}")]
    NotYetValid {
        /// The key.
        key: KeyId,
        /// Its first day.
        from: String,
        /// When it was signed.
        at: Timestamp,
    },
    /// It was signed after the key's time.
    #[error("key {key} was valid until {until}, and the signature is of {at}")]
    Expired {
        /// The key.
        key: KeyId,
        /// Its last day.
        until: String,
        /// When it was signed.
        at: Timestamp,
    },
    /// It claims to have been made later than now.
    #[error("the signature is of {at}, which lies in the future: one of the two clocks is wrong")]
    Future {
        /// When it says that it was signed.
        at: Timestamp,
    },
    /// The key may sign, but not for this.
    #[error("key {key} of {holder} may not sign as {role}: the trust file gives it {}", roles(.has))]
    Role {
        /// The key.
        key: KeyId,
        /// Whose it is.
        holder: String,
        /// The role that was claimed.
        role: String,
        /// The roles that it has.
        has: Vec<String>,
    },
    /// The key may sign, but nothing of this publisher.
    #[error("key {key} of {holder} may not sign for {name}")]
    Publisher {
        /// The key.
        key: KeyId,
        /// Whose it is.
        holder: String,
        /// What was signed.
        name: String,
    },
}

fn roles(has: &[String]) -> String {
    if has.is_empty() { "no role".into() } else { has.join(", ") }
}
