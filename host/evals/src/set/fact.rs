use crate::numbers::{Number, numbers};
use crate::set::CaseFact;
use crate::set::case::FactTolerance;

impl CaseFact {
    /// The fact.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Full { text, .. } => text,
        }
    }

    /// Other ways to write it.
    pub fn aliases(&self) -> &[String] {
        match self {
            Self::Text(_) => &[],
            Self::Full { aliases, .. } => aliases,
        }
    }

    /// All ways to write it, the fact itself first.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.text()).chain(self.aliases().iter().map(String::as_str))
    }

    /// How far the answer's number may lie from the fact's.
    pub fn tolerance(&self) -> Option<FactTolerance> {
        match self {
            Self::Text(_) => None,
            Self::Full { tolerance, .. } => *tolerance,
        }
    }

    /// The number that a tolerance is about: the only one in the fact's text.
    pub fn number(&self) -> Option<f64> {
        self.quantity().map(|quantity| quantity.value)
    }

    /// The same with its unit.
    pub(crate) fn quantity(&self) -> Option<Number> {
        let mut all = numbers(self.text());
        all.pop().filter(|_| all.is_empty())
    }
}

/// How a text meets a fact with a tolerance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Near {
    /// A number of the unit lies near enough.
    Enough,
    /// There are numbers of the unit, and none does.
    TooFar,
    /// There is no number of the unit.
    NoneOfItsUnit,
}

impl FactTolerance {
    /// Whether a text has a number with the expected one's unit that lies near enough.
    pub(crate) fn seen_in(self, text: &str, expected: &Number) -> Near {
        let of_unit: Vec<Number> = numbers(text).into_iter().filter(|number| number.measures_like(expected)).collect();
        match of_unit.iter().any(|number| self.allows(expected.value, number.value)) {
            true => Near::Enough,
            false if of_unit.is_empty() => Near::NoneOfItsUnit,
            false => Near::TooFar,
        }
    }

    /// Whether a number is near enough to the expected one.
    pub fn allows(self, expected: f64, found: f64) -> bool {
        let far = match self {
            Self::Absolute(far) => far,
            Self::Relative(share) => share * expected.abs(),
        };
        // As much again as adding and multiplying may have rounded away.
        (found - expected).abs() <= far + f64::EPSILON * expected.abs().max(found.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_includes_its_ends() {
        assert!(FactTolerance::Absolute(0.1).allows(0.2, 0.3));
        assert!(!FactTolerance::Absolute(0.1).allows(0.2, 0.31));
        assert!(FactTolerance::Relative(0.01).allows(-200.0, -198.0));
        assert!(!FactTolerance::Relative(0.01).allows(-200.0, -197.9));
    }
}
