//! GRD rules. Citations, quotes, numbers and links against the sources that the answer was given.
//!
//! The sources are the permitted contexts, the user's message and the history. They are read once per sample
//! (`index`), and every rule asks that index; a rule that no pattern can wake for costs nothing more.

use lictor_sdk::{Input, Pack};

mod accuracy;
mod align;
mod arithmetic;
mod cited;
mod code;
mod dates;
mod derived;
mod exempt;
mod facts;
mod foreign;
mod index;
mod markers;
mod names;
mod negations;
mod numbers;
mod payload;
mod quotes;
mod rules;
mod settings;
mod support;
mod tokens;
mod urls;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "grounding",
    version: "0.2.0",
    summary: "Citations, quotes, numbers and links against the sources that the answer was given.",
    inputs: &[
        Input::Answer,
        Input::UserMessage,
        Input::History,
        Input::PermittedContexts,
        Input::Citations,
        Input::Expectation,
    ],
    rules: rules::RULES,
    measures: rules::MEASURES,
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
