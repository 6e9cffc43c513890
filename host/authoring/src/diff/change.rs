use std::fmt;

use serde::Serialize;

/// How much a version has to go up. Ordered from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Words, examples, code that finds the same.
    Patch,
    /// Something is new, or finds more or less than before and says so by its revision.
    Minor,
    /// What somebody relies on is gone or weighs something else.
    Major,
}

impl Bump {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of thing changed. `docs/versioning.md` has a line for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The other file is another plugin.
    Identity,
    /// The contract that the component speaks.
    Contract,
    /// What the pack reads.
    Inputs,
    /// What it can be told.
    Settings,
    /// The numbers that it reports.
    Measures,
    /// The codes that are out of use.
    Tombstones,
    /// A rule that was not there before.
    NewRule,
    /// A rule that is gone.
    RemovedRule,
    /// A code that was out of use and is used again.
    ReusedCode,
    /// A code that stands for another rule now.
    ReMeant,
    /// What a rule looks at: patterns, wake conditions, required inputs, language, dimension.
    Scope,
    /// A revision that was counted.
    Revision,
    /// A default level.
    Level,
    /// A status.
    Status,
    /// How much of the text a rule needs.
    Horizon,
    /// The readable alias.
    Slug,
    /// Whether evidence is hidden.
    Sensitive,
    /// What a message can show.
    Detail,
    /// Labels and references.
    Tags,
    /// How a rule may be waived.
    Waiver,
    /// Words for people: summary, page, message, remedy, examples, measured accuracy.
    Words,
    /// The component's bytes, with the same manifest.
    Code,
}

impl Kind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Contract => "contract",
            Self::Inputs => "inputs",
            Self::Settings => "settings",
            Self::Measures => "measures",
            Self::Tombstones => "tombstones",
            Self::NewRule => "new-rule",
            Self::RemovedRule => "removed-rule",
            Self::ReusedCode => "reused-code",
            Self::ReMeant => "re-meant",
            Self::Scope => "scope",
            Self::Revision => "revision",
            Self::Level => "level",
            Self::Status => "status",
            Self::Horizon => "horizon",
            Self::Slug => "slug",
            Self::Sensitive => "sensitive",
            Self::Detail => "detail",
            Self::Tags => "tags",
            Self::Waiver => "waiver",
            Self::Words => "words",
            Self::Code => "code",
        }
    }
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Change {
    /// How much the version has to go up for it.
    pub class: Bump,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The rule's code, where it is about a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What changed, as a sentence without a full stop.
    pub what: String,
    /// Where no version number makes it right: what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

/// Collects what changed.
#[derive(Debug, Default)]
pub(super) struct Changes(pub(super) Vec<Change>);

impl Changes {
    pub(super) fn of_pack(&mut self, class: Bump, kind: Kind, what: impl Into<String>) {
        self.0.push(Change { class, kind, rule: None, what: what.into(), mend: None });
    }

    pub(super) fn of_rule(&mut self, class: Bump, kind: Kind, code: &str, what: impl Into<String>) {
        self.0.push(Change { class, kind, rule: Some(code.to_owned()), what: what.into(), mend: None });
    }

    /// Says of the last change that no version number makes it right.
    pub(super) fn mend(&mut self, mend: impl Into<String>) {
        if let Some(last) = self.0.last_mut() {
            last.mend = Some(mend.into());
        }
    }
}
