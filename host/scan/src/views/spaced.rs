use super::offsets::{Rewriter, Rewritten, Source};

/// How many single characters in a row are taken for a text that was spelled out.
const MIN_SINGLES: usize = 6;

/// How far apart the fast test may look. Of any run of [`MIN_SINGLES`] characters and the separators between
/// them, eleven bytes, it sees three separators two bytes apart.
const STEP: usize = 6;

/// Joins single letters and digits that stand apart by the same separator: `4 5 3 9 1 4`, `A-K-I-A-X-Y`.
pub(crate) fn join(source: Source<'_>) -> Option<Rewritten> {
    let bytes = source.text.as_bytes();
    let mut rewriter = Rewriter::new(source);
    let mut at = 0;
    while let Some(separator) = next_candidate(bytes, at) {
        let (first, last) = run(source.text, separator, at);
        if last >= first + 2 * (MIN_SINGLES - 1) {
            for separator in (first + 1..last).step_by(2) {
                rewriter.replace(separator..separator + 1, "");
            }
        }
        // The last character can also be the first of a run with another separator. What comes before it is
        // looked at no more, so that all is linear.
        at = last.max(separator + 1);
    }
    rewriter.finish()
}

/// Whether there may be something to join.
pub(crate) fn could_apply(bytes: &[u8]) -> bool {
    next_candidate(bytes, 0).is_some()
}

/// The place of a separator that may be within a run, at or after `from`.
fn next_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (step, separator) = rest.windows(STEP).step_by(STEP).enumerate().find_map(|(step, window)| {
        let &[a, b, c, d, e, f] = window else { return None };
        // Without short cuts: almost never so in ordinary text, and two branches for every window cost more.
        if !((a == c) & (c == e) | (b == d) & (d == f)) {
            return None;
        }
        let is_run = |mark: u8, inner: [u8; 2]| is_separator(mark) && inner.iter().all(u8::is_ascii_alphanumeric);
        if a == c && c == e && is_run(a, [b, d]) {
            Some((step, 0))
        } else {
            (b == d && d == f && is_run(b, [c, e])).then_some((step, 1))
        }
    })?;
    Some(from + step * STEP + separator)
}

/// The places of the first and the last single character of the run around a separator.
fn run(text: &str, separator: usize, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mark = bytes[separator];
    let is_single = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut first = separator + 1;
    while first >= from + 2 && bytes[first - 1] == mark && is_single(first - 2) {
        first -= 2;
    }
    let mut last = separator + 1;
    while bytes.get(last + 1) == Some(&mark) && is_single(last + 2) {
        last += 2;
    }
    // The outermost ones may be the end and the beginning of longer words.
    if text[..first].chars().next_back().is_some_and(char::is_alphanumeric) {
        first += 2;
    }
    if text[last + 1..].chars().next().is_some_and(char::is_alphanumeric) {
        last = last.saturating_sub(2);
    }
    (first, last)
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'_' | b'*' | b'/' | b',' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::offsets::Offsets;

    fn joined(text: &str) -> Option<String> {
        join(Source { text, offsets: &Offsets::Same }).map(|made| made.text)
    }

    #[test]
    fn spelled_out_text_is_joined_wherever_it_starts() {
        for before in 0..20 {
            let before = "; ".repeat(before / 2) + if before % 2 == 1 { "(" } else { "" };
            for mark in [" ", "-", ".", "_", "*", "/", ",", "\n"] {
                let text = format!("{before}{}!", ["4", "5", "3", "9", "x", "Y"].join(mark));
                assert_eq!(joined(&text), Some(format!("{before}4539xY!")), "{text:?}");
            }
        }
        assert_eq!(joined("its A-K-I-A-X-Y-Z. Ok").as_deref(), Some("its AKIAXYZ. Ok"));
        assert_eq!(joined("a.b.c.d.e.f g-h-i-j-k-l").as_deref(), Some("abcdef ghijkl"));
        assert_eq!(joined("p a s s w o r d  i s  h u n t e r").as_deref(), Some("password  i s  hunter"));
    }

    #[test]
    fn words_and_short_runs_stay() {
        for same in
            ["a b c d e", "1, 2, 3, 4, 5, 6, 7", "xa b c d e fg", "12 34 56 78 90 12", "a b-c d-e f-g h", "-----------"]
        {
            assert_eq!(joined(same), None, "{same}");
        }
    }

    #[test]
    fn the_ends_of_longer_words_are_not_part_of_a_run() {
        assert_eq!(joined("xa b c d e f g hi").as_deref(), Some("xa bcdefg hi"));
        assert_eq!(joined("xa b c d e f gh"), None);
        assert_eq!(joined("a b c d e f-g-h-i-j-k").as_deref(), Some("abcdefghijk"));
        assert_eq!(joined("éa b c d e f g").as_deref(), Some("éa bcdefg"));
    }
}
