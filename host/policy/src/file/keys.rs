//! The keys of every table of a policy file, in the order in which the JSON Schema shows them.

/// The keys of a policy file.
pub(crate) const POLICY_KEYS: &[&str] = &[
    "schema",
    "id",
    "description",
    "extends",
    "mode",
    "on_failure",
    "fingerprint",
    "trust",
    "packs",
    "rules",
    "workflows",
    "combinations",
    "additions",
    "waivers",
    "stream",
    "log",
];

/// The keys of `[fingerprint]`.
pub(crate) const FINGERPRINT_KEYS: &[&str] = &["env", "file"];

/// The keys of `[rules]`.
pub(crate) const RULES_KEYS: &[&str] = &["select", "ignore", "levels"];

/// The keys of `[workflows.NAME]`.
pub(crate) const WORKFLOW_KEYS: &[&str] = &["rules"];

/// The keys of `[stream]`.
pub(crate) const STREAM_KEYS: &[&str] = &["whole_text", "max_horizon", "max_hold_bytes", "max_hold_ms", "rules"];

/// The keys of `[log]`.
pub(crate) const LOG_KEYS: &[&str] = &["content"];

/// The keys of `[[packs]]`.
pub(crate) const PACK_KEYS: &[&str] = &["plugin", "path", "reference", "inputs", "on_failure", "settings"];

/// The keys of `[[waivers]]`.
pub(crate) const WAIVER_KEYS: &[&str] =
    &["rule", "case", "fingerprint", "workflow", "owner", "approver", "reason", "ticket", "expires", "revision"];

/// The keys of `[[combinations]]`.
pub(crate) const COMBINATION_KEYS: &[&str] = &[
    "rule",
    "slug",
    "summary",
    "docs",
    "message",
    "remedy",
    "dimension",
    "level",
    "revision",
    "sensitive",
    "tags",
    "all",
    "any",
    "none",
    "examples",
];

/// The keys of `[[additions]]`.
pub(crate) const ADDITION_KEYS: &[&str] = &["rule", "all", "any", "none"];

/// The keys of `[combinations.examples]`.
pub(crate) const EXAMPLES_KEYS: &[&str] = &["fires", "ignores"];

/// The keys of one example.
pub(crate) const EXAMPLE_KEYS: &[&str] = &["sample"];
