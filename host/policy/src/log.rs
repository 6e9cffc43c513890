/// What a log may hold of an answer beside the verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogContent {
    /// Nothing.
    #[default]
    None,
    /// The answer as a user may see it: with its evidence cut out, and not at all where something might have been missed.
    Redacted,
}

impl LogContent {
    /// Both, with the names used in policies.
    pub(crate) const ALL: [(&'static str, Self); 2] = [("none", Self::None), ("redacted", Self::Redacted)];
}
