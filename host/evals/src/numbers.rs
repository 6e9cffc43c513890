//! Numbers with their units: `$1,200.50`, `1.5 million euros`, `30-day`, `4 %`, `1.234.567`, `−3 °C`.

/// A number of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    /// What it may be counted in: a currency before it, and the next two words, each folded.
    units: Vec<String>,
}

impl Number {
    /// Whether the number is counted in what the other one is counted in. One without a unit compares with every number.
    pub(crate) fn measures_like(&self, expected: &Number) -> bool {
        expected.units.first().is_none_or(|unit| self.units.contains(unit))
    }
}

/// All numbers of a text, in order. What looks like a version (`1.2.3`) or stands in a word (`x86`) is none.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        let end = start + length(&text[start..]);
        at = end;
        let before = &text[..start];
        if before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let Some(value) = value(&text[start..end]) else { continue };
        let (currency, before) = currency_before(before);
        let sign = if is_negative(before) { -1.0 } else { 1.0 };
        let (factor, mut units) = units_after(&text[end..]);
        // A currency is the unit, wherever it stands.
        match currency {
            Some(unit) => units.insert(0, unit.to_owned()),
            None => {
                if let Some(place) = units.iter().position(|unit| CURRENCIES.iter().any(|(_, name)| unit == name)) {
                    units.swap(0, place);
                }
            }
        }
        found.push(Number { value: sign * value * factor, units });
    }
    found
}

/// How far the digits go, with the marks between them.
fn length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_mark = matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}');
        let digit_follows = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if c.is_ascii_digit() {
            end = at + 1;
        } else if !(is_mark && digit_follows) {
            break;
        }
    }
    end
}

/// The value of digits with marks. A point or comma that stands once and not before exactly three digits is the decimal
/// mark, and so is the last of two different ones; a lone point is always one.
fn value(digits: &str) -> Option<f64> {
    let spaced = |c: char| matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let digits: String = digits.chars().filter(|c| !spaced(*c)).collect();
    let decimal = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (Some(point), None) if digits.matches('.').count() == 1 => Some(point),
        (None, Some(comma)) if digits.matches(',').count() == 1 && digits.len() - comma != 4 => Some(comma),
        _ => None,
    };
    let (whole, fraction) = decimal.map_or((digits.as_str(), ""), |at| (&digits[..at], &digits[at + 1..]));
    let mut groups = whole.split(['.', ',']);
    let first = groups.next()?;
    if !groups.clone().all(|group| group.len() == 3) || (groups.next().is_some() && first.len() > 3) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    format!("{whole}.{fraction}0").parse().ok()
}

/// Currencies by how they are written, and by the one name that they compare by.
const CURRENCIES: [(&str, &str); 16] = [
    ("$", "usd"),
    ("us$", "usd"),
    ("usd", "usd"),
    ("dollar", "usd"),
    ("€", "eur"),
    ("eur", "eur"),
    ("euro", "eur"),
    ("£", "gbp"),
    ("gbp", "gbp"),
    ("pound", "gbp"),
    ("¥", "jpy"),
    ("jpy", "jpy"),
    ("yen", "jpy"),
    ("chf", "chf"),
    ("franc", "chf"),
    ("₹", "inr"),
];

/// A currency right before the number, and what stands before that.
fn currency_before(before: &str) -> (Option<&'static str>, &str) {
    let trimmed = before.strip_suffix([' ', '\u{a0}']).unwrap_or(before);
    let word_start = trimmed
        .rfind(|c: char| !c.is_alphabetic() && c != '$')
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    let word = trimmed[word_start..].to_lowercase();
    let by_word = CURRENCIES.iter().find(|(written, _)| *written == word).map(|(_, name)| (*name, word_start));
    let sign = trimmed.char_indices().next_back().filter(|(_, c)| !c.is_alphabetic());
    let by_sign = || {
        let (at, sign) = sign?;
        let (_, name) = CURRENCIES.iter().find(|(written, _)| written.chars().eq([sign]))?;
        Some((*name, at))
    };
    match by_word.or_else(by_sign) {
        Some((name, at)) => (Some(name), &before[..at]),
        None => (None, before),
    }
}

