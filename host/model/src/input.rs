use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of data about a sample that a policy grants to a plugin, or does not.
///
/// The same names serve as the kinds of the parts that carry text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// What the model answered.
    Answer,
    /// The last message that the user wrote.
    UserMessage,
    /// Everything said before it.
    History,
    /// System and developer messages.
    SystemPrompt,
    /// Names and arguments of the tools that the model called.
    ToolCalls,
    /// What the tools gave back.
    ToolResults,
    /// Retrieved texts that the caller may read.
    PermittedContexts,
    /// Retrieved texts that the caller may not read.
    RestrictedContexts,
    /// Citations that came beside the answer.
    Citations,
    /// Who asked: id and labels.
    CallerLabels,
    /// What a person expects of the answer.
    Expectation,
}

impl Input {
    /// All inputs, in declaration order.
    pub const ALL: [Self; 11] = [
        Self::Answer,
        Self::UserMessage,
        Self::History,
        Self::SystemPrompt,
        Self::ToolCalls,
        Self::ToolResults,
        Self::PermittedContexts,
        Self::RestrictedContexts,
        Self::Citations,
        Self::CallerLabels,
        Self::Expectation,
    ];

    /// The name used in manifests, policies and the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::UserMessage => "user-message",
            Self::History => "history",
            Self::SystemPrompt => "system-prompt",
            Self::ToolCalls => "tool-calls",
            Self::ToolResults => "tool-results",
            Self::PermittedContexts => "permitted-contexts",
            Self::RestrictedContexts => "restricted-contexts",
            Self::Citations => "citations",
            Self::CallerLabels => "caller-labels",
            Self::Expectation => "expectation",
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Input {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|input| input.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str);
            match crate::closest(text, names) {
                Some(near) => format!("`{text}` is no input: did you mean `{near}`?"),
                None => format!("`{text}` is no input: expected one of {}", names.join(", ")),
            }
        })
    }
}

/// What is known of an input of one sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputState {
    /// There, with something in it.
    Present,
    /// There, with nothing in it.
    Empty,
    /// The sample does not have it.
    Absent,
    /// The policy did not grant it; whether it is there is not told.
    Withheld,
}

impl InputState {
    /// The name used in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Empty => "empty",
            Self::Absent => "absent",
            Self::Withheld => "withheld",
        }
    }
}

/// A set of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct InputSet(u16);

impl InputSet {
    /// Every input there is.
    pub fn all() -> Self {
        Input::ALL.into_iter().collect()
    }

    /// Whether the input is in the set.
    pub fn contains(self, input: Input) -> bool {
        self.0 & (1 << input as u16) != 0
    }

    /// Adds an input.
    pub fn insert(&mut self, input: Input) {
        self.0 |= 1 << input as u16;
    }

    /// The inputs that both sets have.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The inputs of this set that the other lacks.
    pub fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, in declaration order.
    pub fn iter(self) -> impl Iterator<Item = Input> {
        Input::ALL.into_iter().filter(move |input| self.contains(*input))
    }
}

impl FromIterator<Input> for InputSet {
    fn from_iter<T: IntoIterator<Item = Input>>(inputs: T) -> Self {
        let mut set = Self::default();
        inputs.into_iter().for_each(|input| set.insert(input));
        set
    }
}
