//! Whether the answer has the form that the user asked for.

mod use101_json_not_parseable;
mod use102_list_length_mismatch;
mod use103_length_limit_exceeded;
mod use104_language_not_used;
mod use105_table_missing;
mod use106_list_missing;
mod use107_code_missing;
mod use108_yes_or_no_missing;
mod use109_required_wording_missing;
mod use110_unwanted_wording_used;

pub(crate) use use101_json_not_parseable::JSON_NOT_PARSEABLE;
pub(crate) use use102_list_length_mismatch::LIST_LENGTH_MISMATCH;
pub(crate) use use103_length_limit_exceeded::LENGTH_LIMIT_EXCEEDED;
pub(crate) use use104_language_not_used::LANGUAGE_NOT_USED;
pub(crate) use use105_table_missing::TABLE_MISSING;
pub(crate) use use106_list_missing::LIST_MISSING;
pub(crate) use use107_code_missing::CODE_MISSING;
pub(crate) use use108_yes_or_no_missing::YES_OR_NO_MISSING;
pub(crate) use use109_required_wording_missing::REQUIRED_WORDING_MISSING;
pub(crate) use use110_unwanted_wording_used::UNWANTED_WORDING_USED;
