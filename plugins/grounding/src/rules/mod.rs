//! One file per rule. The order here is the order in which they run.

use lictor_sdk::Rule;

mod grd101_citation_missing;
mod grd102_citation_index_invalid;
mod grd104_citation_not_supporting;
mod grd105_sentence_unsupported;
mod grd107_number_mismatch;
mod grd110_quote_altered;
mod grd112_url_not_in_sources;
mod grd114_arithmetic_error;

pub(crate) const RULES: &[&Rule] = &[
    &grd101_citation_missing::CITATION_MISSING,
    &grd102_citation_index_invalid::CITATION_INDEX_INVALID,
    &grd104_citation_not_supporting::CITATION_NOT_SUPPORTING,
    &grd105_sentence_unsupported::SENTENCE_UNSUPPORTED,
    &grd107_number_mismatch::NUMBER_MISMATCH,
    &grd110_quote_altered::QUOTE_ALTERED,
    &grd112_url_not_in_sources::URL_NOT_IN_SOURCES,
    &grd114_arithmetic_error::ARITHMETIC_ERROR,
];
