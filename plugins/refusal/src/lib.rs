//! REF rules. Refusals, missing answers and broken answers, and whether they are the right ones.

use lictor_sdk::{Input, Pack, Settings};

mod accuracy;
mod ending;
mod list;
mod reading;
mod rules;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "refusal",
    version: "0.1.0",
    summary: "Refusals, missing answers and broken answers, and whether they are the right ones.",
    inputs: &[Input::Answer, Input::Expectation],
    rules: rules::RULES,
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
