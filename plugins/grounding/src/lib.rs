//! GRD rules. Citations, quotes, numbers and links against the sources that the answer was given.
//!
//! The sources are the permitted contexts, the user's message and the history. They are read once per sample
//! (`index`), and every rule asks that index; a rule that no pattern can wake for costs nothing more.

use lictor_sdk::{Input, Pack};

mod accuracy;
mod align;
mod arithmetic;
mod code;
mod exempt;
mod index;
mod markers;
mod numbers;
mod quotes;
mod rules;
mod settings;
mod tokens;
mod urls;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "grounding",
    version: "0.1.0",
    summary: "Citations, quotes, numbers and links against the sources that the answer was given.",
    inputs: &[Input::Answer, Input::UserMessage, Input::History, Input::PermittedContexts, Input::Citations],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
