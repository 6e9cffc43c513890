//! The release decision: what must hold, what held, and who says so.
//!
//! A [`Release`] says what must hold, [`decide`] holds a run against it, and a [`ReleaseDecision`] names the requirement, the
//! rules and the cases behind every reason. No requirement is an average: a file that asks for one is refused.

mod decide;
mod decision;
mod read;
mod release;
mod sign_off;

pub use decide::{Evidence, GateRun, decide};
pub use decision::{
    AppliedWaiver, DecisionReason, GateOutcome, ListedSignal, ReasonKind, ReleaseDecision, SignOff, SignOffState,
};
pub use read::ReleaseError;
pub use release::{
    Blockers, Budget, BudgetMeasure, Day, Regressions, Release, ReleaseWaiver, Review, Reviewed, Statistic,
};
pub use sign_off::{SignOffDraft, SignOffEntry, SignOffFile, SignOffRecord};

/// The schema that a release file (`release.toml`) names.
pub const RELEASE_SCHEMA: &str = "lictor.release/v1";

/// The schema that a decision names.
pub const DECISION_SCHEMA: &str = "lictor.decision/v1";

/// The schema that a sign-off names.
pub const SIGN_OFF_SCHEMA: &str = "lictor.sign-off/v1";

/// The requirements that a release can be held by and that a waiver can name, in the order of decisions, and whether each is
/// about cases.
pub(crate) fn requirements(release: &Release) -> Vec<(String, bool)> {
    let fixed = [
        ("blockers", true),
        ("protected", true),
        ("previously-failed", true),
        ("complete.missing", true),
        ("complete.unchecked", true),
        ("complete.duplicate", true),
        ("complete.unreadable", false),
        ("complete.today", false),
        ("base.cases", true),
        ("base.policy", false),
        ("review.high-risk", true),
        ("review.boundary", true),
        ("review.failure-mode", true),
        ("review.verdicts", true),
    ];
    let fixed = fixed.into_iter().map(|(name, about_cases)| (name.to_owned(), about_cases));
    let sign_offs = release.sign_offs.iter().map(|role| (format!("sign-off.{role}"), false));
    let budgets = release.budgets.iter().map(|budget| (budget.requirement(), false));
    fixed.chain(budgets).chain(sign_offs).collect()
}
