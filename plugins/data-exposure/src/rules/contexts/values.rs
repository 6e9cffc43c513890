//! What of a text is written in digits: numbers, amounts of money, dates, codes. All of it can be compared however
//! it was written.

use std::ops::Range;

use super::specifics::Kind;
use super::words::{hash, join};

/// A value in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    /// Of the value, not of how it is written.
    pub(crate) hash: u64,
    /// What it is.
    pub(crate) kind: Kind,
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of a month, from its English name or what it is shortened to.
pub(crate) fn month(word: &str) -> Option<u64> {
    const REST: [&str; 12] = ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"];
    let word = word.trim_end_matches('.');
    let (head, tail) = word.split_at_checked(3)?;
    let at = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(head))?;
    (tail.is_empty() || tail.eq_ignore_ascii_case(REST[at]) || tail == "t").then_some(at as u64 + 1)
}

/// Numbers, amounts, dates and identifiers, in order.
pub(crate) fn values(text: &str, mut found: impl FnMut(Value)) {
    let mut chunks = chunks(text).peekable();
    let (mut before, mut last) = ("", "");
    while let Some((start, chunk)) = chunks.next() {
        let after = chunks.peek().map_or("", |(_, chunk)| *chunk);
        if chunk.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
            let near = Near { before, last, after };
            value(chunk, &near, &mut |hash, kind, range| {
                let (start, end) = ((start + range.start) as u32, (start + range.end) as u32);
                found(Value { hash, kind, start, end });
            });
        }
        (before, last) = (last, chunk);
    }
}

/// What stands around a chunk: two before it and one after.
struct Near<'a> {
    before: &'a str,
    last: &'a str,
    after: &'a str,
}

/// What stands between white space and dashes, without the punctuation around it.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let cut =
        |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '(' | ')' | '[' | ']' | '|' | '"' | '“' | '”' | '*');
    // Pieces are slices of the text, so that their addresses tell where they stand.
    let base = text.as_ptr() as usize;
    text.split(cut).filter_map(move |piece| {
        let trimmed =
            piece.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '\'' | '`' | '’' | '_'));
        (!trimmed.is_empty()).then(|| (trimmed.as_ptr() as usize - base, trimmed))
    })
}

/// Reads one chunk that has a digit or an at sign.
fn value(chunk: &str, near: &Near<'_>, found: &mut dyn FnMut(u64, Kind, Range<usize>)) {
    let whole = 0..chunk.len();
    let number = chunk.trim_start_matches(|c: char| !c.is_ascii_digit());
    let body = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (lead, tail) = (&chunk[..chunk.len() - number.len()], &number[body.len()..]);
    let mut parts = body.split(['-', '/', '.']);
    if let Some(date) = numeric_date([parts.next(), parts.next(), parts.next(), parts.next()]) {
        found(date, Kind::Date, whole);
    } else if is_number(lead, body, tail) {
        if let Some(date) = date_by_name(lead, body, tail, near) {
            found(date, Kind::Date, whole);
        } else if let Some((plain, kind)) = number_kind(lead, body, tail, near) {
            found(hash(plain.chars()), kind, whole);
        }
    } else if lead.is_empty() && body.split(['-', '/', '.']).all(is_short) {
        // A range: its ends are two numbers.
        let mut at = 0;
        for part in body.split(['-', '/', '.']) {
            if part.len() >= 2 {
                let kind = if is_year(part) { Kind::Year } else { Kind::Number };
                found(hash(part.chars()), kind, at..at + part.len());
            }
            at += part.len() + 1;
        }
    } else if is_id(chunk) {
        found(hash(chunk.chars().filter(|c| c.is_alphanumeric())), Kind::Id, whole);
    }
}

/// Whether a chunk is a number, with a sign or a currency before and a unit after.
fn is_number(lead: &str, body: &str, tail: &str) -> bool {
    let unit = tail.len() <= 3 && tail.chars().all(char::is_alphabetic);
    !body.is_empty()
        && body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && (is_currency(lead) || !lead.contains(char::is_alphabetic))
        && (unit || tail.chars().all(|c| !c.is_alphabetic() && c != '/'))
}

/// A day with its month beside it: `14 March`, `March 14th`, `March the 14th`.
fn date_by_name(lead: &str, body: &str, tail: &str, near: &Near<'_>) -> Option<u64> {
    let day = body.parse::<u64>().ok().filter(|day| (1..=31).contains(day) && lead.is_empty())?;
    let by_article = || if near.last.eq_ignore_ascii_case("the") { month(near.before) } else { None };
    let month = month(near.last).or_else(|| month(near.after)).or_else(by_article)?;
    matches!(tail.len(), 0 | 2).then(|| date_hash(month, day))
}

