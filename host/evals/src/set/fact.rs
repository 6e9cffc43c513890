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
        match numbers_in(self.text())[..] {
            [number] => Some(number),
            _ => None,
        }
    }
}

impl FactTolerance {
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

/// The numbers in a text, written the English way: `1,250.50`, `-3`, `.5` is 5. Digits inside a word (`B12`) are no
/// number, and a number ends before a unit (`30days`).
pub fn numbers_in(text: &str) -> Vec<f64> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        if !digit(at) {
            at += 1;
            continue;
        }
        let inside_a_word = before.is_some_and(|c| c.is_alphabetic() || c == '_');
        let minus = before.is_some_and(|c| c == '-' || c == '\u{2212}')
            && !at.checked_sub(2).is_some_and(|at| chars[at].is_alphanumeric());
        let mut written = String::new();
        loop {
            match chars.get(at) {
                Some(c) if c.is_ascii_digit() => written.push(*c),
                // A separator of thousands has three digits behind it, and not four.
                Some(',') if (1..=3).all(|n| digit(at + n)) && !digit(at + 4) && !written.contains('.') => {}
                Some('.') if digit(at + 1) && !written.contains('.') => written.push('.'),
                _ => break,
            }
            at += 1;
        }
        if !inside_a_word && let Ok(number) = written.parse::<f64>() {
            numbers.push(if minus { -number } else { number });
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_as_people_write_them() {
        for (text, numbers) in [
            ("30 days", &[30.0][..]),
            ("1,250.50 EUR", &[1250.5]),
            ("12,5 and 1,2345", &[12.0, 5.0, 1.0, 2345.0]),
            ("-3 °C, not 5-3", &[-3.0, 5.0, 3.0]),
            ("vitamin B12", &[]),
            ("24/7", &[24.0, 7.0]),
            ("version 1.2.3", &[1.2, 3.0]),
            ("30days.", &[30.0]),
            ("no number", &[]),
        ] {
            assert_eq!(numbers_in(text), numbers, "{text}");
        }
    }

    #[test]
    fn a_tolerance_includes_its_ends() {
        assert!(FactTolerance::Absolute(0.1).allows(0.2, 0.3));
        assert!(!FactTolerance::Absolute(0.1).allows(0.2, 0.31));
        assert!(FactTolerance::Relative(0.01).allows(-200.0, -198.0));
        assert!(!FactTolerance::Relative(0.01).allows(-200.0, -197.9));
    }
}
