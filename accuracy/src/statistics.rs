//! Counts of right and wrong, and what follows from them.

use lictor_evals::statistics::wilson;
use serde::Serialize;

/// How often a rule fired where it should, and where it should not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// It should fire and does.
    pub tp: usize,
    /// It should not and does: a false alarm.
    pub fp: usize,
    /// It should and does not: a miss.
    #[serde(rename = "fn")]
    pub missed: usize,
    /// It should not and does not.
    pub tn: usize,
}

/// A proportion with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Proportion {
    /// The share that was seen.
    pub value: f64,
    /// The lower end of the Wilson interval of 95 %.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Of how many.
    pub of: usize,
}

impl Counts {
    /// Adds one case.
    pub fn add(&mut self, truth: bool, fired: bool) {
        *match (truth, fired) {
            (true, true) => &mut self.tp,
            (false, true) => &mut self.fp,
            (true, false) => &mut self.missed,
            (false, false) => &mut self.tn,
        } += 1;
    }

    /// All cases.
    pub fn total(&self) -> usize {
        self.tp + self.fp + self.missed + self.tn
    }

    /// The share of alarms that were right.
    pub fn precision(&self) -> Option<Proportion> {
        proportion(self.tp, self.tp + self.fp)
    }

    /// The share of what there was to find that was found.
    pub fn recall(&self) -> Option<Proportion> {
        proportion(self.tp, self.tp + self.missed)
    }

    /// The share of harmless cases with an alarm.
    pub fn alarms(&self) -> Option<Proportion> {
        proportion(self.fp, self.fp + self.tn)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        let all = 2 * self.tp + self.fp + self.missed;
        (all > 0 && self.tp + self.missed > 0).then(|| 2.0 * self.tp as f64 / all as f64)
    }
}

/// A share of some cases; none of no cases.
pub fn proportion(part: usize, of: usize) -> Option<Proportion> {
    let [low, high] = wilson(part as u64, of as u64)?;
    Some(Proportion { value: part as f64 / of as f64, low, high, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 5e-5, "{value} is not {expected}");
    }

    #[test]
    fn wilson_intervals_are_those_of_the_books() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        for (part, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let share = proportion(part, of).unwrap();
            near(share.low, low);
            near(share.high, high);
        }
        assert_eq!(proportion(20, 20).unwrap().high, 1.0);
        assert!(proportion(0, 0).is_none());
    }

    #[test]
    fn figures_follow_from_the_counts() {
        let mut counts = Counts::default();
        for (truth, fired, times) in [(true, true, 8), (false, true, 2), (true, false, 4), (false, false, 6)] {
            (0..times).for_each(|_| counts.add(truth, fired));
        }
        assert_eq!((counts.tp, counts.fp, counts.missed, counts.tn, counts.total()), (8, 2, 4, 6, 20));
        near(counts.precision().unwrap().value, 0.8);
        near(counts.recall().unwrap().value, 2.0 / 3.0);
        near(counts.alarms().unwrap().value, 0.25);
        near(counts.f1().unwrap(), 8.0 / 11.0);
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        let harmless = Counts { tn: 5, fp: 1, ..Counts::default() };
        assert!(harmless.recall().is_none() && harmless.f1().is_none());
        assert_eq!(harmless.precision().unwrap().value, 0.0);
        assert_eq!(Counts { missed: 3, ..Counts::default() }.f1(), Some(0.0));
    }
}
