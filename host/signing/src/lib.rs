//! Keys, signatures, and the file that says whose signatures count.
//!
//! A [`PrivateKey`] signs bytes in a [`Domain`], so that a signature that was made for one purpose says nothing for any
//! other. A [`TrustFile`] names public keys, their holders, what each may sign for and until when. Everything works without a
//! network.
//!
//! What this crate is not: it does not know what is signed. Whoever asks for a signature brings the domain and the bytes, and
//! whoever checks one decides which role or publisher it needs.
#![forbid(unsafe_code)]

mod domain;
mod error;
mod file;
mod key;
mod pem;
mod signature;
mod trust;

pub use domain::Domain;
pub use error::KeyError;
pub use file::{KeyFile, KeyPaths, Protection, read_public, write_pair};
pub use key::{KeyId, PrivateKey, PublicKey};
/// Why a trust file cannot be used: where, and what to do.
pub use lictor_located::Located as TrustError;
pub use signature::{Signature, Untrusted};
pub use trust::{Revocation, SignedPacks, TRUST_SCHEMA, TrustFile, TrustedKey, trust_entry};
