//! EXP3xx: credentials. Patterns know the shapes; `value` tells what was drawn at random from what stands for it.

mod assignment;
mod checksum;
mod decode;
mod pem;
mod report;
mod seed_phrase;
mod value;
mod words;

mod exp301_cloud_provider_key;
mod exp302_vcs_token;
mod exp303_payment_api_key;
mod exp304_saas_token;
mod exp305_llm_api_key;
mod exp306_package_registry_token;
mod exp307_private_key_block;
mod exp308_service_account_json;
mod exp309_jwt;
mod exp310_auth_header;
mod exp311_url_userinfo;
mod exp312_password_disclosed;
mod exp313_generic_secret_entropy;
mod exp314_seed_phrase_or_otp;

pub(crate) use exp301_cloud_provider_key::CLOUD_PROVIDER_KEY;
pub(crate) use exp302_vcs_token::VCS_TOKEN;
pub(crate) use exp303_payment_api_key::PAYMENT_API_KEY;
pub(crate) use exp304_saas_token::SAAS_TOKEN;
pub(crate) use exp305_llm_api_key::LLM_API_KEY;
pub(crate) use exp306_package_registry_token::PACKAGE_REGISTRY_TOKEN;
pub(crate) use exp307_private_key_block::PRIVATE_KEY_BLOCK;
pub(crate) use exp308_service_account_json::SERVICE_ACCOUNT_JSON;
pub(crate) use exp309_jwt::JWT;
pub(crate) use exp310_auth_header::AUTH_HEADER;
pub(crate) use exp311_url_userinfo::URL_USERINFO;
pub(crate) use exp312_password_disclosed::PASSWORD_DISCLOSED;
pub(crate) use exp313_generic_secret_entropy::GENERIC_SECRET_ENTROPY;
pub(crate) use exp314_seed_phrase_or_otp::SEED_PHRASE_OR_OTP;
