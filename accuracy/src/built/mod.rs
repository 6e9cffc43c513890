//! Cases that are built from a set's own, always the same ones.

pub(crate) mod checksums;
pub(crate) mod corruption;
pub(crate) mod leak;

use lictor_model::Digest;

/// A number that depends on the text alone.
fn number_of(text: &str) -> usize {
    let digest = Digest::of(text);
    digest.as_bytes()[..4].iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}
