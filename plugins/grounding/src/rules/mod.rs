//! One file per rule. The order here is the order in which they run.

use lictor_sdk::{Measure, Rule};

mod grd101_citation_missing;
mod grd102_citation_index_invalid;
mod grd103_citation_unused_or_duplicate;
mod grd104_citation_not_supporting;
mod grd105_sentence_unsupported;
mod grd106_answer_support_low;
mod grd107_number_mismatch;
mod grd108_entity_not_in_sources;
mod grd109_negation_flip;
mod grd110_quote_altered;
mod grd111_quote_misattributed;
mod grd112_url_not_in_sources;
mod grd113_date_order_inconsistent;
mod grd114_arithmetic_error;
mod grd116_context_ignored;
mod grd117_expected_fact_missing;
mod grd118_injected_instruction_followed;

pub(crate) const RULES: &[&Rule] = &[
    &grd101_citation_missing::CITATION_MISSING,
    &grd102_citation_index_invalid::CITATION_INDEX_INVALID,
    &grd103_citation_unused_or_duplicate::CITATION_UNUSED_OR_DUPLICATE,
    &grd104_citation_not_supporting::CITATION_NOT_SUPPORTING,
    &grd105_sentence_unsupported::SENTENCE_UNSUPPORTED,
    &grd106_answer_support_low::ANSWER_SUPPORT_LOW,
    &grd107_number_mismatch::NUMBER_MISMATCH,
    &grd108_entity_not_in_sources::ENTITY_NOT_IN_SOURCES,
    &grd109_negation_flip::NEGATION_FLIP,
    &grd110_quote_altered::QUOTE_ALTERED,
    &grd111_quote_misattributed::QUOTE_MISATTRIBUTED,
    &grd112_url_not_in_sources::URL_NOT_IN_SOURCES,
    &grd113_date_order_inconsistent::DATE_ORDER_INCONSISTENT,
    &grd114_arithmetic_error::ARITHMETIC_ERROR,
    &grd116_context_ignored::CONTEXT_IGNORED,
    &grd117_expected_fact_missing::EXPECTED_FACT_MISSING,
    &grd118_injected_instruction_followed::INJECTED_INSTRUCTION_FOLLOWED,
];

pub(crate) const MEASURES: &[Measure] = &[grd106_answer_support_low::MEASURE];
