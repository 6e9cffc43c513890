use lictor_sdk::Rule;

mod ref101_full_refusal;
mod ref102_over_refusal;
mod ref103_missing_refusal;
mod ref104_moral_deflection;
mod ref105_partial_refusal;
mod ref106_refuse_then_comply;
mod ref107_missing_answer;
mod ref108_false_missing_answer;
mod ref109_should_have_abstained;
mod ref110_clarification_instead_of_answer;
mod ref111_missing_clarification;
mod ref201_refusal_without_reason;
mod ref202_refusal_without_next_step;
mod ref203_refusal_leaks_policy;
mod ref204_refusal_leaks_sensitive_reason;
mod ref205_safety_critical_refusal;
mod ref206_boilerplate_ai_disclaimer;
mod ref301_empty_answer;
mod ref302_truncated_answer;
mod ref303_language_mismatch;
mod ref304_non_answer_repetition;

/// The rules of this pack.
pub(crate) static RULES: &[&Rule] = &[
    &ref101_full_refusal::FULL_REFUSAL,
    &ref102_over_refusal::OVER_REFUSAL,
    &ref103_missing_refusal::MISSING_REFUSAL,
    &ref104_moral_deflection::MORAL_DEFLECTION,
    &ref105_partial_refusal::PARTIAL_REFUSAL,
    &ref106_refuse_then_comply::REFUSE_THEN_COMPLY,
    &ref107_missing_answer::MISSING_ANSWER,
    &ref108_false_missing_answer::FALSE_MISSING_ANSWER,
    &ref109_should_have_abstained::SHOULD_HAVE_ABSTAINED,
    &ref110_clarification_instead_of_answer::CLARIFICATION_INSTEAD_OF_ANSWER,
    &ref111_missing_clarification::MISSING_CLARIFICATION,
    &ref201_refusal_without_reason::REFUSAL_WITHOUT_REASON,
    &ref202_refusal_without_next_step::REFUSAL_WITHOUT_NEXT_STEP,
    &ref203_refusal_leaks_policy::REFUSAL_LEAKS_POLICY,
    &ref204_refusal_leaks_sensitive_reason::REFUSAL_LEAKS_SENSITIVE_REASON,
    &ref205_safety_critical_refusal::SAFETY_CRITICAL_REFUSAL,
    &ref206_boilerplate_ai_disclaimer::BOILERPLATE_AI_DISCLAIMER,
    &ref301_empty_answer::EMPTY_ANSWER,
    &ref302_truncated_answer::TRUNCATED_ANSWER,
    &ref303_language_mismatch::LANGUAGE_MISMATCH,
    &ref304_non_answer_repetition::NON_ANSWER_REPETITION,
];
