//! USE rules. Whether the answer has the form that was asked for, is finished, and can be acted on.
//!
//! What was asked for stands in the user's message: patterns find the demand there, `asked` reads it, and the rules look
//! whether the answer obeys. A message without a demand wakes nothing.

use lictor_sdk::{Input, Pack};

mod accuracy;
mod asked;
mod declines;
mod layout;
mod length;
mod rules;
mod settings;
mod tongue;
mod words;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "usefulness",
    version: "0.2.0",
    summary: "Whether the answer has the asked-for form, is finished, and can be acted on.",
    inputs: &[Input::Answer, Input::UserMessage],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
