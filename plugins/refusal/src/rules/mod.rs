use lictor_sdk::Rule;

mod ref101_full_refusal;
mod ref102_over_refusal;
mod ref103_missing_refusal;
mod ref104_moral_deflection;
mod ref105_partial_refusal;
mod ref107_missing_answer;
mod ref110_clarification_instead_of_answer;
mod ref111_missing_clarification;
mod ref201_refusal_without_reason;
mod ref202_refusal_without_next_step;
mod ref206_boilerplate_ai_disclaimer;
mod ref301_empty_answer;
mod ref302_truncated_answer;

/// The rules of this pack.
pub(crate) static RULES: &[&Rule] = &[
    &ref101_full_refusal::FULL_REFUSAL,
    &ref102_over_refusal::OVER_REFUSAL,
    &ref103_missing_refusal::MISSING_REFUSAL,
    &ref104_moral_deflection::MORAL_DEFLECTION,
    &ref105_partial_refusal::PARTIAL_REFUSAL,
    &ref107_missing_answer::MISSING_ANSWER,
    &ref110_clarification_instead_of_answer::CLARIFICATION_INSTEAD_OF_ANSWER,
    &ref111_missing_clarification::MISSING_CLARIFICATION,
    &ref201_refusal_without_reason::REFUSAL_WITHOUT_REASON,
    &ref202_refusal_without_next_step::REFUSAL_WITHOUT_NEXT_STEP,
    &ref206_boilerplate_ai_disclaimer::BOILERPLATE_AI_DISCLAIMER,
    &ref301_empty_answer::EMPTY_ANSWER,
    &ref302_truncated_answer::TRUNCATED_ANSWER,
];
