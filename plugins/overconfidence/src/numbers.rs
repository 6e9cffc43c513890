//! The numbers and dates of a text, as far as it takes to say whether a source has them.

use std::ops::Range;

use lictor_sdk::text;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A count, a measure, an amount.
    Plain,
    /// Per cent.
    Percent,
    /// Four digits that look like a year from 1900 on.
    Year,
    /// A time of day, in minutes.
    Time,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) value: f64,
    /// What the last digit counts that is not a rounding zero.
    pub(crate) step: f64,
    /// Digits as written.
    pub(crate) digits: usize,
    /// Digits behind the decimal point.
    pub(crate) decimals: usize,
}

/// A day of a month, without its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) range: Range<usize>,
    pub(crate) month: usize,
    pub(crate) day: usize,
}

/// Shares in words.
const FRACTIONS: [(&str, f64); 7] = [
    ("half", 50.0),
    ("two thirds", 66.7),
    ("two-thirds", 66.7),
    ("three quarters", 75.0),
    ("a third", 33.3),
    ("a quarter", 25.0),
    ("a fifth", 20.0),
];

impl Number {
    /// Whether another number is this one, or rounds to it.
    pub(crate) fn is_near(&self, other: &Self) -> bool {
        if self.kind == Kind::Time || other.kind == Kind::Time {
            return self.kind == other.kind && (self.value - other.value).abs() % 720.0 < 0.5;
        }
        is_within(self.value, other.value, self.step)
    }

    /// Whether it says more digits of what another number says roughly.
    pub(crate) fn is_finer_than(&self, other: &Self) -> bool {
        self.decimals > other.decimals
            && self.kind == other.kind
            && self.value != other.value
            && (self.value - other.value).abs() <= other.step / 2.0
    }
}

/// Whether two values are the same within half a step, and not far from each other.
pub(crate) fn is_within(value: f64, other: f64, step: f64) -> bool {
    let apart = (value - other).abs();
    apart <= 1e-6 * value.abs() || apart <= step / 2.0 && apart <= 0.1 * value.abs()
}

/// The numbers in digits. Those that name something (`COVID-19`, `v1.2.3`, `[4]`, `#12`) are left out, and so are
/// ordinals and list markers.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|step| at + step) {
        let mut end = start;
        while bytes.get(end).is_some_and(|b| {
            b.is_ascii_digit() || matches!(b, b'.' | b',' | b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
        }) {
            end += 1;
        }
        at = end.max(start + 1);
        found.extend(number(text, start, end));
    }
    found
}

