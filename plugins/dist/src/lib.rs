//! The reference packs as built components, so that a machine with nothing but stable Rust can run them.
//!
//! The bytes come from `cargo xtask packs`; `build.json` beside them says with which compiler, flags and
//! sources, and continuous integration builds them again and compares.
#![forbid(unsafe_code)]

/// A built pack.
#[derive(Debug, Clone, Copy)]
pub struct Pack {
    /// `publisher/pack`.
    pub plugin: &'static str,
    /// The component.
    pub component: &'static [u8],
}

/// Every reference pack.
pub const PACKS: [Pack; 6] = [
    Pack { plugin: "lictor/data-exposure", component: include_bytes!("../data-exposure.wasm") },
    Pack { plugin: "lictor/overconfidence", component: include_bytes!("../overconfidence.wasm") },
    Pack { plugin: "lictor/refusal", component: include_bytes!("../refusal.wasm") },
    Pack { plugin: "lictor/grounding", component: include_bytes!("../grounding.wasm") },
    Pack { plugin: "lictor/usefulness", component: include_bytes!("../usefulness.wasm") },
    Pack { plugin: "lictor/policy-boundaries", component: include_bytes!("../policy-boundaries.wasm") },
];

/// How the components were built.
pub const BUILD: &str = include_str!("../build.json");
