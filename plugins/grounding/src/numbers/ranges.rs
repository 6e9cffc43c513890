//! Ranges: two numbers that the text joins.

use super::{Kind, Number};

/// Makes a range of two numbers where the text does: *10-20 days*, *1995-96*.
pub(super) fn link(text: &str, low: &mut Number, high: &mut Number) {
    let gap = text[low.end as usize..high.start as usize].trim();
    let is_dash = matches!(gap, "-" | "–" | "—" | "--" | "‑");
    if !is_dash && !matches!(gap, "to" | "and" | "through" | "or" | "$" | "- $" | "-$" | "–$" | "until" | "- -") {
        return;
    }
    if low.kind == Kind::Year && is_dash && high.len == 2 && !high.spelt && high.kind == Kind::Plain {
        let year = high.value + (low.value / 100.0).floor() * 100.0;
        if year > low.value {
            (high.value, high.kind) = (year, Kind::Year);
        }
    }
    if is_dash && (is_joined(text[..low.start as usize].chars().rev()) || is_joined(text[high.end as usize..].chars()))
    {
        return;
    }
    // The unit stands once: 10 to 20 per cent.
    if low.kind == Kind::Plain {
        low.kind = match high.kind {
            Kind::Percent | Kind::Money(_) => high.kind,
            _ => low.kind,
        };
    }
    if low.slots == [0; 2] || (low.kind == Kind::Plain && high.kind == Kind::Plain) {
        low.slots = high.slots;
    }
    if let (Kind::Money(_), Kind::Plain) = (low.kind, high.kind) {
        high.kind = low.kind;
    }
    if is_dash || gap == "to" {
        (low.upper, high.is_upper) = (high.value, true);
    }
}

/// Whether a dash and then a digit come next: *978 - 0 - 670* is the number of a book and no range.
fn is_joined(mut beside: impl Iterator<Item = char>) -> bool {
    let mut next = || beside.find(|c| *c != ' ');
    next().is_some_and(|c| "-–—‑".contains(c)) && next().is_some_and(|c| c.is_ascii_digit())
}
