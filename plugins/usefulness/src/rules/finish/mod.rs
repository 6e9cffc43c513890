//! Whether the answer is finished, and speaks of what was asked.

mod use201_unfilled_placeholder;
mod use202_template_variable;
mod use203_filler_text;
mod use301_subject_not_addressed;
mod use302_repeated_text;
mod use303_next_step_missing;
mod use304_promised_content_missing;

pub(crate) use use201_unfilled_placeholder::UNFILLED_PLACEHOLDER;
pub(crate) use use202_template_variable::TEMPLATE_VARIABLE;
pub(crate) use use203_filler_text::FILLER_TEXT;
pub(crate) use use301_subject_not_addressed::SUBJECT_NOT_ADDRESSED;
pub(crate) use use302_repeated_text::REPEATED_TEXT;
pub(crate) use use303_next_step_missing::NEXT_STEP_MISSING;
pub(crate) use use304_promised_content_missing::PROMISED_CONTENT_MISSING;
