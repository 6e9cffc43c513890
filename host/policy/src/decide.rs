use lictor_model::{Decision, Level, Mode};
use serde::{Deserialize, Serialize};

/// What a plugin that failed means for the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnFailure {
    /// The answer is blocked: what was not checked is not shown.
    #[default]
    Block,
    /// The answer is allowed and the failure is a finding that warns.
    Flag,
    /// The answer is allowed; the record says what was not checked.
    Allow,
}

impl OnFailure {
    /// All choices, strictest first.
    pub const ALL: [Self; 3] = [Self::Block, Self::Flag, Self::Allow];

    /// The name used in policies and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Flag => "flag",
            Self::Allow => "allow",
        }
    }
}

/// What should happen to an answer, from the levels of its findings that no waiver excuses.
///
/// The strongest level decides. Monitor and shadow mode allow every answer.
pub fn decide(mode: Mode, levels: impl Iterator<Item = Level>) -> Decision {
    match (mode, levels.max()) {
        (Mode::Enforce, Some(Level::Block)) => Decision::Block,
        (Mode::Enforce, Some(Level::Redact)) => Decision::Redact,
        _ => Decision::Allow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_level_decides_and_only_when_enforced() {
        let found = [Level::Warn, Level::Block, Level::Redact];
        assert_eq!(decide(Mode::Enforce, found.into_iter()), Decision::Block);
        assert_eq!(decide(Mode::Enforce, [Level::Note, Level::Redact].into_iter()), Decision::Redact);
        assert_eq!(decide(Mode::Enforce, [Level::Note, Level::Warn].into_iter()), Decision::Allow);
        assert_eq!(decide(Mode::Enforce, std::iter::empty()), Decision::Allow);
        assert_eq!(decide(Mode::Monitor, found.into_iter()), Decision::Allow);
        assert_eq!(decide(Mode::Shadow, found.into_iter()), Decision::Allow);
    }
}
