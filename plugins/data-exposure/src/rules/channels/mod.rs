//! EXP7xx: ways out. Markup that a reader's program fetches or runs, and text that a reader does not see.

mod code;

mod exp701_markdown_image_exfil;
mod exp703_active_content;
mod exp704_unicode_tag_smuggling;
mod exp707_encoded_sensitive_value;

pub(crate) use exp701_markdown_image_exfil::MARKDOWN_IMAGE_EXFIL;
pub(crate) use exp703_active_content::ACTIVE_CONTENT;
pub(crate) use exp704_unicode_tag_smuggling::UNICODE_TAG_SMUGGLING;
pub(crate) use exp707_encoded_sensitive_value::ENCODED_SENSITIVE_VALUE;
