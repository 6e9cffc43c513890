use serde_json::{Value, json};

/// How answers are checked while they are still being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamPolicy {
    /// The largest horizon, in bytes, that a text is held back for. A rule with a larger one counts as one that needs the
    /// whole text.
    pub max_horizon: u32,
    /// The most bytes that are held back, with what could still be read differently once more follows, such as half of an
    /// encoded word. More is a failure.
    pub max_hold_bytes: u32,
    /// The longest that a text is held back, in milliseconds. Longer is a failure.
    pub max_hold_ms: u32,
    /// For each rule of each plugin, in the order of the manifests: what happens until it has run, if it needs the whole text.
    pub(crate) whole_text: Vec<Vec<WholeText>>,
    /// The same for combinations, which always need it.
    pub(crate) combinations: Vec<WholeText>,
}

/// What happens with an answer until a rule that needs all of it has run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WholeText {
    /// It is held back.
    #[default]
    Hold,
    /// It is released before; what the rule then says comes late.
    Release,
}

impl WholeText {
    /// Both, with the names used in policies.
    pub(crate) const ALL: [(&'static str, Self); 2] = [("hold", Self::Hold), ("release", Self::Release)];
}

impl StreamPolicy {
    /// The default of [`max_horizon`](Self::max_horizon): no horizon of the reference packs is larger.
    pub const MAX_HORIZON: u32 = 8 << 10;

    /// The default of [`max_hold_bytes`](Self::max_hold_bytes).
    pub const MAX_HOLD_BYTES: u32 = 32 << 10;

    /// The default of [`max_hold_ms`](Self::max_hold_ms).
    pub const MAX_HOLD_MS: u32 = 10_000;

    /// What happens until a rule that needs the whole text has run.
    pub fn whole_text(&self, plugin: usize, rule: usize) -> WholeText {
        self.whole_text.get(plugin).and_then(|rules| rules.get(rule)).copied().unwrap_or_default()
    }

    /// The same for a combination, by its place in [`Policy::combinations`](crate::Policy::combinations).
    pub fn combination(&self, index: usize) -> WholeText {
        self.combinations.get(index).copied().unwrap_or_default()
    }

    /// Whether a policy that says nothing about streams has the same.
    pub(crate) fn is_default(&self) -> bool {
        let holds = |mode: &WholeText| *mode == WholeText::Hold;
        self.max_horizon == Self::MAX_HORIZON
            && self.max_hold_bytes == Self::MAX_HOLD_BYTES
            && self.max_hold_ms == Self::MAX_HOLD_MS
            && self.whole_text.iter().flatten().all(holds)
            && self.combinations.iter().all(holds)
    }

    /// For people and programs, and for the digest.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "max_horizon": self.max_horizon, "max_hold_bytes": self.max_hold_bytes, "max_hold_ms": self.max_hold_ms,
            "whole_text": self.whole_text, "combinations": self.combinations,
        })
    }
}
