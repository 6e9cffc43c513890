use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What a rule is about. Four dimensions that are never added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// Is what the answer does the right thing for the task?
    Correctness,
    /// Does the answer rest on the sources that it was given?
    Grounding,
    /// Can the user do something with it?
    Usefulness,
    /// What harm can it do?
    Risk,
}

impl Dimension {
    /// All dimensions, in the order in which reports show them.
    pub const ALL: [Self; 4] = [Self::Correctness, Self::Grounding, Self::Usefulness, Self::Risk];

    /// The name used in JSON, policies and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Grounding => "grounding",
            Self::Usefulness => "usefulness",
            Self::Risk => "risk",
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much a finding weighs. The one scale there is; ordered from weakest to strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule is not evaluated.
    Off,
    /// Worth knowing; a learning signal.
    Note,
    /// Somebody should look.
    Warn,
    /// The evidence is cut out of the answer before a user sees it.
    Redact,
    /// The answer must not reach a user.
    Block,
}

impl Level {
    /// All levels, weakest first.
    pub const ALL: [Self; 5] = [Self::Off, Self::Note, Self::Warn, Self::Redact, Self::Block];

    /// The name used in JSON, policies and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Redact => "redact",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a rule stands in its life. Its ID outlives all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleStatus {
    /// May still change its meaning; never gates a release.
    Preview,
    /// Its meaning is frozen.
    Stable,
    /// Still evaluated; another rule is better.
    Deprecated,
    /// A tombstone: the ID is kept so that it cannot be used again.
    Removed,
}

/// A rule's code within its publisher: three capital letters and three digits, such as `EXP301`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleCode([u8; 6]);

impl RuleCode {
    /// The six characters.
    pub fn as_str(&self) -> &str {
        // Only ASCII letters and digits get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for RuleCode {
    type Err = RuleIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 6] = text.as_bytes().try_into().map_err(|_| RuleIdError::Code(text.into()))?;
        let shaped = bytes[..3].iter().all(u8::is_ascii_uppercase) && bytes[3..].iter().all(u8::is_ascii_digit);
        if shaped { Ok(Self(bytes)) } else { Err(RuleIdError::Code(text.into())) }
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule's full name: publisher and code, such as `lictor/EXP301`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline)]
pub struct RuleId(Arc<str>);

/// Why a text is no rule ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleIdError {
    /// The part before the slash.
    #[error("`{0}` is no publisher: expected lower-case letters, digits and hyphens, such as `acme`")]
    Publisher(String),
    /// The part after the slash.
    #[error("`{0}` is no rule code: expected three capital letters and three digits, such as `EXP301`")]
    Code(String),
    /// No slash at all.
    #[error("`{0}` names no publisher: expected `publisher/CODE`, such as `lictor/EXP301`")]
    Unqualified(String),
}

impl RuleId {
    /// Puts a publisher and a code together.
    ///
    /// # Errors
    /// The publisher is not one to 32 lower-case letters, digits and hyphens that start with a letter.
    pub fn new(publisher: &str, code: RuleCode) -> Result<Self, RuleIdError> {
        let shaped = (1..=32).contains(&publisher.len())
            && publisher.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && publisher.starts_with(|c: char| c.is_ascii_lowercase());
        if shaped {
            Ok(Self(format!("{publisher}/{code}").into()))
        } else {
            Err(RuleIdError::Publisher(publisher.into()))
        }
    }

    /// The whole ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash.
    pub fn publisher(&self) -> &str {
        &self.0[..self.0.len() - 7]
    }

    /// The part after the slash, such as `EXP301`.
    pub fn code(&self) -> &str {
        &self.0[self.0.len() - 6..]
    }
}

impl FromStr for RuleId {
    type Err = RuleIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (publisher, code) = text.split_once('/').ok_or_else(|| RuleIdError::Unqualified(text.into()))?;
        Self::new(publisher, code.parse()?)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RuleId {
    type Error = RuleIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RuleId> for String {
    fn from(id: RuleId) -> Self {
        id.0.as_ref().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_id_has_a_publisher_and_a_code() {
        let id: RuleId = "acme/FIN001".parse().unwrap();
        assert_eq!((id.publisher(), id.code()), ("acme", "FIN001"));
        for bad in ["EXP301", "Acme/FIN001", "acme/FIN1", "acme/fin001", "/FIN001", "acme/FIN0011", "acme/ÄÄ001"] {
            assert!(bad.parse::<RuleId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn levels_are_ordered_by_what_they_do() {
        assert!(Level::ALL.is_sorted());
    }
}
