//! EXP7xx: ways out. Markup that a reader's program fetches or runs, and text that a reader does not see.

pub(crate) mod code;
mod link;

mod exp701_markdown_image_exfil;
mod exp702_link_data_in_query;
mod exp703_active_content;
mod exp704_unicode_tag_smuggling;
mod exp705_zero_width_in_token;
mod exp706_homoglyph_mixed_script;
mod exp707_encoded_sensitive_value;
mod exp708_separated_or_spelled_digits;
mod exp709_insufficient_masking;
mod exp710_terminal_escape;

pub(crate) use exp701_markdown_image_exfil::MARKDOWN_IMAGE_EXFIL;
pub(crate) use exp702_link_data_in_query::LINK_DATA_IN_QUERY;
pub(crate) use exp703_active_content::ACTIVE_CONTENT;
pub(crate) use exp704_unicode_tag_smuggling::UNICODE_TAG_SMUGGLING;
pub(crate) use exp705_zero_width_in_token::ZERO_WIDTH_IN_TOKEN;
pub(crate) use exp706_homoglyph_mixed_script::HOMOGLYPH_MIXED_SCRIPT;
pub(crate) use exp707_encoded_sensitive_value::ENCODED_SENSITIVE_VALUE;
pub(crate) use exp708_separated_or_spelled_digits::SEPARATED_OR_SPELLED_DIGITS;
pub(crate) use exp709_insufficient_masking::INSUFFICIENT_MASKING;
pub(crate) use exp710_terminal_escape::TERMINAL_ESCAPE;
