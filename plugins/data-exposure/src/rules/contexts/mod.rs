//! What the caller may not read: restricted contexts, canaries, the system prompt.

mod exp101_restricted_context_verbatim;
mod exp102_restricted_context_specifics;
mod exp106_context_canary_leak;
mod exp202_system_prompt_verbatim;
mod index;
mod overlap;
mod specifics;
mod values;
mod words;

pub(crate) use exp101_restricted_context_verbatim::RESTRICTED_CONTEXT_VERBATIM;
pub(crate) use exp102_restricted_context_specifics::RESTRICTED_CONTEXT_SPECIFICS;
pub(crate) use exp106_context_canary_leak::CONTEXT_CANARY_LEAK;
pub(crate) use exp202_system_prompt_verbatim::SYSTEM_PROMPT_VERBATIM;