fn number(text: &str, start: usize, end: usize) -> Option<Number> {
    let (before, run, after) = (&text[..start], &text[start..end], &text[end..]);
    let names = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | '[' | '/' | '.' | '^'))
        || before.ends_with('-') && before[..before.len() - 1].ends_with(|c: char| c.is_alphabetic());
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let marks =
        line.trim_matches(|c: char| matches!(c, ' ' | '*' | '#' | '(')).is_empty() && after.starts_with(['.', ')']);
    // *24/7*, *in your 20s*.
    let idiom = after.starts_with(['/', '\'', '’']) || starts_with_word(after, "s");
    let dots = run.matches('.').count();
    if names || marks || idiom || dots > 1 || run.matches(':').count() > 1 {
        return None;
    }
    let range = start..end;
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    if let Some((hours, minutes)) = run.split_once(':') {
        // Chapter and verse: *Proverbs 26:11*.
        let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
        if word.len() > 2 && word.starts_with(|c: char| c.is_uppercase()) {
            return None;
        }
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        let value = f64::from(hours * 60 + minutes);
        return (hours < 25 && minutes < 60).then_some(Number {
            range,
            kind: Kind::Time,
            value,
            step: 1.0,
            digits,
            decimals: 0,
        });
    }
    let tail = after.trim_start_matches([' ', '-']);
    let unit = |names: &[&str]| names.iter().any(|name| starts_with_word(tail, name));
    if ["st", "nd", "rd", "th"].iter().any(|ending| starts_with_word(after, ending)) {
        return None;
    }
    let scale = match () {
        () if unit(&["thousand"]) || starts_with_word(after, "k") || starts_with_word(after, "K") => 1e3,
        () if unit(&["million", "mn"]) || starts_with_word(after, "M") => 1e6,
        () if unit(&["billion", "bn"]) || starts_with_word(after, "B") => 1e9,
        () if unit(&["trillion"]) => 1e12,
        () => 1.0,
    };
    let plain: String = run.chars().filter(|c| *c != ',').collect();
    let value: f64 = plain.parse().ok()?;
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let zeros = if decimals == 0 && value != 0.0 { plain.len() - plain.trim_end_matches('0').len() } else { 0 };
    let percent = tail.starts_with('%') || unit(&["percent", "per cent", "percentage"]);
    let money = before.trim_end().ends_with(['$', '€', '£', '¥']);
    let is_year = run.len() == 4 && scale == 1.0 && !percent && !money && (1900.0..2100.0).contains(&value);
    let kind = match () {
        () if percent => Kind::Percent,
        () if is_year => Kind::Year,
        () => Kind::Plain,
    };
    let step = if kind == Kind::Year { 0.0 } else { scale * 10_f64.powi(zeros as i32 - decimals as i32) };
    Some(Number { range, kind, value: value * scale, step, digits, decimals })
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// The shares that a folded text names in words, in per cent: *a quarter*, *two thirds*. In its order.
pub(crate) fn shares(text: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let mut in_word = false;
    for (at, byte) in text.bytes().enumerate() {
        // One pass: few words begin as these do.
        if !in_word && matches!(byte, b'h' | b't' | b'a') {
            let share = |(words, share): &(&str, f64)| starts_with_word(&text[at..], words).then_some(*share);
            found.extend(FRACTIONS.iter().find_map(share));
        }
        in_word = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    }
    found
}

/// The values of numbers in words in a folded text: *forty-two*, *two hundred*, *six million*.
pub(crate) fn spelt(text: &str) -> Vec<f64> {
    let mut values = Vec::new();
    let mut open: Option<f64> = None;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let small = small(word);
        let scale = match word {
            "dozen" => Some(12.0),
            "hundred" => Some(1e2),
            "thousand" => Some(1e3),
            "million" => Some(1e6),
            "billion" => Some(1e9),
            _ => None,
        };
        open = match (small, scale) {
            (Some(value), _) => Some(open.unwrap_or(0.0) + value),
            (_, Some(scale)) => Some(open.unwrap_or(1.0) * scale),
            _ if word == "and" => open,
            _ => None,
        };
        values.extend(open);
    }
    values
}

