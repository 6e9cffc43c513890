//! OVR rules. What an answer claims beyond what it can know or do.
//!
//! Patterns find wordings, the host matches them; here each hit is read in its sentence (`sentence`), in
//! view of whose words the answer speaks (`scene`) and of what it was given (`sources`).

use lictor_sdk::{Input, Pack};

mod accuracy;
mod actions;
mod alignment;
mod marks;
mod medical;
mod numbers;
mod rules;
mod scene;
mod sentence;
mod settings;
mod sources;
mod support;
mod words;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "overconfidence",
    version: "0.2.0",
    summary: "What an answer claims beyond what it can know or do.",
    inputs: &[
        Input::Answer,
        Input::UserMessage,
        Input::History,
        Input::PermittedContexts,
        Input::ToolCalls,
        Input::ToolResults,
        Input::Citations,
    ],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
