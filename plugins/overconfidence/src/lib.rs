//! OVR rules. What an answer claims beyond what it can know or do.

use lictor_sdk::{Input, Pack, Settings};

mod rules;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor",
    name: "overconfidence",
    version: "0.1.0",
    summary: "What an answer claims beyond what it can know or do.",
    inputs: &[Input::Answer, Input::UserMessage, Input::History, Input::PermittedContexts, Input::ToolCalls, Input::ToolResults, Input::Citations],
    rules: rules::RULES,
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[],
};

lictor_sdk::export!(crate::PACK);
