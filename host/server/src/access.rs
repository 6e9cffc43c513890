//! Who may ask, and what for. Keys are stored hashed: whoever reads the configuration cannot ask.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use tokio::sync::Semaphore;

use crate::configuration::{Endpoint, KeyEntry};
use crate::problem::Problem;

/// What a key begins with, so that scanners of repositories know it.
const PREFIX: &str = "lictor_sk_";

/// Where a key is sent by those who have no say in `Authorization`.
const API_KEY: header::HeaderName = header::HeaderName::from_static("x-api-key");

/// The digest of a key. Keys have 256 random bits, so that a plain digest says nothing about them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The digest of a key.
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(…)")
    }
}

impl FromStr for KeyHash {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Not shown: somebody may have written the key itself.
        const MEND: &str = "a key's `hash` is `sha256:` and 64 hexadecimal digits, as `lictor serve key NAME` prints it; \
                            never the key itself";
        let digits = text.strip_prefix("sha256:").ok_or(MEND)?;
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| MEND)?;
        bytes.try_into().map(Self).map_err(|_| MEND)
    }
}

impl Serialize for KeyHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Makes a new key.
///
/// # Errors
/// The system has no random numbers.
pub fn new_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&bytes)))
}

/// Somebody who asks.
#[derive(Debug)]
pub(crate) struct Caller {
    /// For logs, metrics and turns.
    pub(crate) name: Arc<str>,
    policies: Vec<String>,
    endpoints: Vec<Endpoint>,
    pub(crate) in_flight: Arc<Semaphore>,
}

impl Caller {
    fn new(entry: &KeyEntry) -> Self {
        let usual = [Endpoint::Check, Endpoint::Stream, Endpoint::Gateway, Endpoint::Proxy, Endpoint::Catalogue];
        Self {
            name: entry.name.as_str().into(),
            policies: entry.policies.clone(),
            endpoints: match entry.endpoints.is_empty() {
                true => usual.into(),
                false => entry.endpoints.iter().copied().collect(),
            },
            in_flight: Arc::new(Semaphore::new(entry.in_flight as usize)),
        }
    }

    /// Whoever reaches a server without keys.
    fn anybody(in_flight: u32) -> Self {
        let all = [
            Endpoint::Check,
            Endpoint::Stream,
            Endpoint::Gateway,
            Endpoint::Proxy,
            Endpoint::Catalogue,
            Endpoint::Metrics,
        ];
        Self {
            name: "anybody".into(),
            policies: Vec::new(),
            endpoints: all.into(),
            in_flight: Arc::new(Semaphore::new(in_flight as usize)),
        }
    }

    pub(crate) fn may_use(&self, endpoint: Endpoint) -> bool {
        self.endpoints.contains(&endpoint)
    }

    pub(crate) fn may_ask(&self, policy: &str) -> bool {
        self.policies.is_empty() || self.policies.iter().any(|name| name == policy)
    }

    /// The policy that is meant where the path names none.
    pub(crate) fn usual_policy(&self) -> Option<&str> {
        self.policies.first().map(String::as_str)
    }
}

/// All who may ask.
#[derive(Debug)]
pub(crate) struct Callers {
    keys: Vec<(KeyHash, Arc<Caller>)>,
    /// Where nobody needs a key.
    anybody: Option<Arc<Caller>>,
}

impl Callers {
    pub(crate) fn new(keys: &[KeyEntry], in_flight: u32) -> Self {
        let anybody = keys.is_empty().then(|| Arc::new(Caller::anybody(in_flight)));
        Self { keys: keys.iter().map(|entry| (entry.hash, Arc::new(Caller::new(entry)))).collect(), anybody }
    }

    /// Who sends these headers. All keys are compared, each in the same time, so that the time tells nothing.
    pub(crate) fn identify(&self, headers: &HeaderMap) -> Result<Arc<Caller>, Problem> {
        if let Some(anybody) = &self.anybody {
            return Ok(anybody.clone());
        }
        let given = presented(headers).ok_or_else(Problem::no_key)?;
        let place = place(self.keys.iter().map(|(hash, _)| hash), &KeyHash::of(given));
        self.keys.get(place).map(|(_, caller)| caller.clone()).ok_or_else(Problem::wrong_key)
    }
}

/// Where a hash is among others; behind them all if it is not. Goes to the end in any case and has no branch that depends on
/// what it found.
fn place<'a>(hashes: impl Iterator<Item = &'a KeyHash>, given: &KeyHash) -> usize {
    let (mut place, mut count) = (u64::MAX, 0u64);
    for hash in hashes {
        let same: Choice = hash.0.ct_eq(&given.0);
        place.conditional_assign(&count, same);
        count += 1;
    }
    usize::try_from(place.min(count)).unwrap_or(usize::MAX)
}

/// The key that a request carries: `x-api-key`, as LiteLLM and others send it, or else `Authorization: Bearer`. Where both are
/// there, the second is for somebody behind us.
fn presented(headers: &HeaderMap) -> Option<&str> {
    let only = |name: &header::HeaderName| {
        let mut values = headers.get_all(name).iter();
        // Of two nobody knows which one a proxy in between has looked at.
        values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
    };
    if headers.contains_key(&API_KEY) {
        return only(&API_KEY);
    }
    let (scheme, key) = only(&header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, key: &str) -> KeyEntry {
        let text = format!("name = '{name}'\nhash = '{}'", KeyHash::of(key));
        toml::from_str(&text).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_key_is_known_in_either_header_and_nothing_else_is() {
        let callers = Callers::new(&[entry("a", "key-a"), entry("b", "key-b")], 8);
        let who =
            |pairs: &[(&'static str, &str)]| callers.identify(&headers(pairs)).map(|caller| caller.name.clone()).ok();
        assert_eq!(who(&[("authorization", "Bearer key-a")]).as_deref(), Some("a"));
        assert_eq!(who(&[("authorization", "bearer  key-b ")]).as_deref(), Some("b"));
        assert_eq!(who(&[("x-api-key", "key-b")]).as_deref(), Some("b"));
        for wrong in ["key", "key-c", "", "key-a key-b"] {
            assert_eq!(who(&[("x-api-key", wrong)]), None, "{wrong:?}");
        }
        assert_eq!(who(&[]), None);
        assert_eq!(who(&[("authorization", "Bearer key-a"), ("x-api-key", "key-b")]).as_deref(), Some("b"));
        assert_eq!(who(&[("authorization", "Bearer key-a"), ("x-api-key", "key-c")]), None, "no second try");
        assert_eq!(who(&[("x-api-key", "key-a"), ("x-api-key", "key-b")]), None);
    }

    #[test]
    fn all_keys_are_compared_wherever_the_right_one_is() {
        let hashes: Vec<KeyHash> = (0..10).map(|n| KeyHash::of(&n.to_string())).collect();
        for wanted in ["0", "5", "9", "none"] {
            let mut compared = 0;
            let found = place(hashes.iter().inspect(|_| compared += 1), &KeyHash::of(wanted));
            assert_eq!((found, compared), (wanted.parse().unwrap_or(10), 10));
        }
    }

    #[test]
    fn a_hash_that_is_the_key_itself_is_refused_without_being_shown() {
        let key = new_key().unwrap();
        let error = key.parse::<KeyHash>().unwrap_err();
        assert!(!error.contains(&key) && error.contains("lictor serve key"));
        assert_eq!(KeyHash::of(&key).to_string().parse(), Ok(KeyHash::of(&key)));
    }
}
