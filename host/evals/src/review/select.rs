use std::collections::BTreeMap;
use std::fmt;

use lictor_model::Dimension;

use super::{ReviewFile, ReviewVerdict};
use crate::Outcome;
use crate::run::CaseSummary;
use crate::set::Risk;

/// A case that a person has to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedsEyes<'r> {
    /// The case, with what its answers came to.
    pub case: &'r CaseSummary,
    /// Why: at least one reason.
    pub why: Vec<Why>,
}

/// Why a person has to look at a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A failure harms somebody.
    HighRisk,
    /// It lies on a boundary: permission, policy, knowledge.
    Boundary,
    /// A user would see it.
    FailureMode(String),
    /// It came out otherwise than in the run before.
    Changed {
        /// The dimension.
        dimension: Dimension,
        /// Before.
        base: Outcome,
        /// Now.
        head: Outcome,
    },
    /// The run before had no such case, or another one of this name.
    New,
    /// Somebody could not settle it, in this run or an earlier one.
    Ambiguous {
        /// The dimension.
        dimension: Dimension,
        /// Who.
        reviewer: String,
    },
    /// Its answers do not agree.
    Unstable(Dimension),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HighRisk => f.write_str("high risk"),
            Self::Boundary => f.write_str("on a boundary"),
            Self::FailureMode(mode) => write!(f, "a user would see it fail: {mode}"),
            Self::Changed { dimension, base, head } => {
                write!(f, "{dimension} was {} and is {}", words(*base), words(*head))
            }
            Self::New => f.write_str("the base has no such case"),
            Self::Ambiguous { dimension, reviewer } => write!(f, "{reviewer} could not settle {dimension}"),
            Self::Unstable(dimension) => write!(f, "its answers do not agree in {dimension}"),
        }
    }
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotApplicable => "not applicable",
        other => other.as_str(),
    }
}

/// The cases of a run that need eyes, in the order of the run, each with every reason.
pub fn select<'r>(head: &'r [CaseSummary], base: Option<&[CaseSummary]>, reviews: &ReviewFile) -> Vec<NeedsEyes<'r>> {
    let base: Option<BTreeMap<&str, &CaseSummary>> =
        base.map(|base| base.iter().map(|case| (case.case.id.as_str(), case)).collect());
    let ambiguous = unsettled(reviews);
    let needs =
        |case: &'r CaseSummary| {
            let mut why = own_reasons(case);
            if let Some(base) = &base {
                why.extend(changes(case, base.get(case.case.id.as_str()).copied()));
            }
            let unsettled = ambiguous.get(case.case.id.as_str()).into_iter().flatten();
            why.extend(unsettled.map(|(dimension, reviewer)| Why::Ambiguous {
                dimension: *dimension,
                reviewer: (*reviewer).to_owned(),
            }));
            why.extend(Dimension::ALL.into_iter().filter(|dimension| is_unstable(case, *dimension)).map(Why::Unstable));
            (!why.is_empty()).then_some(NeedsEyes { case, why })
        };
    head.iter().filter_map(needs).collect()
}

fn own_reasons(summary: &CaseSummary) -> Vec<Why> {
    let case = &summary.case;
    let mut why = Vec::new();
    if case.risk == Risk::High {
        why.push(Why::HighRisk);
    }
    if case.boundary {
        why.push(Why::Boundary);
    }
    why.extend(case.failure_mode.clone().map(Why::FailureMode));
    why
}

fn changes(head: &CaseSummary, base: Option<&CaseSummary>) -> Vec<Why> {
    let Some(base) = base.filter(|base| base.case.digest == head.case.digest) else { return vec![Why::New] };
    let change = |dimension| {
        let (base, head) = (base.outcome(dimension), head.outcome(dimension));
        (base != head).then_some(Why::Changed { dimension, base, head })
    };
    Dimension::ALL.into_iter().filter_map(change).collect()
}

fn is_unstable(case: &CaseSummary, dimension: Dimension) -> bool {
    case.dimensions.get(&dimension).is_some_and(|counts| counts.pass > 0 && counts.fail > 0)
}

/// By case: what a reviewer's last word left open, in whichever run. A reviewer's later verdict settles it.
fn unsettled(reviews: &ReviewFile) -> BTreeMap<&str, Vec<(Dimension, &str)>> {
    let mut last = BTreeMap::new();
    for entry in &reviews.entries {
        let record = &entry.record;
        let about = (record.case.as_str(), record.dimension, record.reviewer.as_str(), record.role.as_str());
        last.insert(about, record.verdict);
    }
    let mut open: BTreeMap<&str, Vec<(Dimension, &str)>> = BTreeMap::new();
    for ((case, dimension, reviewer, _), verdict) in last {
        if verdict == ReviewVerdict::Ambiguous {
            open.entry(case).or_default().push((dimension, reviewer));
        }
    }
    open
}