/// Whether a minus stands right before the number and is no hyphen between words.
fn is_negative(before: &str) -> bool {
    let Some(rest) = before.strip_suffix(['-', '−']) else { return false };
    rest.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(')
}

/// The factor of a magnitude word, and the next two words as units.
fn units_after(after: &str) -> (f64, Vec<String>) {
    let mut factor = 1.0;
    let mut units = Vec::new();
    let mut rest = after;
    while units.len() < 2 {
        let trimmed = rest.strip_prefix([' ', '\u{a0}', '\u{202f}', '-']).unwrap_or(rest);
        let is_unit = |c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '°' | '/' | '$' | '€' | '£' | '¥' | '₹');
        let end = trimmed.find(|c: char| !is_unit(c)).unwrap_or(trimmed.len());
        if end == 0 {
            break;
        }
        let word = trimmed[..end].to_lowercase();
        rest = &trimmed[end..];
        if units.is_empty() && factor == 1.0 {
            factor = match word.as_str() {
                "hundred" => 1e2,
                "thousand" => 1e3,
                "million" | "mn" | "mio" => 1e6,
                "billion" | "bn" => 1e9,
                "trillion" => 1e12,
                _ => 1.0,
            };
            if factor != 1.0 {
                continue;
            }
            if word == "per" {
                let percent = rest.strip_prefix(' ').and_then(|rest| rest.strip_prefix("cent"));
                if let Some(after) = percent {
                    units.push("%".into());
                    rest = after;
                    continue;
                }
            }
        }
        units.push(folded(&word));
    }
    (factor, units)
}

/// One form for the ways to write a unit: singular, and one name for a currency and for per cent.
fn folded(word: &str) -> String {
    let singular = match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    };
    match singular {
        "percent" | "pct" => "%".into(),
        _ => CURRENCIES
            .iter()
            .find(|(written, _)| *written == singular)
            .map_or_else(|| singular.to_owned(), |(_, name)| (*name).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(f64, Option<String>)> {
        numbers(text).into_iter().map(|number| (number.value, number.units.first().cloned())).collect()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value, unit) in [
            ("It costs $1,200.50 in all", 1200.5, Some("usd")),
            ("1.200,50 EUR", 1200.5, Some("eur")),
            ("€ 30", 30.0, Some("eur")),
            ("1.5 million euros", 1_500_000.0, Some("eur")),
            ("a 30-day window", 30.0, Some("day")),
            ("30 days", 30.0, Some("day")),
            ("4.5 %", 4.5, Some("%")),
            ("12 per cent of", 12.0, Some("%")),
            ("12 percent", 12.0, Some("%")),
            ("1,5 kg", 1.5, Some("kg")),
            ("1,234 people", 1234.0, Some("people")),
            ("1.234 m", 1.234, Some("m")),
            ("12'345.6 CHF", 12345.6, Some("chf")),
            ("(−3 °C)", -3.0, Some("°c")),
            ("42.", 42.0, None),
            ("US$20", 20.0, Some("usd")),
        ] {
            assert_eq!(all(text), [(value, unit.map(str::to_owned))], "{text}");
        }
    }

    #[test]
    fn several_numbers_are_found_each() {
        for (text, values) in [
            ("30 days", &[30.0][..]),
            ("1,250.50 EUR", &[1250.5]),
            ("12,5 and 1,2345", &[12.5, 1.2345]),
            ("-3 °C, not 5-3", &[-3.0, 5.0, 3.0]),
            ("vitamin B12", &[]),
            ("24/7", &[24.0, 7.0]),
            ("version 1.2.3", &[]),
            ("30days.", &[30.0]),
            ("no number", &[]),
        ] {
            let found: Vec<f64> = numbers(text).iter().map(|number| number.value).collect();
            assert_eq!(found, values, "{text}");
        }
    }

    #[test]
    fn versions_and_names_are_no_numbers() {
        assert_eq!(all("on x86 with version 1.2.3"), []);
        assert_eq!(all("1.234.567"), [(1_234_567.0, None)]);
    }

    #[test]
    fn a_word_between_number_and_unit_does_no_harm() {
        let expected = numbers("30 days").remove(0);
        assert!(numbers("within 30 working days")[0].measures_like(&expected));
        assert!(!numbers("for 30 euros")[0].measures_like(&expected));
        assert!(numbers("30 euros")[0].measures_like(&numbers("30")[0]));
    }
}
