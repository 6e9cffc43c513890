//! What authors of rule packs do without a network: compare releases ([`diff`]), measure what a pack costs ([`bench`]) and
//! make packs of other tools' rules ([`gitleaks`]).
#![forbid(unsafe_code)]

pub mod bench;
pub mod diff;
// pub mod gitleaks;
mod running;

pub use running::RunError;
