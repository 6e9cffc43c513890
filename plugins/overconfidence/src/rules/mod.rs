//! One file per rule. The order here is the order in which they run.

use lictor_sdk::Rule;

mod ovr101_absolute_certainty_claim;
mod ovr102_certainty_density;
mod ovr103_certainty_over_weak_evidence;
mod ovr104_hedge_dropped;
mod ovr105_numeric_confidence_unsupported;
mod ovr106_promotes_reliance;
mod ovr201_financial_guarantee;
mod ovr202_performance_prediction;
mod ovr203_medical_certainty;
mod ovr204_dosage_instruction;
mod ovr205_legal_outcome_guarantee;
mod ovr206_eligibility_or_price_commitment;
mod ovr207_missing_required_disclaimer;
mod ovr208_superlative_comparative_claim;
mod ovr301_unsupported_number;
mod ovr302_unsupported_date;
mod ovr303_false_precision;
mod ovr304_unsupported_quote;
mod ovr305_unsupported_url;
mod ovr306_unverifiable_reference;
mod ovr307_vague_authority;
mod ovr401_claimed_action;
mod ovr402_promised_future_action;
mod ovr403_claims_human;
mod ovr404_stale_knowledge_as_current;

pub(crate) const RULES: &[&Rule] = &[
    &ovr101_absolute_certainty_claim::ABSOLUTE_CERTAINTY_CLAIM,
    &ovr102_certainty_density::CERTAINTY_DENSITY,
    &ovr103_certainty_over_weak_evidence::CERTAINTY_OVER_WEAK_EVIDENCE,
    &ovr104_hedge_dropped::HEDGE_DROPPED,
    &ovr105_numeric_confidence_unsupported::NUMERIC_CONFIDENCE_UNSUPPORTED,
    &ovr106_promotes_reliance::PROMOTES_RELIANCE,
    &ovr201_financial_guarantee::FINANCIAL_GUARANTEE,
    &ovr202_performance_prediction::PERFORMANCE_PREDICTION,
    &ovr203_medical_certainty::MEDICAL_CERTAINTY,
    &ovr204_dosage_instruction::DOSAGE_INSTRUCTION,
    &ovr205_legal_outcome_guarantee::LEGAL_OUTCOME_GUARANTEE,
    &ovr206_eligibility_or_price_commitment::ELIGIBILITY_OR_PRICE_COMMITMENT,
    &ovr207_missing_required_disclaimer::MISSING_REQUIRED_DISCLAIMER,
    &ovr208_superlative_comparative_claim::SUPERLATIVE_COMPARATIVE_CLAIM,
    &ovr301_unsupported_number::UNSUPPORTED_NUMBER,
    &ovr302_unsupported_date::UNSUPPORTED_DATE,
    &ovr303_false_precision::FALSE_PRECISION,
    &ovr304_unsupported_quote::UNSUPPORTED_QUOTE,
    &ovr305_unsupported_url::UNSUPPORTED_URL,
    &ovr306_unverifiable_reference::UNVERIFIABLE_REFERENCE,
    &ovr307_vague_authority::VAGUE_AUTHORITY,
    &ovr401_claimed_action::CLAIMED_ACTION,
    &ovr402_promised_future_action::PROMISED_FUTURE_ACTION,
    &ovr403_claims_human::CLAIMS_HUMAN,
    &ovr404_stale_knowledge_as_current::STALE_KNOWLEDGE_AS_CURRENT,
];
