//! POL rules. Boundaries that a risk team sets for its own application, and advice that can do harm wherever it is given.
//!
//! The first block (POL1xx) says nothing until settings name topics, terms and texts. In the second (POL2xx) patterns find
//! actions, and `mood` reads whether the sentence tells the reader to take them: a warning against an action is
//! no advice to take it.

use lictor_sdk::{Input, Pack};

mod accuracy;
mod advice;
mod declines;
mod mood;
mod passage;
mod rules;
mod scene;
mod settings;
mod words;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "policy-boundaries",
    version: "0.2.0",
    summary: "Boundaries that a risk team sets, and advice that can do harm.",
    inputs: &[Input::Answer, Input::UserMessage, Input::CallerLabels],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
