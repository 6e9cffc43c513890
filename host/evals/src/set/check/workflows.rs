use lictor_model::Behaviour;

use crate::set::document::below;
use crate::set::issue::{IssueKind, SetIssue};
use crate::set::open::OpenedSet;
use crate::set::shape::Misfit;
use crate::set::{Case, Difficulty, Gate};

/// Workflows that are looked at from one side only.
pub(super) fn issues(opened: &OpenedSet) -> Vec<SetIssue> {
    let mut issues = Vec::new();
    for name in opened.set.header.workflows.keys() {
        let cases: Vec<&Case> = opened.set.cases.iter().filter(|case| case.workflow == *name).collect();
        let mut warn = |kind, message: String, help: &str| {
            let pointer = below("/workflows", name);
            issues.push(opened.header.issue(Misfit { kind, pointer, message, help: Some(help.into()) }, None));
        };
        if cases.is_empty() {
            let message = format!("no case is of the workflow `{name}`");
            warn(IssueKind::UnusedWorkflow, message, "write one, or take the workflow out of the header");
            continue;
        }
        if cases.iter().all(|case| case.difficulty == Difficulty::Normal) {
            let message = format!("every case of `{name}` is of normal difficulty");
            warn(
                IssueKind::HappyPathOnly,
                message,
                "add what is ambiguous, stale or adversarial, and what must be declined",
            );
        }
        if cases.iter().all(|case| matches!(case.expect.behaviour, None | Some(Behaviour::Answer))) {
            let message = format!("every case of `{name}` expects an answer");
            warn(
                IssueKind::HappyPathOnly,
                message,
                "add cases in which to refuse, to ask back or to say that it is not known",
            );
        }
        if cases.iter().all(|case| case.gate != Gate::Blocker) {
            let message = format!("no case of `{name}` can hold a release");
            warn(IssueKind::NoBlocker, message, "make the cases blockers whose failure nobody would ship");
        }
    }
    issues
}
