use lictor_model::{Digest, Dimension};

use crate::compare::{MeasureSummary, Slice};
use crate::run::{CaseSummary, Measure};
use crate::statistics::{Seed, percentile};

/// What is measured beside the dimensions: of each answer, or of a case with several answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    /// Of each answer.
    Answer(Measure),
    /// Whether the answers to a case agree, 1 or 0.
    Stability,
}

impl Measured {
    /// All of them, in the order in which tables show them.
    pub(crate) const ALL: [Self; 6] = [
        Self::Answer(Measure::LatencyMs),
        Self::Answer(Measure::InputTokens),
        Self::Answer(Measure::OutputTokens),
        Self::Answer(Measure::Cost),
        Self::Stability,
        Self::Answer(Measure::Feedback),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Answer(measure) => measure.as_str(),
            Self::Stability => "stability",
        }
    }

    /// The values of a case: one for each answer that has it, or one for the case.
    pub(crate) fn values(self, case: &CaseSummary) -> Vec<f64> {
        match self {
            Self::Answer(measure) => case.measures.get(&measure).cloned().unwrap_or_default(),
            Self::Stability if case.answers > 1 => {
                let stable = Dimension::ALL.into_iter().all(|dimension| !unstable(case, dimension));
                vec![f64::from(u8::from(stable))]
            }
            Self::Stability => Vec::new(),
        }
    }

    /// The mean of a case's values.
    pub(crate) fn mean(self, case: &CaseSummary) -> Option<f64> {
        mean(&self.values(case))
    }
}

/// Whether the answers to a case do not agree in a dimension.
pub(crate) fn unstable(case: &CaseSummary, dimension: Dimension) -> bool {
    let counts = case.dimensions.get(&dimension).copied().unwrap_or_default();
    let seen = [counts.pass, counts.fail, counts.not_applicable, counts.unchecked];
    seen.into_iter().filter(|count| *count > 0).count() > 1
}

/// The mean. None for no values, and for values whose sum is too large for a number.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    mean.is_finite().then_some(mean)
}

/// What values come to.
pub(crate) fn summarise(mut values: Vec<f64>) -> MeasureSummary {
    values.sort_by(f64::total_cmp);
    MeasureSummary {
        count: values.len() as u64,
        mean: mean(&values),
        p50: percentile(&values, 0.5),
        p95: percentile(&values, 0.95),
        max: values.last().copied(),
    }
}

/// The seed of a bootstrap, from what it is about: the same runs give the same bytes, and no two rows the same draws.
pub(crate) fn seed(runs: &[Digest], slice: &Slice, about: &str) -> Seed {
    let mut text = String::new();
    for run in runs {
        text += &run.to_string();
    }
    *Digest::of(format!("{text}\n{slice:?}\n{about}")).as_bytes()
}

/// An interval both ends of which are numbers.
pub(crate) fn finite(interval: Option<[f64; 2]>) -> Option<[f64; 2]> {
    interval.filter(|ends| ends.iter().all(|end| end.is_finite()))
}
