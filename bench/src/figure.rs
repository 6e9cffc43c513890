//! What was measured: figures with targets, curves, and the shape of the corpora.

use serde::Serialize;

use crate::corpus::Corpus;
use crate::spread::Spread;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// One thing as a multiple of another.
    Times,
    /// Microseconds.
    Microseconds,
    /// Milliseconds.
    Milliseconds,
    /// Answers per second: of one core, or of a server.
    AnswersPerSecond,
    /// Mebibytes.
    Mebibytes,
    /// A plain number.
    Number,
}

/// A named number.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// What it is.
    pub name: String,
    /// The number over the rounds.
    pub value: Spread,
    /// What it counts.
    pub unit: Unit,
}

impl Measure {
    /// A number with its name.
    pub fn new(name: impl Into<String>, value: Spread, unit: Unit) -> Self {
        Self { name: name.into(), value, unit }
    }
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Target {
    /// Whether a value is good enough. One that could not be measured is not.
    pub fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

/// One row of the table of figures.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The part of the bench that it belongs to, as `--only` names it.
    pub part: &'static str,
    /// What it was measured on.
    pub corpus: String,
    /// What is claimed.
    pub value: Measure,
    /// What was promised.
    pub target: Option<Target>,
    /// Whether the promise holds.
    pub met: Option<bool>,
    /// What has to be known to read it.
    pub beside: Vec<Measure>,
}

impl Figure {
    /// A figure, judged by its median.
    pub fn new(part: &'static str, corpus: &str, value: Measure, target: Option<Target>) -> Self {
        let met = target.map(|target| target.met(value.value.median));
        Self { part, corpus: corpus.to_owned(), value, target, met, beside: Vec::new() }
    }

    /// Adds what has to be known to read it.
    pub fn with(mut self, beside: impl IntoIterator<Item = Measure>) -> Self {
        self.beside.extend(beside);
        self
    }
}

/// A row of numbers for each value of something that grows.
#[derive(Debug, Clone, Serialize)]
pub struct Curve {
    /// The part of the bench that it belongs to, as `--only` names it.
    pub part: &'static str,
    /// What the curve shows.
    pub title: String,
    /// What grows.
    pub axis: String,
    /// Its value, and the numbers for it, in the same order in every row.
    pub rows: Vec<(String, Vec<Measure>)>,
}

/// Everything that one run measured.
#[derive(Debug, Default, Serialize)]
pub struct Results {
    /// Figures with and without targets.
    pub figures: Vec<Figure>,
    /// Curves.
    pub curves: Vec<Curve>,
    /// What was not measured, or not well, and why.
    pub notes: Vec<String>,
}

impl Results {
    /// Says what of a part was not measured on a corpus, or not well.
    pub fn note(&mut self, part: &str, corpus: &Corpus, why: &str) {
        self.notes.push(format!("{part}, {}: {why}", corpus.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_measured_meets_no_target() {
        assert!(Target::AtLeast(0.75).met(0.75) && !Target::AtLeast(0.75).met(0.7499));
        assert!(Target::AtMost(1.25).met(1.25) && !Target::AtMost(1.25).met(1.26));
        assert!(!Target::AtLeast(0.0).met(f64::NAN) && !Target::AtMost(9.0).met(f64::NAN));
    }
}
