//! Where an answer shows code: what stands there is no claim and no citation.

use std::ops::Range;

/// Fenced blocks and inline code of a Markdown text, in order.
pub(crate) fn regions(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find('`') {
        let start = at + offset;
        let ticks = bytes[start..].iter().take_while(|byte| **byte == b'`').count();
        let body = start + ticks;
        // A fence that never closes runs to the end: the model was cut off. Inline code stays on its line.
        let limit = if ticks >= 3 { text.len() } else { text[body..].find('\n').map_or(text.len(), |n| body + n) };
        let close = closing(&bytes[body..limit], ticks).map(|offset| body + offset + ticks);
        match close {
            Some(end) => out.push(start..end),
            None if ticks >= 3 => out.push(start..text.len()),
            None => {}
        }
        at = out.last().map_or(body, |region| region.end.max(body));
    }
    out
}

/// The offset of a run of exactly so many backticks.
fn closing(bytes: &[u8], ticks: usize) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        if run == ticks {
            return Some(at);
        }
        at += run.max(1);
    }
    None
}

/// Whether a place lies in one of the regions.
pub(crate) fn covers(regions: &[Range<usize>], at: usize) -> bool {
    let after = regions.partition_point(|region| region.start <= at);
    after > 0 && at < regions[after - 1].end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found_and_prose_is_not() {
        let text = "a `b` c\n```py\nd[1]\n``` e ` f\n```open";
        let found: Vec<&str> = regions(text).into_iter().map(|region| &text[region]).collect();
        assert_eq!(found, ["`b`", "```py\nd[1]\n```", "```open"]);
        let regions = regions(text);
        assert!(covers(&regions, 3) && !covers(&regions, 0) && !covers(&regions, 6));
    }
}
