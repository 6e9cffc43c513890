use std::fmt;
use std::str::FromStr;

use miette::Diagnostic;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something about a set that is wrong, or that somebody should look at.
///
/// Names ids, keys and places; never a text of the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetIssue {
    /// What kind of thing it is.
    pub kind: IssueKind,
    /// Whether the set can be used all the same.
    pub severity: IssueSeverity,
    /// The file.
    pub file: String,
    /// The line, from 1, where one is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The case, where its id is known and can be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The mend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IssueSeverity {
    /// The set cannot be used.
    Error,
    /// The set can be used; it is weaker than it looks.
    Warning,
}

impl IssueSeverity {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $severity:ident $kind:ident = $name:literal,)*) => {
        /// What can be wrong with a set. Names are stable, so that scripts can choose.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum IssueKind {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)*
        }

        impl IssueKind {
            /// All kinds, errors first.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// Whether a set with such an issue can be used.
            pub fn severity(self) -> IssueSeverity {
                match self { $(Self::$kind => IssueSeverity::$severity,)* }
            }
        }
    };
}

kinds! {
    /// A file is missing, cannot be read, is too large, is not UTF-8, or leads out of the set's folder.
    Error UnreadableFile = "unreadable-file",
    /// A file in `cases/` that nobody would read.
    Error StrayFile = "stray-file",
    /// No TOML, or no JSON.
    Error BrokenSyntax = "broken-syntax",
    /// A key that is not known.
    Error UnknownKey = "unknown-key",
    /// A key that is missing, or a value of another type.
    Error BadShape = "bad-shape",
    /// An id or another name that is empty, too long, or has characters that it must not have.
    Error BadName = "bad-name",
    /// A text that must say something is empty.
    Error EmptyText = "empty-text",
    /// The set has no cases.
    Error NoCases = "no-cases",
    /// Two cases have one id.
    Error DuplicateId = "duplicate-id",
    /// A case does not say why it exists.
    Error MissingReason = "missing-reason",
    /// A case is of a workflow that the header does not have.
    Error UnknownWorkflow = "unknown-workflow",
    /// A case expects nothing.
    Error EmptyExpectation = "empty-expectation",
    /// No answer can meet all that is expected.
    Error ConflictingExpectation = "conflicting-expectation",
    /// A citation is expected of a context that the case does not have.
    Error UnknownCitation = "unknown-citation",
    /// A citation is expected of a context that the caller may not read.
    Error ForbiddenCitation = "forbidden-citation",
    /// A tolerance without exactly one number in the fact, or one that is no distance.
    Error BadTolerance = "bad-tolerance",
    /// A form that is no JSON Schema, or one that is too much work.
    Error BadJsonSchema = "bad-json-schema",
    /// No day of the form YYYY-MM-DD.
    Error BadDate = "bad-date",
    /// A day that has not come yet.
    Error FutureDate = "future-date",
    /// A case that asks almost the same as another one and expects the same.
    Warning NearDuplicate = "near-duplicate",
    /// A workflow whose cases are all of normal difficulty, or all expect an answer.
    Warning HappyPathOnly = "happy-path-only",
    /// A workflow in which nothing can hold a release.
    Warning NoBlocker = "no-blocker",
    /// A workflow of the header that no case is about.
    Warning UnusedWorkflow = "unused-workflow",
    /// A fact that stands in nothing that the model is given.
    Warning UnreachableFact = "unreachable-fact",
    /// A fact that stands only in contexts that the caller may not read.
    Warning RestrictedFact = "restricted-fact",
    /// A text in which a rule on exposed data finds something.
    Warning SecretInSet = "secret-in-set",
    /// A text that could not be checked for secrets.
    Warning UncheckedText = "unchecked-text",
    /// A case that nobody has looked at for too long.
    Warning StaleCase = "stale-case",
    /// A case that does not say what the answer should do.
    Warning MissingBehaviour = "missing-behaviour",
    /// A blocker that does not say what a user would see if it fails.
    Warning MissingFailureMode = "missing-failure-mode",
    /// A blocker that does not say what a reviewer has to look at.
    Warning MissingCriteria = "missing-criteria",
}

impl fmt::Display for IssueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for IssueKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().find(|kind| kind.as_str() == text).copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            match lictor_model::closest(text, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("expected one of {}", names.join(", ")),
            }
        })
    }
}

impl fmt::Display for SetIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}[{}]: {}", self.severity.as_str(), self.kind, self.message)?;
        match &self.case {
            Some(case) => write!(f, " (case `{case}`)"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SetIssue {}

impl Diagnostic for SetIssue {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

/// A set that cannot be used: all that is wrong with it, by file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetError {
    path: String,
    issues: Vec<SetIssue>,
}

impl SetError {
    pub(super) fn new(path: String, issues: Vec<SetIssue>) -> Self {
        Self { path, issues }
    }

    /// Every problem, in the order of files and lines. At least one.
    pub fn issues(&self) -> &[SetIssue] {
        &self.issues
    }

    /// Whether something could not be read at all, so that there may be more to find.
    pub fn is_unreadable(&self) -> bool {
        self.issues.iter().any(|issue| issue.kind == IssueKind::UnreadableFile)
    }
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.issues[..] {
            [issue] => issue.fmt(f),
            issues => write!(f, "the set {} has {} problems", self.path, issues.len()),
        }
    }
}

impl std::error::Error for SetError {}

impl Diagnostic for SetError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        match &self.issues[..] {
            [issue] => issue.help(),
            _ => None,
        }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        match self.issues.len() {
            0 | 1 => None,
            _ => Some(Box::new(self.issues.iter().map(|issue| issue as &dyn Diagnostic))),
        }
    }
}
