//! Computations that an answer states with their result: `12 × 4 = 48`, `17 % of 200 is 34`.

use std::ops::Range;

use crate::code;
use crate::exempt::holds;
use crate::numbers::digits::{self, Shape};

/// A computation whose stated result is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) at: Range<usize>,
    pub(crate) right: f64,
}

/// Numbers in one computation. What is longer is no sum in a sentence.
const MAX_TERMS: usize = 24;

/// The wrong computations of a text, in order.
pub(crate) fn wrong(text: &str) -> Vec<Wrong> {
    let code = code::regions(text);
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let parser = Parser { text, at };
        let parsed = if begins(text, at) && !code::covers(&code, at) { parser.statement() } else { None };
        match parsed {
            Some((end, stated, right)) => {
                if !stated.allows(right) && !is_rough(text, at, end) {
                    out.push(Wrong { at: at..end, right });
                }
                at = end;
            }
            // Over the whole number, so that no computation begins in its middle.
            None => at = digits::read(bytes, at).end,
        }
    }
    out
}

/// Whether a number at this place is the first of its computation: nothing that computes stands before it.
fn begins(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '$', '€', '£', '*', '_']);
    let tight = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ','));
    let computes = before.ends_with(['+', '-', '−', '–', '×', '÷', '/', '^', '=', '(', ')', '√', '·', '<', '>', '≈']);
    // So does an `x` that is no end of a word: 5! = 5 x 4 x 3.
    let times = before.strip_suffix(['x', 'X']).is_some_and(|rest| !rest.ends_with(char::is_alphabetic));
    // A star may be emphasis, but with spaces around it multiplies.
    !tight && !computes && !times && !text[..at].trim_end_matches(['$', '€', '£']).ends_with("* ")
}

fn is_rough(text: &str, start: usize, end: usize) -> bool {
    let stated = &text[start..end];
    let after = text[end..].trim_start();
    stated.contains('≈')
        || ["about", "approx", "roughly", "around", "nearly", "almost"].iter().any(|w| holds(stated, w))
        || ["remainder", "with a remainder", "r ", "(mod", "mod "].iter().any(|word| after.starts_with(word))
}

/// A stated result.
struct Stated {
    value: f64,
    step: f64,
    percent: bool,
}

impl Stated {
    /// Whether the result is right, or rounded as its digits say.
    fn allows(&self, right: f64) -> bool {
        let near = |right: f64| (self.value - right).abs() <= self.step * 0.5 + right.abs() * 1e-9;
        // 3 / 4 = 75 %; but 10 % + 5 % = 15 % has been computed in hundredths already.
        near(right) || (self.percent && near(right * 100.0)) || (right < 0.0 && near(-right))
    }
}

