use std::ops::Range;

use super::offsets::{Rewriter, Rewritten, Source};

/// How much white space may stand between a quote and the plus sign, in bytes. Enough for a line break and an
/// indent; a bound keeps the search linear.
const MAX_SPACE: usize = 64;

/// Joins string literals that are added up: `"abc" + "def"` becomes `"abcdef"`.
pub(crate) fn join(source: Source<'_>) -> Option<Rewritten> {
    let mut rewriter = Rewriter::new(source);
    let mut end = 0;
    for seam in seams(source.text.as_bytes()) {
        // In `"a"+"+"+"b"` a quote can be part of two seams.
        if seam.start >= end {
            end = seam.end;
            rewriter.replace(seam, "");
        }
    }
    rewriter.finish()
}

/// Whether there is something to join.
pub(crate) fn could_apply(bytes: &[u8]) -> bool {
    seams(bytes).next().is_some()
}

/// From the quote before each plus sign to the same quote after it.
fn seams(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    memchr::memchr_iter(b'+', bytes).filter_map(|plus| {
        let before = bytes[..plus].iter().rev().take(MAX_SPACE).position(|byte| !byte.is_ascii_whitespace())?;
        let after = bytes[plus + 1..].iter().take(MAX_SPACE).position(|byte| !byte.is_ascii_whitespace())?;
        let (start, end) = (plus - 1 - before, plus + 1 + after);
        (matches!(bytes[start], b'"' | b'\'' | b'`') && bytes[start] == bytes[end]).then_some(start..end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::offsets::Offsets;

    fn joined(text: &str) -> Option<String> {
        join(Source { text, offsets: &Offsets::Same }).map(|made| made.text)
    }

    #[test]
    fn string_literals_that_are_added_up_are_joined() {
        assert_eq!(joined(r#"k = "abc" + "def""#).as_deref(), Some(r#"k = "abcdef""#));
        assert_eq!(joined("'a'+'b' +\n    'c'").as_deref(), Some("'abc'"));
        assert_eq!(joined(r#""a"+"+"+"b""#).as_deref(), Some(r#""a+b""#));
    }

    #[test]
    fn other_sums_stay() {
        for same in ["1 + 2", "\"a\" + b", "\"a\" + 'b'", "+", "\"+", "+\"", "C++"] {
            assert_eq!(joined(same), None, "{same}");
        }
    }
}
