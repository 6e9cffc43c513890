//! OVR rules. What an answer claims beyond what it can know or do.
//!
//! Patterns find wordings, the host matches them; here each hit is read in its sentence (`sentence`), in
//! view of whose words the answer speaks (`scene`) and of what it was given (`sources`).

use lictor_sdk::{Input, Pack, Settings};

mod accuracy;
mod actions;
mod marks;
mod medical;
mod rules;
mod scene;
mod sentence;
mod sources;
mod words;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "overconfidence",
    version: "0.1.0",
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
    settings: Settings::NONE,
    tombstones: &[],
    accuracy: accuracy::ACCURACY,
};

lictor_sdk::export!(crate::PACK);