/// The number as it is compared, and what it counts for, if for anything.
fn number_kind(lead: &str, body: &str, tail: &str, near: &Near<'_>) -> Option<(String, Kind)> {
    let plain = plain(body);
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    let bare = lead.is_empty() && tail.is_empty() && body.len() == digits;
    let kind = if digits < 2 {
        return None;
    } else if [lead, tail, near.last, near.after].into_iter().any(is_currency) {
        Kind::Money
    } else if is_year(body) {
        Kind::Year
    } else if digits >= 7 && bare {
        Kind::Id
    } else {
        Kind::Number
    };
    Some((plain, kind))
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && matches!(digits.get(..2), Some("18" | "19" | "20"))
}

fn is_short(part: &str) -> bool {
    (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-03-14`, `14/03/2026`. Which of day and month comes first only a day beyond the twelfth tells.
fn numeric_date(parts: [Option<&str>; 4]) -> Option<u64> {
    let [Some(a), Some(b), Some(c), None] = parts else { return None };
    let (left, right) = match (is_year(a), is_year(c)) {
        (true, _) => (c, b),
        (false, true) => (a, b),
        _ => return None,
    };
    let (day, month): (u64, u64) = (left.parse().ok()?, right.parse().ok()?);
    let (day, month) = if month > 12 { (month, day) } else { (day, month) };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| date_hash(month, day))
}

fn date_hash(month: u64, day: u64) -> u64 {
    join(join(2, month), day)
}

/// A number as it is compared: without the marks between thousands, leading and trailing noughts.
fn plain(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    let bytes = body.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let group = || bytes[at + 1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        match byte {
            b',' if group() == 3 => {}
            b',' | b'.' => plain.push('.'),
            byte => plain.push(char::from(*byte)),
        }
    }
    if plain.contains('.') {
        plain.truncate(plain.trim_end_matches('0').trim_end_matches('.').len());
    }
    let kept = plain.trim_start_matches('0').len();
    plain.split_off(plain.len() - kept)
}

fn is_currency(word: &str) -> bool {
    const CODES: [&str; 16] = [
        "usd", "eur", "gbp", "chf", "jpy", "inr", "cad", "aud", "dollar", "dollars", "euro", "euros", "pound",
        "pounds", "pln", "us$",
    ];
    word.contains(['$', '€', '£', '¥', '₹']) || CODES.iter().any(|code| code.eq_ignore_ascii_case(word))
}

/// Letters and at least three digits that form one code, or an e-mail address.
fn is_id(chunk: &str) -> bool {
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let letters = chunk.chars().filter(|c| c.is_alphabetic()).count();
    let sound =
        chunk.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '#' | '@' | ':' | '+'));
    let address = chunk.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    sound && (address || (digits >= 3 && letters >= 1 && digits + letters >= 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Kind)> {
        let mut all = Vec::new();
        values(text, |value| all.push((&text[value.start as usize..value.end as usize], value.kind)));
        all
    }

    fn same(left: &str, right: &str) -> bool {
        let hashes = |text: &str| {
            let mut all = Vec::new();
            values(text, |value| all.push(value.hash));
            all
        };
        !hashes(left).is_empty() && hashes(left) == hashes(right)
    }

    #[test]
    fn kinds_are_told_apart() {
        use Kind::{Date, Id, Money, Number, Year};
        let text = "On 14 March 2026, 3 of 42 paid $1,200 for HR-2039/b (see a.b@acme.io) in 1990-1995; 4031177 left.";
        let kinds = [
            ("14", Date),
            ("2026", Year),
            ("42", Number),
            ("$1,200", Money),
            ("HR-2039/b", Id),
            ("a.b@acme.io", Id),
            ("1990", Year),
            ("1995", Year),
            ("4031177", Id),
        ];
        assert_eq!(found(text), kinds);
        assert_eq!(found("no 1 or 2nd, COVID-19 or F-16, step 3."), []);
    }

    #[test]
    fn writing_does_not_matter() {
        assert!(same("184,500.00", "184500") && same("$ 300", "300 dollars") && same("3,5 and 12%", "3.5 or 12"));
        assert!(same("14 March", "March 14th") && same("2026-03-14", "14/03/2026") && same("Mar 14", "2026-03-14"));
        assert!(!same("42", "43") && !same("14 March", "15 March"));
    }
}
