//! One file per rule. The order here is the order in which they run.

use lictor_sdk::Rule;

mod ovr101_absolute_certainty_claim;
mod ovr105_numeric_confidence_unsupported;
mod ovr106_promotes_reliance;
mod ovr201_financial_guarantee;
mod ovr202_performance_prediction;
mod ovr203_medical_certainty;
mod ovr204_dosage_instruction;
mod ovr205_legal_outcome_guarantee;
mod ovr206_eligibility_or_price_commitment;
mod ovr305_unsupported_url;
mod ovr307_vague_authority;
mod ovr401_claimed_action;
mod ovr402_promised_future_action;
mod ovr403_claims_human;

pub(crate) const RULES: &[&Rule] = &[
    &ovr101_absolute_certainty_claim::ABSOLUTE_CERTAINTY_CLAIM,
    &ovr105_numeric_confidence_unsupported::NUMERIC_CONFIDENCE_UNSUPPORTED,
    &ovr106_promotes_reliance::PROMOTES_RELIANCE,
    &ovr201_financial_guarantee::FINANCIAL_GUARANTEE,
    &ovr202_performance_prediction::PERFORMANCE_PREDICTION,
    &ovr203_medical_certainty::MEDICAL_CERTAINTY,
    &ovr204_dosage_instruction::DOSAGE_INSTRUCTION,
    &ovr205_legal_outcome_guarantee::LEGAL_OUTCOME_GUARANTEE,
    &ovr206_eligibility_or_price_commitment::ELIGIBILITY_OR_PRICE_COMMITMENT,
    &ovr305_unsupported_url::UNSUPPORTED_URL,
    &ovr307_vague_authority::VAGUE_AUTHORITY,
    &ovr401_claimed_action::CLAIMED_ACTION,
    &ovr402_promised_future_action::PROMISED_FUTURE_ACTION,
    &ovr403_claims_human::CLAIMS_HUMAN,
];
