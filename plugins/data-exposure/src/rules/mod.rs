//! One file per rule, one folder per family. The order here is the order in which they run: EXP312 and EXP313
//! leave alone what a more specific rule has reported, and EXP108, EXP708 and EXP707 look at what the rules before
//! them reported, so they come last.

use lictor_sdk::Rule;

mod asked;
mod channels;
mod contexts;
mod digests;
mod health;
mod identifiers;
mod internals;
mod secrets;

pub(crate) use contexts::template;

pub(crate) const RULES: &[&Rule] = &[
    &contexts::RESTRICTED_CONTEXT_VERBATIM,
    &contexts::RESTRICTED_CONTEXT_SPECIFICS,
    &contexts::RESTRICTED_CONTEXT_PARAPHRASE,
    &contexts::RESTRICTED_SOURCE_CITED,
    &contexts::RESTRICTED_EXISTENCE_DISCLOSED,
    &contexts::CONTEXT_CANARY_LEAK,
    &contexts::CLASSIFICATION_MARKING_ECHO,
    &contexts::OTHER_SUBJECT_DATA,
    &internals::SYSTEM_PROMPT_CANARY,
    &contexts::SYSTEM_PROMPT_VERBATIM,
    &internals::SYSTEM_PROMPT_SELF_DISCLOSURE,
    &internals::TOOL_SCHEMA_LEAK,
    &internals::HIDDEN_REASONING_LEAK,
    &internals::CHAT_TEMPLATE_TOKEN_LEAK,
    &internals::INTERNAL_TOPOLOGY,
    &secrets::CLOUD_PROVIDER_KEY,
    &secrets::VCS_TOKEN,
    &secrets::PAYMENT_API_KEY,
    &secrets::SAAS_TOKEN,
    &secrets::LLM_API_KEY,
    &secrets::PACKAGE_REGISTRY_TOKEN,
    &secrets::PRIVATE_KEY_BLOCK,
    &secrets::SERVICE_ACCOUNT_JSON,
    &secrets::JWT,
    &secrets::AUTH_HEADER,
    &secrets::URL_USERINFO,
    &secrets::PASSWORD_DISCLOSED,
    &secrets::GENERIC_SECRET_ENTROPY,
    &secrets::SEED_PHRASE_OR_OTP,
    &identifiers::EMAIL_ADDRESS,
    &identifiers::PHONE_NUMBER,
    &identifiers::US_SSN_ITIN,
    &identifiers::UK_NINO_NHS,
    &identifiers::IN_AADHAAR_PAN,
    &identifiers::CA_SIN_AU_TFN_MEDICARE,
    &identifiers::EU_NATIONAL_ID,
    &identifiers::BR_CPF_LATAM_ID,
    &identifiers::APAC_NATIONAL_ID,
    &identifiers::PASSPORT_MRZ,
    &identifiers::DRIVER_LICENCE_VEHICLE,
    &identifiers::DATE_OF_BIRTH,
    &identifiers::POSTAL_ADDRESS_GEO,
    &identifiers::NETWORK_DEVICE_ID,
    &identifiers::QUASI_IDENTIFIER_COMBINATION,
    &identifiers::PAYMENT_CARD,
    &identifiers::CARD_SENSITIVE_AUTH,
    &identifiers::IBAN,
    &identifiers::BANK_ACCOUNT_ROUTING,
    &identifiers::CRYPTO_WALLET,
    &identifiers::COMPENSATION_DISCLOSURE,
    &health::MEDICAL_RECORD_NUMBER,
    &identifiers::US_NPI_DEA_MBI,
    &health::HEALTH_DATA_ABOUT_PERSON,
    &health::SPECIAL_CATEGORY_ABOUT_PERSON,
    &channels::INSUFFICIENT_MASKING,
    &channels::MARKDOWN_IMAGE_EXFIL,
    &channels::LINK_DATA_IN_QUERY,
    &channels::ACTIVE_CONTENT,
    &channels::UNICODE_TAG_SMUGGLING,
    &channels::ZERO_WIDTH_IN_TOKEN,
    &channels::HOMOGLYPH_MIXED_SCRIPT,
    &channels::TERMINAL_ESCAPE,
    &contexts::BULK_RECORD_DUMP,
    &channels::SEPARATED_OR_SPELLED_DIGITS,
    &channels::ENCODED_SENSITIVE_VALUE,
];
