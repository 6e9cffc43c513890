//! Where a Markdown text shows code, which a reader's program displays and neither fetches nor runs.

use std::ops::Range;

/// Fenced blocks and inline code, in order. A fence that is never closed reaches to the end, as CommonMark says.
pub(crate) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut fence: Option<(usize, u8, usize)> = None;
    let mut paragraph = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let indent = line.len() - line.trim_start_matches([' ', '>', '\t']).len();
        let marker = line.as_bytes().get(indent).copied().filter(|byte| matches!(byte, b'`' | b'~'));
        let length = line.bytes().skip(indent).take_while(|byte| Some(*byte) == marker).count();
        let info = &line[indent + length..];
        match fence {
            Some((start, byte, least)) if marker == Some(byte) && length >= least && info.trim().is_empty() => {
                ranges.push(start..next);
                (fence, paragraph) = (None, next);
            }
            None if length >= 3 && !(marker == Some(b'`') && info.contains('`')) => {
                inline_code(text, paragraph..at, &mut ranges);
                fence = marker.map(|byte| (at, byte, length));
            }
            _ => {}
        }
        at = next;
    }
    match fence {
        Some((start, ..)) => ranges.push(start..text.len()),
        None => inline_code(text, paragraph..text.len(), &mut ranges),
    }
    ranges
}

/// Whether a place lies in one of the ranges.
pub(crate) fn is_in(ranges: &[Range<usize>], at: usize) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

/// Runs of back-ticks that are closed by one of the same length within the same paragraph.
fn inline_code(text: &str, part: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let bytes = &text.as_bytes()[..part.end];
    let run = |from: usize| bytes[from..].iter().take_while(|byte| **byte == b'`').count();
    let mut at = part.start;
    while at < bytes.len() {
        let length = run(at);
        if length == 0 {
            at += 1;
            continue;
        }
        let paragraph = text[at..part.end].find("\n\n").map_or(part.end, |end| at + end);
        let mut close = at + length;
        while close < paragraph && run(close) != length {
            close += run(close).max(1);
        }
        if close < paragraph {
            ranges.push(at..close + length);
            at = close + length;
        } else {
            at += length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_inline_code_are_code() {
        let text = "a `b` c\n```html\n<i>\n```\nd ``e ` f`` g\n~~~\nh\n";
        let code: Vec<&str> = code_ranges(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(code, ["`b`", "```html\n<i>\n```\n", "``e ` f``", "~~~\nh\n"]);
    }

    #[test]
    fn a_lone_back_tick_opens_nothing() {
        assert!(code_ranges("it`s <b>\n\nand `so").is_empty());
        assert!(code_ranges("").is_empty());
    }
}
