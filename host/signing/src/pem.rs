//! Private keys as text: PKCS#8 (RFC 5958) in PEM, encrypted with PBES2 (RFC 8018) where there is a password.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use pkcs8::der::Decode;
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{Kdf, Parameters};
use pkcs8::pkcs5::scrypt;
use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use crate::{KeyError, PrivateKey};

pub(crate) const PLAIN: &str = "PRIVATE KEY";
pub(crate) const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// scrypt with N = 2^14, r = 8, p = 5: one of the settings that OWASP's password storage cheat sheet counts as equally strong,
/// and the one whose memory (16 MiB) OpenSSL allows by default.
const SCRYPT: (u8, u32, u32) = (14, 8, 5);

/// The most that somebody else's key file may cost before its password is even tried: memory of 128 N r bytes, work of N r p
/// blocks, rounds of PBKDF2.
const MOST_SCRYPT_MEMORY: u64 = 256 << 20;
const MOST_SCRYPT_WORK: u64 = 1 << 24;
const MOST_ROUNDS: u32 = 10_000_000;

/// Why a text gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PemError {
    Malformed,
    Costly,
    Password,
}

/// The kind of a PEM text.
pub(crate) fn label(text: &str) -> Option<&str> {
    pkcs8::der::pem::decode_label(text.as_bytes()).ok()
}

/// A key without a password, as OpenSSL writes it: version 1, the private half alone.
pub(crate) fn plain(key: &PrivateKey) -> Result<Zeroizing<String>, KeyError> {
    let document = document(key)?;
    document.to_pem(PLAIN, LineEnding::LF).map_err(|_| KeyError::Encoding)
}

/// A key under a password.
pub(crate) fn encrypted(key: &PrivateKey, password: &str) -> Result<Zeroizing<String>, KeyError> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    getrandom::fill(&mut salt).map_err(|_| KeyError::NoRandomness)?;
    getrandom::fill(&mut iv).map_err(|_| KeyError::NoRandomness)?;
    let (log_n, r, p) = SCRYPT;
    let encode = || -> Option<Zeroizing<String>> {
        let cost = scrypt::Params::new(log_n, r, p).ok()?;
        let parameters = Parameters::generate_scrypt_aes256cbc(cost, &salt, iv).ok()?;
        let document = document(key).ok()?;
        let info = PrivateKeyInfoRef::from_der(document.as_bytes()).ok()?;
        let sealed = info.encrypt_with_params(parameters, password).ok()?;
        sealed.to_pem(ENCRYPTED, LineEnding::LF).ok()
    };
    encode().ok_or(KeyError::Encoding)
}

fn document(key: &PrivateKey) -> Result<SecretDocument, KeyError> {
    let bytes = KeypairBytes { secret_key: key.0.to_bytes(), public_key: None };
    bytes.to_pkcs8_der().map_err(|_| KeyError::Encoding)
}

/// Reads a key without a password.
pub(crate) fn open_plain(text: &str) -> Result<PrivateKey, PemError> {
    SigningKey::from_pkcs8_pem(text).map(PrivateKey).map_err(|_| PemError::Malformed)
}

/// Reads a key under a password.
pub(crate) fn open_encrypted(text: &str, password: &str) -> Result<PrivateKey, PemError> {
    let (_, document) = SecretDocument::from_pem(text).map_err(|_| PemError::Malformed)?;
    let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| PemError::Malformed)?;
    if !affordable(&info.encryption_algorithm) {
        return Err(PemError::Costly);
    }
    let opened = info.decrypt(password).map_err(|_| PemError::Password)?;
    SigningKey::from_pkcs8_der(opened.as_bytes()).map(PrivateKey).map_err(|_| PemError::Password)
}

/// What a file asks for comes from whoever wrote it.
fn affordable(scheme: &EncryptionScheme) -> bool {
    let EncryptionScheme::Pbes2(parameters) = scheme else { return false };
    match &parameters.kdf {
        Kdf::Scrypt(cost) => {
            let blocks = cost.cost_parameter.saturating_mul(cost.block_size.into());
            blocks.saturating_mul(128) <= MOST_SCRYPT_MEMORY
                && blocks.saturating_mul(cost.parallelization.into()) <= MOST_SCRYPT_WORK
        }
        Kdf::Pbkdf2(cost) => cost.iteration_count <= MOST_ROUNDS,
        _ => false,
    }
}