/// A number word below a hundred.
fn small(word: &str) -> Option<f64> {
    Some(match word {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

/// The month that a word in small letters begins like, from 1.
fn month(word: &str) -> Option<usize> {
    Some(match word.get(..3)? {
        "jan" => 1,
        "feb" => 2,
        "mar" => 3,
        "apr" => 4,
        "may" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "oct" => 10,
        "nov" => 11,
        "dec" => 12,
        _ => return None,
    })
}

/// The days of months in a folded text: *12 march*, *march 12*, *2024-03-12*, *12/03*.
pub(crate) fn days(text: &str) -> Vec<Day> {
    let mut found = Vec::new();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let month_of = |word: &Range<usize>| {
        let word = text.get(word.clone())?;
        let known = month(word)?;
        let full = word.len() <= 4
            || "january february march april june july august september october november december".contains(word);
        full.then_some(known)
    };
    let day = |word: &Range<usize>| {
        // Most words are no number.
        text.as_bytes().get(word.start).filter(|byte| byte.is_ascii_digit())?;
        let word = text.get(word.clone())?;
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        digits.parse().ok().filter(|day| digits.len() <= 2 && (1..=31).contains(day))
    };
    let mut last: Option<Range<usize>> = None;
    for two in text::words(text) {
        let Some(one) = last.replace(two.clone()) else { continue };
        let known = day(&two)
            .and_then(|day| Some((month_of(&one)?, day)))
            .or_else(|| day(&one).and_then(|day| Some((month_of(&two)?, day))));
        let Some((month, day)) = known else { continue };
        // Nothing but a space between them; "of" would make three words.
        let beside = text.get(one.end..two.start).is_some_and(|gap| gap.trim().is_empty() || gap == ". ");
        if beside {
            found.push(Day { range: one.start..two.end, month, day });
        }
    }
    found.extend(written_days(text));
    found
}

/// The fewest bytes of a written day: `2024-3-1`.
const SHORTEST_DAY: usize = 8;

/// `2024-03-12`, `12/03/2024` and `3/12/2024`; the last two are read both ways.
fn written_days(text: &str) -> Vec<Day> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/');
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| !is_part(c)) {
        let start = at;
        at += piece.len();
        let run = piece.trim_end_matches(|c: char| !is_part(c));
        // In prose nearly every piece is one letter.
        if run.len() < SHORTEST_DAY {
            continue;
        }
        let parts: Vec<usize> = run.split(['-', '/']).filter_map(|part| part.parse().ok()).collect();
        let pairs = match parts[..] {
            [year, month, day] if year > 999 => vec![(month, day)],
            [one, two, year] if year > 999 => vec![(one, two), (two, one)],
            _ => continue,
        };
        let valid = |(month, day): &(usize, usize)| (1..=12).contains(month) && (1..=31).contains(day);
        let range = start..start + run.len();
        found.extend(pairs.into_iter().filter(valid).map(|(month, day)| Day { range: range.clone(), month, day }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        numbers(text).iter().map(|number| number.value).collect()
    }

    #[test]
    fn numbers_are_read_and_names_are_not() {
        assert_eq!(values("It has 4,815 seats, 2.5 million visitors and $3k; 12% more."), [4815.0, 2.5e6, 3e3, 12.0]);
        assert_eq!(
            values("COVID-19, v1.2.3, [4], #12, A4, the 20th, item/7, 24/7, in your 30s, Proverbs 26:11"),
            [] as [f64; 0]
        );
        assert_eq!(values("1. One\n2) Two\n12 three"), [12.0]);
        assert_eq!(numbers("in 1987")[0].kind, Kind::Year);
        assert_eq!(numbers("14:30").len(), 1);
    }

    #[test]
    fn rounding_is_the_same_number_and_a_slip_is_not() {
        let near = |one: &str, other: &str| numbers(one)[0].is_near(&numbers(other)[0]);
        assert!(
            near("about 4.2k", "4185") && near("40", "38") && near("2:30", "14:30") && near("1.5 million", "1,523,400")
        );
        assert!(!near("4,815", "4,185") && !near("24", "42") && !near("1987", "1988") && !near("12:30", "14:30"));
        assert!(numbers("23.47%")[0].is_finer_than(&numbers("23%")[0]));
        assert!(!numbers("23%")[0].is_finer_than(&numbers("23.47%")[0]));
    }

    #[test]
    fn words_are_numbers_too() {
        assert!(spelt("forty-two days").contains(&42.0) && spelt("two hundred and six").contains(&206.0));
        assert_eq!(shares("about a quarter of them, on behalf of half"), [25.0, 50.0]);
        assert!(FRACTIONS.iter().all(|(words, share)| shares(words) == [*share]));
    }

    #[test]
    fn days_are_found_in_any_order() {
        let day = |text: &str| days(text).first().map(|day| (day.month, day.day));
        assert_eq!(day("on 12 march"), Some((3, 12)));
        assert_eq!(day("on march 12th, 2024"), Some((3, 12)));
        assert_eq!(day("on 2024-03-12"), Some((3, 12)));
        assert_eq!(day("he may 40 times"), None);
    }
}
