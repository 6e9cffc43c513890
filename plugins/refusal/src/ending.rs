//! How a text ends: finished, or in the middle of something.

use std::ops::Range;

use lictor_sdk::text;

use crate::list::is_item;

/// Words that no sentence ends in, in English, and that are no word's end in the other large languages.
const OPEN_WORDS: [&str; 15] =
    ["the", "an", "and", "of", "to", "with", "from", "which", "is", "are", "your", "their", "its", "into", "than"];

/// Fewer words are a title, a name or a label.
const LINE_WORDS: usize = 5;

/// Whether the text breaks off.
pub(crate) fn is_cut_off(answer: &str) -> bool {
    let text = answer.trim_end();
    if in_open_fence(text) {
        return true;
    }
    let last = last_line(text);
    let line = last.trim_start();
    if line.starts_with(['#', '|', '>', '`']) || line.is_empty() {
        return false;
    }
    if is_stub(line) {
        return text.lines().rev().skip(1).any(is_item);
    }
    let words = text::words(line).count();
    let tag = line.rsplit(' ').next().is_some_and(|word| word.starts_with(['#', '@']));
    if tag || words < LINE_WORDS || looks_like_code(line) {
        return false;
    }
    let ending = line.chars().next_back();
    match ending {
        Some(',' | '(' | '[' | '{' | ':') => true,
        Some(c) if c.is_lowercase() => {
            let word = line.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            OPEN_WORDS.iter().any(|open| open.eq_ignore_ascii_case(word)) || breaks_habit(text, line)
        }
        _ => false,
    }
}

/// The last words, for evidence: at most the last line, and not all of a long one. Never empty for a text with
/// something in it.
pub(crate) fn tail(answer: &str) -> Range<usize> {
    const BYTES: usize = 60;
    let text = answer.trim_end();
    let line = last_line(text);
    let start = text.len() - line.trim_start().len();
    let mut from = text.len().saturating_sub(BYTES).max(start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    from..text.len()
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

fn in_open_fence(text: &str) -> bool {
    text.lines().filter(|line| line.trim_start().starts_with("```")).count() % 2 == 1
        && text.matches("```").count() % 2 == 1
}

/// `3.` or `-` and nothing else.
fn is_stub(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    (digits.len() < line.len() && matches!(digits, "." | ")")) || matches!(line, "-" | "*" | "•")
}

fn looks_like_code(line: &str) -> bool {
    line.contains([';', '=', '<', '\\']) || line.contains("()") || line.contains("://")
}

/// Whether a line without a full stop differs from those before it, which have one: lines of the same kind for an
/// item, sentences before it in the same line or text for running text.
fn breaks_habit(text: &str, line: &str) -> bool {
    let ended = |line: &str| line.trim_end().ends_with(['.', '!', '?', '”', '"', ')', '*', ':']);
    let before = &text[..text.len() - line.len()];
    let earlier = before.lines().filter(|line| !line.trim().is_empty());
    if is_item(line) {
        let items: Vec<&str> = earlier.filter(|line| is_item(line)).collect();
        return items.len() >= 2
            && items.iter().all(|item| ended(item) && !item.trim_end().ends_with(['*', ':', ')', '"']));
    }
    let in_line = line.contains(". ") || line.contains("! ") || line.contains("? ");
    let mut prose = earlier.filter(|line| text::words(line).count() >= LINE_WORDS).peekable();
    let has_prose = prose.peek().is_some();
    in_line && prose.all(ended) || has_prose && text::words(line).count() >= 2 * LINE_WORDS && prose_ends(before)
}

fn prose_ends(before: &str) -> bool {
    let mut long = before.lines().filter(|line| text::words(line).count() >= LINE_WORDS && !is_item(line)).peekable();
    long.peek().is_some() && long.all(|line| line.trim_end().ends_with(['.', '!', '?', '”', '"', ')', '*', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_seen_and_a_style_is_not() {
        for text in [
            "It works like this. First the pump draws water from the",
            "One sentence.\n\n1. Open the lid fully.\n2. Take the tray out.\n3. Wash it in warm water with a soft",
            "Das Gerät ist an. Danach drücken Sie lange auf die linke Taste und warten",
            "Steps:\n- Open it\n- Close it\n-",
        ] {
            assert!(is_cut_off(text), "{text}");
        }
        for text in [
            "",
            " ",
            "yes",
            "A title without an end",
            "All is well.\n\nBest wishes,",
            "Roses are red\nviolets are blue\nand so are you my dear",
            "Shopping. For today we need\n- milk and butter from the shop\n- a loaf of rye bread for two",
            "これは完成した文です",
            "We are open again. Come and see us! #coffee #munich",
            "See https://example.com/a. Or else see https://example.com/path/to/page",
        ] {
            assert!(!is_cut_off(text), "{text}");
        }
    }

    #[test]
    fn the_tail_lies_on_character_boundaries() {
        let text = "é".repeat(100);
        assert!(text.is_char_boundary(tail(&text).start));
        assert_eq!(tail("a\nbc \n"), 2..4);
        assert_eq!(tail(""), 0..0);
    }
}
