//! Names for evidence that survive an edited answer and cannot be turned back into it.

use hmac::{Hmac, KeyInit, Mac};
use lictor_model::{Fingerprint, RuleId};
use sha2::{Digest as _, Sha256};

/// Counts up when the way evidence is normalised changes.
const ALGORITHM: &[u8] = b"lictor-fingerprint-1";

/// The same for identifiers.
const IDENTIFIER: &[u8] = b"lictor-identifier-1";

/// How many bytes of the code are written.
const BYTES: usize = 16;

/// The secret that fingerprints are made under, and its name.
#[derive(Clone)]
pub struct FingerprintKey {
    secret: Vec<u8>,
    id: String,
}

impl FingerprintKey {
    /// A key from the bytes of a secret.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        let secret = secret.into();
        let mut hasher = Sha256::new();
        hasher.update(b"lictor-fingerprint-key-id");
        hasher.update(&secret);
        let id = data_encoding::HEXLOWER.encode(&hasher.finalize()[..4]);
        Self { secret, id }
    }

    /// The key's name in records: eight hexadecimal digits that tell nothing about the secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A name for an identifier, such as a sample's id: the same for the same text, and nothing that anybody without the
    /// secret could guess the text by. `kind` keeps apart what is named the same.
    pub fn identifier(&self, kind: &str, text: &str) -> Fingerprint {
        let message = message([IDENTIFIER, kind.as_bytes(), text.as_bytes()]);
        written(&self.id, &self.mac(&message))
    }

    fn mac(&self, message: &[u8]) -> Vec<u8> {
        #[allow(clippy::expect_used)] // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    }
}

/// Fields with their lengths, so that none can run into the next.
fn message<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut message = Vec::new();
    for field in fields {
        message.extend((field.len() as u64).to_le_bytes());
        message.extend(field);
    }
    message
}

fn written(name: &str, code: &[u8]) -> Fingerprint {
    Fingerprint(format!("{name}:{}", data_encoding::HEXLOWER.encode(&code[..BYTES])))
}

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FingerprintKey({})", self.id)
    }
}

/// What a finding rests on.
pub(crate) enum Evidence<'a> {
    /// Texts of its spans.
    Texts(&'a [&'a str]),
    /// None: the finding is about the case as a whole.
    Case(&'a str),
}

/// The fingerprint of a finding. Without a key, what a sensitive rule found is named by case and position, because a
/// short identifier that is hashed under a public key can be guessed.
pub(crate) fn fingerprint(
    key: Option<&FingerprintKey>,
    rule: &RuleId,
    sensitive: bool,
    evidence: &Evidence<'_>,
    position: &str,
) -> Fingerprint {
    let by_position = key.is_none() && sensitive;
    let evidence: Vec<String> = match evidence {
        _ if by_position => vec![position.to_owned()],
        Evidence::Texts(texts) => texts.iter().map(|text| normalise(text)).collect(),
        Evidence::Case(case) => vec![(*case).to_owned()],
    };
    let fields = [ALGORITHM, rule.as_str().as_bytes()].into_iter();
    let message = message(fields.chain(evidence.iter().map(String::as_bytes)));
    match key {
        Some(key) => written(&key.id, &key.mac(&message)),
        None if by_position => written("position", &Sha256::digest(&message)),
        None => written("text", &Sha256::digest(&message)),
    }
}

/// Evidence is the same with other spacing, with hyphens and with invisible characters in it.
fn normalise(text: &str) -> String {
    let ignored = |c: char| {
        c.is_whitespace() || c == '-' || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().filter(|c| !ignored(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(key: Option<&FingerprintKey>, sensitive: bool, text: &str, position: &str) -> String {
        let rule = "acme/FIN001".parse().unwrap();
        fingerprint(key, &rule, sensitive, &Evidence::Texts(&[text]), position).0
    }

    #[test]
    fn the_same_evidence_has_the_same_name_wherever_it_stands() {
        let key = FingerprintKey::new("secret");
        assert_eq!(print(Some(&key), true, "4539 1488", "a:0"), print(Some(&key), true, "4539-14\u{200b}88", "b:9"));
        assert_ne!(print(Some(&key), true, "1", "a"), print(Some(&FingerprintKey::new("other")), true, "1", "a"));
        assert!(print(Some(&key), true, "1", "a").starts_with(key.id()));
    }

    #[test]
    fn identifiers_are_named_by_kind_and_by_secret() {
        let (key, other) = (FingerprintKey::new("secret"), FingerprintKey::new("other"));
        let name = key.identifier("sample", "case-1").0;
        assert_eq!(name, key.identifier("sample", "case-1").0);
        assert!(name.starts_with(key.id()) && !name.contains("case"));
        assert_ne!(name, key.identifier("workflow", "case-1").0);
        assert_ne!(name[9..], other.identifier("sample", "case-1").0[9..]);
    }

    #[test]
    fn without_a_key_sensitive_evidence_is_not_hashed() {
        assert_eq!(print(None, true, "4539", "a:0"), print(None, true, "9999", "a:0"));
        assert!(print(None, true, "4539", "a:0").starts_with("position:"));
        assert_eq!(print(None, false, "certainly", "a:0"), print(None, false, "certainly", "b:1"));
    }
}
