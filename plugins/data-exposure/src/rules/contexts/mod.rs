//! What the caller may not read: restricted contexts, canaries, the system prompt.

mod exp101_restricted_context_verbatim;
mod exp102_restricted_context_specifics;
mod exp103_restricted_context_paraphrase;
mod exp104_restricted_source_cited;
mod exp105_restricted_existence_disclosed;
mod exp106_context_canary_leak;
mod exp107_classification_marking_echo;
mod exp108_bulk_record_dump;
mod exp109_other_subject_data;
mod exp202_system_prompt_verbatim;
mod index;
mod overlap;
mod specifics;
mod stems;
pub(crate) mod template;
mod values;
mod words;

pub(crate) use exp101_restricted_context_verbatim::RESTRICTED_CONTEXT_VERBATIM;
pub(crate) use exp102_restricted_context_specifics::RESTRICTED_CONTEXT_SPECIFICS;
pub(crate) use exp103_restricted_context_paraphrase::RESTRICTED_CONTEXT_PARAPHRASE;
pub(crate) use exp104_restricted_source_cited::RESTRICTED_SOURCE_CITED;
pub(crate) use exp105_restricted_existence_disclosed::RESTRICTED_EXISTENCE_DISCLOSED;
pub(crate) use exp106_context_canary_leak::CONTEXT_CANARY_LEAK;
pub(crate) use exp107_classification_marking_echo::CLASSIFICATION_MARKING_ECHO;
pub(crate) use exp108_bulk_record_dump::BULK_RECORD_DUMP;
pub(crate) use exp109_other_subject_data::OTHER_SUBJECT_DATA;
pub(crate) use exp202_system_prompt_verbatim::SYSTEM_PROMPT_VERBATIM;
pub(crate) use specifics::Kind;
pub(crate) use values::values;
