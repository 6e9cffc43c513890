use std::fmt;
use std::str::FromStr;

use lictor_model::closest;

/// An output format of `lictor check`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lines as a linter writes them, then tables. For people.
    #[default]
    Text,
    /// One JSON object with all records and the summary.
    Json,
    /// One record per line and nothing else. What other tools should read.
    Jsonl,
    /// SARIF 2.1.0, for code-scanning dashboards.
    Sarif,
    /// JUnit XML, for test reports of CI systems.
    Junit,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// One row per finding, for spreadsheets.
    Csv,
}

/// A text that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no format: expected {}{}", Format::list(), .meant.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct FormatError {
    /// What was written.
    pub name: String,
    /// What was most likely meant.
    pub meant: Option<Format>,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 7] = [Self::Text, Self::Json, Self::Jsonl, Self::Sarif, Self::Junit, Self::Github, Self::Csv];

    /// The name used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Csv => "csv",
        }
    }

    fn list() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = |name: &str| Self::ALL.into_iter().find(|format| format.as_str() == name);
        named(name).ok_or_else(|| FormatError {
            name: name.into(),
            meant: closest(name, Self::ALL.map(Self::as_str)).and_then(named),
        })
    }
}
