//! The attacks, by what they come through.

mod code;
mod file;
mod findings;
mod functions;
mod manifests;
mod memory;
mod patterns;
mod secrets;
mod settings;
mod texts;

use crate::Case;

/// Every attack.
pub fn cases() -> Vec<Case> {
    [
        file::cases(),
        code::cases(),
        functions::cases(),
        memory::cases(),
        settings::cases(),
        manifests::cases(),
        patterns::cases(),
        texts::cases(),
        findings::cases(),
        secrets::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
