//! Packs in OCI registries.
//!
//! A [`Registry`] is asked for one host: [`publish`](Registry::publish) puts a pack there with its signatures,
//! [`pull`](Registry::pull) brings one into a [`Store`](lictor_artifact::Store), [`list`](Registry::list) says what is there.
//! [`Credentials`] are looked up in our own file and in Docker's.
//!
//! A registry is not trusted: everything that it says has a bound in bytes and time ([`Limits`]), everything that it gives is
//! held against a digest, and credentials go to no other host. Whether a pack is to be believed is not decided here: that needs
//! signatures, and no network.
//!
//! The protocol is spoken here and not by the crate `oci-client`, which reads manifests, tag lists, errors and tokens of any
//! size, follows redirects by itself, sends credentials to whatever realm it is told, and has no deadline for a whole transfer.
#![forbid(unsafe_code)]

mod access;
mod answer;
mod challenge;
mod connection;
mod credentials;
mod docker;
mod error;
mod limits;
mod list;
mod publish;
mod pull;
mod referrers;
mod registry;
mod secret;

pub use connection::Connection;
pub use credentials::{CredentialError, Credentials, Login};
pub use error::RegistryError;
pub use limits::Limits;
pub use list::Tagged;
pub use publish::{Published, Replace};
pub use pull::Pulled;
pub use registry::{Progress, Registry, Silent};
pub use secret::Secret;
