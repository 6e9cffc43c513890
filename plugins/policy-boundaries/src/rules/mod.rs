//! One file per rule, one folder per family.

use lictor_sdk::Rule;

mod advice;
mod configured;

pub(crate) static RULES: &[&Rule] = &[
    &configured::RESTRICTED_TOPIC,
    &configured::RESTRICTED_TERM,
    &configured::MISSING_DISCLAIMER,
    &configured::PROHIBITED_PROMISE,
    &configured::COMPETITOR_MENTION,
    &configured::OFF_SCOPE_ANSWER,
    &configured::RESTRICTED_AUDIENCE,
    &advice::MEDICINE_CHANGE,
    &advice::SAFETY_DEVICE_DISABLED,
    &advice::SECURITY_CONTROL_DISABLED,
    &advice::UNVERIFIED_REMOTE_SCRIPT,
    &advice::CREDENTIAL_REQUEST,
    &advice::SELF_HARM_ENCOURAGEMENT,
    &advice::DANGEROUS_MIXTURE,
    &advice::EMERGENCY_CARE_SKIPPED,
    &advice::IMPAIRED_DRIVING,
    &advice::EVIDENCE_OR_POLICE_EVASION,
    &advice::DISCRIMINATORY_SELECTION,
];
