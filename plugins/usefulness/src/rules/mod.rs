//! One file per rule, one folder per family.

use lictor_sdk::Rule;

mod asked;
mod finish;

pub(crate) static RULES: &[&Rule] = &[
    &asked::JSON_NOT_PARSEABLE,
    &asked::LIST_LENGTH_MISMATCH,
    &asked::LENGTH_LIMIT_EXCEEDED,
    &asked::LANGUAGE_NOT_USED,
    &asked::TABLE_MISSING,
    &asked::LIST_MISSING,
    &asked::CODE_MISSING,
    &asked::YES_OR_NO_MISSING,
    &asked::REQUIRED_WORDING_MISSING,
    &asked::UNWANTED_WORDING_USED,
    &finish::UNFILLED_PLACEHOLDER,
    &finish::TEMPLATE_VARIABLE,
    &finish::FILLER_TEXT,
    &finish::SUBJECT_NOT_ADDRESSED,
    &finish::REPEATED_TEXT,
    &finish::NEXT_STEP_MISSING,
    &finish::PROMISED_CONTENT_MISSING,
];
