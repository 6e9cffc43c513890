//! Boundaries that the settings draw. Without settings only POL104 has anything to look for.

mod pol101_restricted_topic;
mod pol102_restricted_term;
mod pol103_missing_disclaimer;
mod pol104_prohibited_promise;
mod pol105_competitor_mention;
mod pol106_off_scope_answer;
mod pol107_restricted_audience;

pub(crate) use pol101_restricted_topic::RESTRICTED_TOPIC;
pub(crate) use pol102_restricted_term::RESTRICTED_TERM;
pub(crate) use pol103_missing_disclaimer::MISSING_DISCLAIMER;
pub(crate) use pol104_prohibited_promise::PROHIBITED_PROMISE;
pub(crate) use pol105_competitor_mention::COMPETITOR_MENTION;
pub(crate) use pol106_off_scope_answer::OFF_SCOPE_ANSWER;
pub(crate) use pol107_restricted_audience::RESTRICTED_AUDIENCE;
