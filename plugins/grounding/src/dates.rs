//! Dates in a short text: years, with a month and a day where they stand beside it.

use crate::numbers::month;
use crate::tokens::tokenise;

/// A year, and a month and a day as far as the text gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: u32,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
}

impl Date {
    /// Whether one lies before the other, as far as both say.
    pub(crate) fn is_before(one: &Self, other: &Self) -> bool {
        if one.year != other.year {
            return one.year < other.year;
        }
        match (one.month.zip(other.month), one.day.zip(other.day)) {
            (Some((a, b)), _) if a != b => a < b,
            (Some(_), Some((a, b))) => a < b,
            _ => false,
        }
    }
}

/// The dates of a text, in order: *2024*, *March 2024*, *12 March 2024*, *March 12, 2024*.
pub(crate) fn dates(text: &str) -> Vec<Date> {
    let mut tokens = Vec::new();
    tokenise(text, &mut tokens);
    let mut out = Vec::new();
    let (mut known_month, mut known_day) = (None, None);
    for token in tokens {
        let word = &text[token.start as usize..token.end as usize];
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
        match number {
            Some(year @ 1000..=2999) if word.len() == 4 => {
                out.push(Date { year, month: known_month.take(), day: known_day.take() });
            }
            Some(day @ 1..=31) if word.len() <= 4 => known_day = Some(day),
            Some(_) => (known_month, known_day) = (None, None),
            None => match month(token.word) {
                Some(found) => known_month = Some(found),
                // What stands between belongs to no date.
                None => (known_month, known_day) = (None, None),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_months() {
        let found = dates("from 12 March 2024 to March 3rd, 2025, in 1999 and May of 2001");
        let date = |year, month, day| Date { year, month, day };
        assert_eq!(
            found,
            [
                date(2024, Some(3), Some(12)),
                date(2025, Some(3), Some(3)),
                date(1999, None, None),
                date(2001, None, None)
            ]
        );
        assert!(Date::is_before(&found[0], &found[1]));
        assert!(!Date::is_before(&date(2024, Some(3), None), &date(2024, None, None)));
    }
}
