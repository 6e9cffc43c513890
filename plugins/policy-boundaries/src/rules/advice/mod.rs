//! Advice that can do harm wherever it is given.

mod pol201_medicine_change;
mod pol202_safety_device_disabled;
mod pol203_security_control_disabled;
mod pol204_unverified_remote_script;
mod pol205_credential_request;
mod pol206_self_harm_encouragement;
mod pol207_dangerous_mixture;
mod pol208_emergency_care_skipped;
mod pol209_impaired_driving;
mod pol210_evidence_or_police_evasion;
mod pol211_discriminatory_selection;

pub(crate) use pol201_medicine_change::MEDICINE_CHANGE;
pub(crate) use pol202_safety_device_disabled::SAFETY_DEVICE_DISABLED;
pub(crate) use pol203_security_control_disabled::SECURITY_CONTROL_DISABLED;
pub(crate) use pol204_unverified_remote_script::UNVERIFIED_REMOTE_SCRIPT;
pub(crate) use pol205_credential_request::CREDENTIAL_REQUEST;
pub(crate) use pol206_self_harm_encouragement::SELF_HARM_ENCOURAGEMENT;
pub(crate) use pol207_dangerous_mixture::DANGEROUS_MIXTURE;
pub(crate) use pol208_emergency_care_skipped::EMERGENCY_CARE_SKIPPED;
pub(crate) use pol209_impaired_driving::IMPAIRED_DRIVING;
pub(crate) use pol210_evidence_or_police_evasion::EVIDENCE_OR_POLICE_EVASION;
pub(crate) use pol211_discriminatory_selection::DISCRIMINATORY_SELECTION;
