//! Marks in a text: single quotation marks, speakers of a dialogue, citations.

use std::ops::Range;

use crate::words::{folded, is_word};

/// Words before a colon that introduce the answer's own text, not somebody's turn in a dialogue.
const OWN_LABELS: &str = "\
    answer|note|update|status|summary|confidence|done|confirmed|important|result|conclusion|assistant|bot|\
    ai|support|agent|verdict|diagnosis|recommendation|dosage|dose|treatment|guarantee|bottom line|good news|\
    short answer|in short|refund|price";

/// Whether a straight or curly single quotation mark was opened and not closed. Apostrophes do not open.
pub(crate) fn opens_single_quote(line: &str) -> bool {
    let mut open = false;
    let mut previous = ' ';
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        match c {
            '‘' => open = true,
            '\'' if !is_word(previous) && next.is_alphabetic() => open = true,
            '\'' | '’' if !is_word(next) => open = false,
            _ => {}
        }
        previous = c;
    }
    // A mark right before the hit opens it.
    open || line.ends_with('\'') && !line.trim_end_matches('\'').ends_with(is_word)
}

/// Whether the line up to the hit starts with a speaker's name, as in a script: `Anna: I have …`.
pub(crate) fn is_turn(line: &str) -> bool {
    let Some((name, _)) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|name| (name, ""))) else {
        return false;
    };
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let short = !name.is_empty() && name.len() <= 24 && name.split_whitespace().count() <= 3;
    let named = name.starts_with(|c: char| c.is_uppercase()) && !name.contains(['.', ',', '!', '?']);
    short && named && OWN_LABELS.split('|').all(|label| label != folded(name))
}

/// Whether a text has a citation marker.
pub(crate) fn has_marker(text: &str) -> bool {
    // Every marker has one of these bytes, and few sentences do: brackets, the colon of an address, what lies beyond ASCII.
    if !text.bytes().any(|byte| matches!(byte, b'[' | b'(' | b':') || !byte.is_ascii()) {
        return false;
    }
    let bracketed = |open: char, close: char, fits: fn(&str) -> bool| {
        text.split(open).skip(1).any(|rest| rest.split_once(close).is_some_and(|(inside, _)| fits(inside)))
    };
    let number = |inside: &str| {
        !inside.is_empty()
            && inside.len() <= 12
            && inside.starts_with(|c: char| c.is_ascii_digit() || c == '^')
            && inside.chars().any(|c| c.is_ascii_digit())
    };
    let year = |inside: &str| {
        inside
            .split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
    };
    bracketed('[', ']', number)
        || bracketed('【', '】', number)
        || bracketed('(', ')', year)
        || text.contains("http://")
        || text.contains("https://")
        || text.contains("](")
        || text.contains(['¹', '²', '³', '⁴', '⁵'])
}

/// What stands in double quotation marks, line by line, the marks left out.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut open) = (Vec::new(), None);
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\n', _) => open = None,
            ('"' | '“', None) => open = Some((at + c.len_utf8(), c)),
            ('"', Some((start, '"'))) | ('”', Some((start, '“'))) => {
                found.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_end_with_their_own_mark() {
        let text = "A \"b\" and “c \"d\"” or \"e\n\"f\".";
        let found: Vec<&str> = quotations(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["b", "c \"d\"", "f"]);
    }
}
