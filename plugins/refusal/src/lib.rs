//! REF rules. Refusals, missing answers and broken answers, and whether they are the right ones.

use lictor_sdk::{Input, Pack};

mod accuracy;
mod ending;
mod facts;
mod language;
mod list;
mod reading;
mod repeats;
mod rules;
mod settings;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "refusal",
    version: "0.2.0",
    summary: "Refusals, missing answers and broken answers, and whether they are the right ones.",
    inputs: &[Input::Answer, Input::UserMessage, Input::PermittedContexts, Input::Expectation],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
