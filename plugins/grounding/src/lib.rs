//! GRD rules. Citations, quotes, numbers and links against the sources that the answer was given.

use lictor_sdk::{Input, Pack, Settings};

mod rules;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "grounding",
    version: "0.1.0",
    summary: "Citations, quotes, numbers and links against the sources that the answer was given.",
    inputs: &[Input::Answer, Input::UserMessage, Input::History, Input::PermittedContexts, Input::Citations],
    rules: rules::RULES,
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[],
};

lictor_sdk::export!(crate::PACK);
