//! EXP rules. What an answer must not expose: restricted contexts, instructions, secrets, identifiers, hidden channels.

use lictor_sdk::{Input, Pack};

mod rules;
mod settings;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "data-exposure",
    version: "0.2.0",
    summary: "What an answer must not expose: restricted contexts, instructions, secrets, identifiers, hidden channels.",
    inputs: &[
        Input::Answer,
        Input::UserMessage,
        Input::SystemPrompt,
        Input::ToolCalls,
        Input::PermittedContexts,
        Input::RestrictedContexts,
        Input::CallerLabels,
        Input::Citations,
    ],
    rules: rules::RULES,
    measures: &[],
    settings: settings::SETTINGS,
    tombstones: &[],
};

lictor_sdk::export!(crate::PACK);
