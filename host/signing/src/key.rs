use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::pkcs8::{DecodePublicKey, EncodePublicKey};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Domain, KeyError, Signature};

/// An Ed25519 key that signs (RFC 8032). Its bytes are wiped when it is dropped, and never shown.
pub struct PrivateKey(pub(crate) SigningKey);

impl PrivateKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// The system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// The key that checks its signatures.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs bytes in a domain. The same bytes always give the same signature.
    pub fn sign(&self, domain: Domain, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(&domain.message(bytes)))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public().id())
    }
}

/// An Ed25519 key that checks signatures.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
    pub fn id(&self) -> KeyId {
        KeyId(HEXLOWER.encode(&Sha256::digest(self.0.as_bytes())[..8]))
    }

    /// Whether a signature was made with this key's other half, in this domain, over these bytes. Keys and signatures that
    /// the standard leaves open to interpretation are refused.
    pub fn verifies(&self, domain: Domain, bytes: &[u8], signature: &Signature) -> bool {
        self.0.verify_strict(&domain.message(bytes), &signature.0).is_ok()
    }

    /// Its SubjectPublicKeyInfo (RFC 8410) in PEM.
    pub fn to_pem(&self) -> String {
        format!("-----BEGIN PUBLIC KEY-----\n{self}\n-----END PUBLIC KEY-----\n")
    }

    /// Reads a SubjectPublicKeyInfo in PEM.
    ///
    /// # Errors
    /// The text is none, or not that of an Ed25519 key.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        Self::checked(VerifyingKey::from_public_key_pem(text).ok())
            .ok_or_else(|| "this is no Ed25519 public key in PEM (`-----BEGIN PUBLIC KEY-----`)".into())
    }

    /// A key of small order accepts signatures that nobody made.
    fn checked(key: Option<VerifyingKey>) -> Option<Self> {
        key.filter(|key| !key.is_weak()).map(Self)
    }
}

/// The line between those of its PEM file: the SubjectPublicKeyInfo in base64.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let document = self.0.to_public_key_der().map_err(|_| fmt::Error)?;
        f.write_str(&BASE64.encode(document.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let der = BASE64.decode(text.as_bytes()).ok();
        Self::checked(der.and_then(|der| VerifyingKey::from_public_key_der(&der).ok()))
            .ok_or_else(|| "this is no Ed25519 public key in base64: copy the middle line of the `.pub` file".into())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

/// The name of a key: 16 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline)]
pub struct KeyId(String);

impl KeyId {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shaped = text.len() == 16 && HEXLOWER.decode(text.as_bytes()).is_ok();
        shaped.then(|| Self(text.into())).ok_or_else(|| "a key's id has 16 lower-case hexadecimal digits".into())
    }
}

impl TryFrom<String> for KeyId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
