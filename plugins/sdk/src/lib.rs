//! What a Lictor rule pack is written with.
//!
//! A pack is a list of rules, one file per rule. A rule is declared with [`rule!`]: its code, its page (the
//! doc comment), the patterns that the host shall look for, examples on which it must and must not fire,
//! and a check that verifies what the patterns hit. What is missing does not compile. The same check runs
//! as a WebAssembly component in the host's sandbox and natively in unit tests (feature `native`).
//!
//! ```
//! use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pack, Pattern, Status, rule};
//!
//! rule! {
//!     /// ## What it does
//!     /// Reports answers that call themselves the oracle.
//!     /// ## Why is this bad
//!     /// Nobody appointed it.
//!     /// ## Known false positives
//!     /// Answers about Delphi.
//!     pub ORACLE {
//!         code: "XMP001",
//!         slug: "oracle",
//!         summary: "the answer calls itself an oracle",
//!         message: "calls itself an oracle: “{quote}”",
//!         remedy: "Take the claim out of the system prompt.",
//!         dimension: Dimension::Risk,
//!         level: Level::Warn,
//!         status: Status::Preview,
//!         since: "0.1.0",
//!         revision: 1,
//!         sensitive: false,
//!         requires: &[Input::Answer],
//!         patterns: &[Pattern::regex(r"(?i)\bI am the oracle\b")],
//!         fires: &[Example::answer("Ask: I am the Oracle.")],
//!         ignores: &[Example::answer("Oracle is a database.")],
//!         check: |case: &Case<'_>| {
//!             for hit in case.hits() {
//!                 case.report(Finding::at(&hit));
//!             }
//!         },
//!         extra: Extra::NONE,
//!     }
//! }
//!
//! pub static PACK: Pack = Pack {
//!     publisher: "acme",
//!     name: "oracles",
//!     version: "0.1.0",
//!     summary: "Answers that think too much of themselves.",
//!     inputs: &[Input::Answer],
//!     rules: &[&ORACLE],
//!     measures: &[],
//!     settings: lictor_sdk::Settings::NONE,
//!     tombstones: &[],
//!     accuracy: &[],
//! };
//! # #[cfg(feature = "native")]
//! lictor_sdk::native::assert_examples(&PACK);
//! ```

// Nothing checks anything in a plain native build: it only lends its types to a pack's static tables.
#![cfg_attr(not(any(target_arch = "wasm32", feature = "native")), allow(dead_code))]

mod case;
mod example;
mod host;
mod manifest;
/// A pack and its settings.
pub mod pack;
mod pattern;
mod rule;
pub mod terms;
pub mod text;

#[cfg(target_arch = "wasm32")]
mod arena;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod guest;
#[cfg(feature = "native")]
pub mod native;

pub use case::{Case, Excerpt, Finding, Hit, Part, Span};
pub use example::Example;
pub use pack::{Accuracy, DynamicPattern, Measure, Pack, Problem, Settings, Tombstone};
pub use pattern::{Pattern, View};
pub use rule::{Behaviour, Detail, Dimension, Extra, Input, Level, Rule, Status, Values, Waiver, Wake, verify};

/// Makes a pack the component's export. Does nothing in a native build.
#[macro_export]
macro_rules! export {
    ($pack:expr) => {
        #[cfg(target_arch = "wasm32")]
        mod lictor_component {
            pub struct Component;
            impl $crate::guest::Provider for Component {
                fn pack() -> &'static $crate::Pack {
                    &$pack
                }
            }
            $crate::guest::export_component!(Component with_types_in $crate::guest::bindings);
        }
    };
}