#[derive(Clone, Copy)]
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// End, stated result and right result of the computation that begins here.
    fn statement(mut self) -> Option<(usize, Stated, f64)> {
        let first = self.number()?;
        if first.percent && self.eat(&[" of the ", " of "]) {
            let base = self.number()?;
            if !self.eat(&[" is equal to ", " equals ", " is ", " = ", " would be ", " comes to ", " amounts to "]) {
                return None;
            }
            let stated = self.result()?;
            return (!stated.percent).then_some((self.at, stated, first.value * base.value / 100.0));
        }
        let (mut sum, mut product) = (0.0, self.scaled(&first));
        let mut terms = 1;
        while let Some(operator) = self.operator() {
            let next = self.number()?;
            let value = self.scaled(&next);
            match operator {
                '+' => (sum, product) = (sum + product, value),
                '-' => (sum, product) = (sum + product, -value),
                '*' => product *= value,
                _ if value == 0.0 => return None,
                _ => product /= value,
            }
            // Adding per cent to a number has no one meaning.
            terms += 1;
            if terms > MAX_TERMS || (next.percent != first.percent && matches!(operator, '+' | '-')) {
                return None;
            }
        }
        if terms < 2 || !self.eat(&[" = ", "= ", " =", "="]) {
            return None;
        }
        let stated = self.result()?;
        Some((self.at, stated, sum + product))
    }

    fn scaled(&self, number: &Stated) -> f64 {
        if number.percent { number.value / 100.0 } else { number.value }
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let found = words.iter().find(|word| self.text[self.at..].starts_with(**word));
        self.at += found.map_or(0, |word| word.len());
        found.is_some()
    }

    fn number(&mut self) -> Option<Stated> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start_matches(['$', '€', '£', '*', '_']).len());
        let bytes = self.text.as_bytes();
        bytes.get(start).filter(|byte| byte.is_ascii_digit())?;
        let read = digits::read(bytes, start);
        if read.shape != Shape::Number {
            return None;
        }
        self.at = read.end;
        let percent = self.eat(&["%", " %", " percent", " per cent"]);
        Some(Stated { value: read.value, step: read.step, percent })
    }

    fn operator(&mut self) -> Option<char> {
        let before = self.at;
        let rest = &self.text[before..];
        let trimmed = rest.trim_start_matches(' ');
        let sign = trimmed.chars().next()?;
        let after = &trimmed[sign.len_utf8()..];
        let spaced = trimmed.len() < rest.len() && after.starts_with(' ');
        let operator = match sign {
            '+' => '+',
            // Without spaces it is a range.
            '-' | '−' | '–' if spaced => '-',
            '×' | '·' => '*',
            '*' | 'x' if spaced || (trimmed.len() == rest.len() && after.starts_with(|c: char| c.is_ascii_digit())) => {
                '*'
            }
            '÷' | '/' => '/',
            _ => return None,
        };
        self.at = self.text.len() - after.trim_start_matches(' ').len();
        Some(operator)
    }

    /// The number after the equals sign, unless a computation goes on behind it or it is written otherwise.
    fn result(&mut self) -> Option<Stated> {
        self.eat(&["about ", "approximately ", "roughly ", "around ", "nearly ", "almost "]);
        let negative = self.eat(&["-", "−"]);
        let mut stated = self.number()?;
        if negative {
            stated.value = -stated.value;
        }
        let rest = &self.text[self.at..];
        let next = rest.trim_start_matches(' ');
        let goes_on = next.starts_with(['+', '×', '÷', '/', '^', '*', '·', 'x']) && !next.starts_with("**");
        let minus = next
            .strip_prefix(['-', '−', '–'])
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        let scaled =
            ["k", "m", "M", "K", "bn", "million", "billion", "thousand", "hundred", "trillion", "e", "E", ":", "dozen"];
        let other = scaled.iter().any(|word| next.starts_with(word) && (rest.len() == next.len() || word.len() > 1));
        (!goes_on && !minus && !other).then_some(stated)
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn right_and_wrong_are_told_apart() {
        for right in [
            "12 × 4 = 48",
            "3 + 4 + 5 = 12",
            "2 + 3 × 4 = 14",
            "$1,200 / 12 = $100",
            "17% of 200 is 34",
            "10 / 3 = 3.33",
            "1 / 3 = 33%",
            "3 - 5 = -2",
            "10-20 = 15",
            "about 10 / 3 = 3.3",
            "20% × 50 = 10",
            "2 + 2 = 2 × 2",
            "5 + 5% = 5.25",
            "(2 + 3) × 4 = 20",
            "2^3 + 1 = 9",
            "x1 + 2 = 4",
            "7 / 2 = 3 remainder 1",
            "10% + 5% = 15%",
            "`1 + 1 = 3`",
            "5 x 5 = 25",
            "5! = 5 x 4 x 3 x 2 x 1 = 120",
            "1.5 million + 2 = 3",
            "9:30 + 1 = 10:30",
        ] {
            assert!(wrong(right).is_empty(), "{right}");
        }
        for bad in
            ["12 × 4 = 46", "3 + 4 + 5 = 13", "17% of 200 is 38", "$1,200 / 12 = $110", "7*8=54", "100 − 37 = 73"]
        {
            assert_eq!(wrong(bad).len(), 1, "{bad}");
        }
    }
}
