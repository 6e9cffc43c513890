use lictor_model::Digest;

use crate::compare::Comparison;
use crate::gate::ReleaseDecision;
use crate::run::{Problem, RunManifest};
use crate::set::Coverage;
use crate::summary::RunSummary;

use super::ReportCase;

/// What a report is made of. Only the summary has to be there; what is missing is said to be missing.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What the run comes to.
    pub summary: &'a RunSummary,
    /// What the run was made of.
    pub manifest: Option<&'a RunManifest>,
    /// How it differs from an earlier run.
    pub comparison: Option<&'a Comparison>,
    /// What was decided about it.
    pub decision: Option<&'a ReleaseDecision>,
    /// Earlier runs, oldest first.
    pub history: &'a [RunSummary],
    /// The run's cases with what was found in each, by id.
    pub cases: &'a [ReportCase],
    /// Answers that did not fit the set.
    pub problems: &'a [Problem],
}

/// Why parts do not make one report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum ReportError {
    /// The decision was made about another run.
    #[error("the decision is about the run {decided}, and the report is about {run}")]
    #[diagnostic(help("give the decision that `lictor gate` wrote for this run, or leave it out"))]
    Decision {
        /// The run that was decided on.
        decided: Digest,
        /// The run of the report.
        run: Digest,
    },
    /// The comparison's head is another run.
    #[error("the comparison is about the run {compared}, and the report is about {run}")]
    #[diagnostic(help("compare this run with its base, or leave the comparison out"))]
    Comparison {
        /// The head of the comparison.
        compared: Digest,
        /// The run of the report.
        run: Digest,
    },
    /// The decision and the comparison look back at different runs.
    #[error("the decision compares with the run {decided}, and the comparison with {compared}")]
    #[diagnostic(help("name the base that the decision was made against"))]
    Base {
        /// The base of the decision.
        decided: Digest,
        /// The base of the comparison.
        compared: Digest,
    },
}

impl Report<'_> {
    /// What the run's cases cover, and what they do not.
    pub(super) fn coverage(&self) -> Coverage {
        Coverage::of_run(&self.summary.run.set, self.cases.iter().map(|case| &case.facts))
    }

    /// Whether all parts are about the same run.
    ///
    /// # Errors
    /// One is about another.
    pub fn check(&self) -> Result<(), ReportError> {
        let run = self.summary.run.digest;
        if let Some(decision) = self.decision
            && decision.run.digest != run
        {
            return Err(ReportError::Decision { decided: decision.run.digest, run });
        }
        let Some(comparison) = self.comparison else { return Ok(()) };
        if comparison.head.digest != run {
            return Err(ReportError::Comparison { compared: comparison.head.digest, run });
        }
        match self.decision.and_then(|decision| decision.base.as_ref()) {
            Some(base) if base.digest != comparison.base.digest => {
                Err(ReportError::Base { decided: base.digest, compared: comparison.base.digest })
            }
            _ => Ok(()),
        }
    }
}
