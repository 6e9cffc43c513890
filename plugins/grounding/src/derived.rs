//! Numbers that an answer computed, and says so: 50 beside 45 and 5, or 7 that are left of 30.

use crate::numbers::{Kind, Number};
use crate::tokens::{Token, hash};

/// Numbers that stand together; more than this are a table, in which some pair always fits.
const MAX_OPERANDS: usize = 12;

/// Whether a number follows from those that stand beside it in the answer and that the sources have: as sum,
/// difference or product of two of them, as the sum of all, or, where the sentence says that something was computed, as sum
/// or difference of one of them and any of `others`, the numbers of the sources.
pub(crate) fn is_derived(number: &Number, beside: &[Number], others: &[Number]) -> bool {
    if !computes(number) || beside.len() > MAX_OPERANDS {
        return false;
    }
    let operands: Vec<f64> = beside.iter().filter(|other| computes(other)).map(|other| other.value).collect();
    let is = |value: f64| (value - number.value).abs() <= number.value.abs() * 1e-9;
    let follows = |one: f64, other: f64| one * other != 0.0 && (is(one + other) || is(one - other) || is(other - one));
    let pairs = operands.iter().enumerate().flat_map(|(at, one)| operands[at + 1..].iter().map(|other| (*one, *other)));
    let mut from_pair =
        pairs.filter(|(one, other)| follows(*one, *other) || (*one != 1.0 && *other != 1.0 && is(one * other)));
    let elsewhere = || others.iter().filter(|other| computes(other));
    from_pair.next().is_some()
        || (operands.len() > 2 && is(operands.iter().sum()))
        || operands.iter().any(|one| elsewhere().any(|other| follows(*one, other.value)))
}

/// Whether one computes with such numbers.
fn computes(number: &Number) -> bool {
    matches!(number.kind, Kind::Plain | Kind::Year | Kind::Percent | Kind::Money(_))
}

/// Whether a sentence says that something in it was computed.
pub(crate) fn tells_of_computing(text: &str, tokens: &[Token]) -> bool {
    text.contains('=') || text.contains(" + ") || tokens.iter().any(|token| COMPUTED.contains(&token.word))
}

const COMPUTED: [u32; 15] = [
    hash("left"),
    hash("remaining"),
    hash("remain"),
    hash("remains"),
    hash("rest"),
    hash("total"),
    hash("totals"),
    hash("together"),
    hash("altogether"),
    hash("sum"),
    hash("plus"),
    hash("minus"),
    hash("difference"),
    hash("combined"),
    hash("fewer"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::numbers;
    use crate::tokens::tokenise;

    fn read(text: &str) -> Vec<Number> {
        let mut tokens = Vec::new();
        tokenise(text, &mut tokens);
        numbers(text, &tokens, |_| false)
    }

    fn derived(number: &str, beside: &str, others: &str) -> bool {
        is_derived(&read(number)[0], &read(beside), &read(others))
    }

    #[test]
    fn what_is_shown_as_computed_is_derived() {
        assert!(derived("50", "45 and 5", ""));
        assert!(derived("240", "3 nights at 80", ""));
        assert!(derived("800", "700, 80, 20", ""));
        assert!(derived("7 days", "of 30", "30 days, 23 taken"));
        assert!(!derived("7 days", "of 30", "30 days"));
        assert!(!derived("51", "45 and 5", ""));
        assert!(!derived("9:30", "9 and 30", ""));
    }
}
