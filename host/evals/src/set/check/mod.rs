//! What can be used and is still weaker than it looks.

mod age;
mod near;
mod reach;
mod secrets;
mod workflows;

use jiff::civil::Date;
use lictor_model::Digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::set::issue::{IssueKind, IssueSeverity, SetError, SetIssue};
use crate::set::open::OpenedSet;
use crate::set::shape::Misfit;
use crate::set::{Case, Gate};

/// What looks for secrets in a text: the names of the rules that found something, or why nothing can be said.
pub type SecretScan<'a> = dyn Fn(&str) -> Result<Vec<String>, String> + 'a;

/// What a check needs to know.
#[derive(Clone, Copy)]
pub struct CheckOptions<'a> {
    /// The day that counts as today.
    pub today: Date,
    /// What looks for secrets; none leaves the texts unchecked and says nothing about them.
    pub secrets: Option<&'a SecretScan<'a>>,
}

/// What there is to say about a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetReport {
    /// The set's id; none where the set cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// Its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// How many cases it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<u64>,
    /// What is wrong, by file and line.
    pub issues: Vec<SetIssue>,
}

impl SetReport {
    /// How many issues there are of a severity.
    pub fn count(&self, severity: IssueSeverity) -> usize {
        self.issues.iter().filter(|issue| issue.severity == severity).count()
    }

    /// Whether a file or a text could not be looked at, so that there may be more to find.
    pub fn is_incomplete(&self) -> bool {
        let unseen = [IssueKind::UnreadableFile, IssueKind::UncheckedText];
        self.issues.iter().any(|issue| unseen.contains(&issue.kind))
    }
}

impl From<SetError> for SetReport {
    fn from(error: SetError) -> Self {
        Self { set: None, digest: None, cases: None, issues: error.issues().to_vec() }
    }
}

impl OpenedSet {
    /// Looks for what a set that can be used still lacks, and for days that have not come yet.
    pub fn check(&self, options: CheckOptions<'_>) -> SetReport {
        let mut issues = workflows::issues(self);
        issues.extend(near::issues(self));
        for (index, case) in self.set.cases.iter().enumerate() {
            let mut misfits = age::misfits(case, self.set.header.stale_after_days, options.today);
            misfits.extend(said(case));
            misfits.extend(reach::misfits(case));
            if let Some(secrets) = options.secrets {
                misfits.extend(secrets::misfits(case, secrets));
            }
            issues.extend(misfits.into_iter().map(|misfit| self.places[index].issue(misfit, Some(&case.id))));
        }
        if let Some(secrets) = options.secrets {
            let header = secrets::header(&self.set.header, secrets);
            issues.extend(header.into_iter().map(|misfit| self.header.issue(misfit, None)));
        }
        issues.sort_by(|one, other| {
            let key = |issue: &SetIssue| (issue.severity, issue.file.clone(), issue.line, issue.kind);
            key(one).cmp(&key(other))
        });
        SetReport {
            set: Some(self.set.header.id.clone()),
            digest: Some(self.set.digest),
            cases: Some(self.set.cases.len() as u64),
            issues,
        }
    }
}

/// What a new case must not have: what [`OpenedSet::check`] calls an error of a case that was read without one.
pub(super) fn errors(case: &Case, today: Date) -> Vec<Misfit> {
    age::misfits(case, None, today)
        .into_iter()
        .filter(|misfit| misfit.kind.severity() == IssueSeverity::Error)
        .collect()
}

/// What a case should say and does not.
fn said(case: &Case) -> Vec<Misfit> {
    let missing = |kind, pointer: &str, message: &str, help: &str| Misfit {
        kind,
        pointer: pointer.into(),
        message: message.into(),
        help: Some(help.into()),
    };
    let mut misfits = Vec::new();
    if case.expect.behaviour.is_none() {
        let help = "set `behaviour` to answer, refuse, clarify or abstain: refusals are compared by it";
        let message = "the case does not say what the answer should do";
        misfits.push(missing(IssueKind::MissingBehaviour, "/expect", message, help));
    }
    if case.gate == Gate::Blocker && case.failure_mode.is_none() {
        let message = "a failure of this case holds a release, and nothing says what a user would see";
        misfits.push(missing(IssueKind::MissingFailureMode, "/gate", message, "add `failure_mode`"));
    }
    if case.gate == Gate::Blocker && case.criteria.is_empty() {
        let message = "a failure of this case holds a release, and nothing says what a reviewer has to look at";
        misfits.push(missing(IssueKind::MissingCriteria, "/gate", message, "add `criteria`"));
    }
    misfits
}
