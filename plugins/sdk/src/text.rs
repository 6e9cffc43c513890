//! What rules of several packs ask of a text: words, sentences, entropy.

use std::ops::Range;

/// The words of a text: maximal runs of letters, digits, and apostrophes or hyphens between them.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + text[start..].chars().next().map_or(1, char::len_utf8);
        while let Some(&(at, c)) = chars.peek() {
            let joins = matches!(c, '\'' | '’' | '-')
                && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
            if !c.is_alphanumeric() && !joins {
                break;
            }
            chars.next();
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// The sentences of a text: cut after `.`, `!`, `?` or `…` (with closing quotes and brackets) before white
/// space, and at line breaks. Common English abbreviations, initials and numbered list markers do not end a
/// sentence. Ranges are trimmed and never empty.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = match c {
            '\n' => at,
            '.' | '!' | '?' | '…' => {
                while chars
                    .peek()
                    .is_some_and(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '\'' | ')' | ']' | '”' | '’' | '*'))
                {
                    chars.next();
                }
                let end = chars.peek().map_or(text.len(), |(next, _)| *next);
                let before_space = chars.peek().is_none_or(|(_, c)| c.is_whitespace());
                if !before_space || (c == '.' && abbreviates(&text[start..at])) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        push_trimmed(text, start..end, &mut out);
        start = end;
    }
    push_trimmed(text, start..text.len(), &mut out);
    out
}

fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let start = range.start + (piece.len() - piece.trim_start().len());
        out.push(start..start + trimmed.len());
    }
}

/// Whether a full stop after this text belongs to its last word.
fn abbreviates(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 24] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "fig", "al", "inc", "ltd", "co", "jr",
        "sr", "approx", "dept", "est", "u.s", "u.k", "p",
    ];
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial = last.len() == 1 && last.starts_with(|c: char| c.is_ascii_uppercase() && c != 'I');
    let is_marker = last.len() == before.trim_start().len() && last.bytes().all(|b| b.is_ascii_digit());
    is_initial || (is_marker && !last.is_empty()) || ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(last))
}

/// Shannon entropy in bits per byte. Random base64 of 20 characters and more has about 4 and up, English words
/// under 3.5.
pub fn entropy(text: &str) -> f32 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let total = text.len() as f32;
    let share = |count: u32| count as f32 / total;
    -counts.iter().filter(|count| **count > 0).map(|count| share(*count) * share(*count).log2()).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_inner_apostrophes_and_hyphens() {
        let text = "Don’t stop-gap it: 3 't x-";
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["Don’t", "stop-gap", "it", "3", "t", "x"]);
    }

    #[test]
    fn sentences_survive_abbreviations_numbers_and_lists() {
        let text = "Dr. Smith paid 3.50 to J. Doe. “Really?” Yes!\n1. First item. 2. e.g. this";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Dr. Smith paid 3.50 to J. Doe.", "“Really?”", "Yes!", "1. First item.", "2. e.g. this"]);
    }

    #[test]
    fn entropy_tells_random_from_words() {
        assert!(entropy("aaaaaaaa") < 0.1);
        assert!(entropy("q8Zr1vT0pLm4KxW9sD2f") > 4.0);
    }
}
