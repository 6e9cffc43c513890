//! Numbers and addresses that identify a person or an account.

mod candidate;
mod checksums;
mod europe;
mod exp401_email_address;
mod exp402_phone_number;
mod exp403_us_ssn_itin;
mod exp404_uk_nino_nhs;
mod exp405_in_aadhaar_pan;
mod exp406_ca_sin_au_tfn_medicare;
mod exp407_eu_national_id;
mod exp408_br_cpf_latam_id;
mod exp410_passport_mrz;
mod exp501_payment_card;
mod exp502_card_sensitive_auth;
mod exp503_iban;
mod exp504_bank_account_routing;
mod exp602_us_npi_dea_mbi;

pub(crate) use exp401_email_address::EMAIL_ADDRESS;
pub(crate) use exp402_phone_number::PHONE_NUMBER;
pub(crate) use exp403_us_ssn_itin::US_SSN_ITIN;
pub(crate) use exp404_uk_nino_nhs::UK_NINO_NHS;
pub(crate) use exp405_in_aadhaar_pan::IN_AADHAAR_PAN;
pub(crate) use exp406_ca_sin_au_tfn_medicare::CA_SIN_AU_TFN_MEDICARE;
pub(crate) use exp407_eu_national_id::EU_NATIONAL_ID;
pub(crate) use exp408_br_cpf_latam_id::BR_CPF_LATAM_ID;
pub(crate) use exp410_passport_mrz::PASSPORT_MRZ;
pub(crate) use exp501_payment_card::PAYMENT_CARD;
pub(crate) use exp502_card_sensitive_auth::CARD_SENSITIVE_AUTH;
pub(crate) use exp503_iban::IBAN;
pub(crate) use exp504_bank_account_routing::BANK_ACCOUNT_ROUTING;
pub(crate) use exp602_us_npi_dea_mbi::US_NPI_DEA_MBI;
