//! EXP2xx: how the application is built. Its instructions, tools, templates, machines.

mod exp201_system_prompt_canary;
mod exp203_system_prompt_self_disclosure;
mod exp204_tool_schema_leak;
mod exp205_hidden_reasoning_leak;
mod exp206_chat_template_token_leak;
mod exp207_internal_topology;

pub(crate) use exp201_system_prompt_canary::SYSTEM_PROMPT_CANARY;
pub(crate) use exp203_system_prompt_self_disclosure::SYSTEM_PROMPT_SELF_DISCLOSURE;
pub(crate) use exp204_tool_schema_leak::TOOL_SCHEMA_LEAK;
pub(crate) use exp205_hidden_reasoning_leak::HIDDEN_REASONING_LEAK;
pub(crate) use exp206_chat_template_token_leak::CHAT_TEMPLATE_TOKEN_LEAK;
pub(crate) use exp207_internal_topology::INTERNAL_TOPOLOGY;
