//! Quotations of an answer, and how nearly a source has them.

use std::ops::Range;

use crate::code;
use crate::tokens::Token;

/// Words that a quotation needs before it is held against the sources.
pub(crate) const MIN_WORDS: usize = 5;
/// Words of a quotation that are compared; the rest of a very long one is left.
const MAX_WORDS: usize = 160;
/// From here on a source is what was meant; a lower share is another text, or a title, or irony.
const NEARLY: f32 = 0.8;

/// What stands between quotation marks, in order. Straight marks pair up within their line.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            // A quotation may run over lines, but not over a paragraph's end; a straight one not over a line's.
            ('\n', Some((mark, start))) if mark == '"' || text[start..at].ends_with('\n') => open = None,
            ('"', Some(('"', start)))
            | ('”', Some(('“', start)))
            | ('“' | '”', Some(('„', start)))
            | ('»', Some(('«', start))) => {
                out.push(start..at);
                open = None;
            }
            ('"', None) | ('“' | '„' | '«', _) => open = Some((c, at + c.len_utf8())),
            _ => {}
        }
    }
    out
}

/// The quotations that quote somebody. Quotation marks in code and in JSON are syntax.
pub(crate) fn spoken(text: &str) -> Vec<Range<usize>> {
    let mut found = quotations(text);
    // Cut off or not: no prose begins like this.
    let is_json = || {
        let inner = text.trim_start().strip_prefix(['{', '[']).map(str::trim_start);
        inner.is_some_and(|inner| inner.starts_with(['"', '{', '[']))
    };
    if found.is_empty() || is_json() {
        return Vec::new();
    }
    let code = code::regions(text);
    // The value of a key, in JSON that stands between other words.
    let is_value = |start: usize| {
        let before = text[..start].strip_suffix('"').map(str::trim_end).and_then(|before| before.strip_suffix(':'));
        before.is_some_and(|before| before.trim_end().ends_with('"'))
    };
    found.retain(|quotation| !code::covers(&code, quotation.start) && !is_value(quotation.start));
    found
}

/// The stretches of a quotation that claim to be verbatim: what ellipses and bracketed insertions part.
pub(crate) fn stretches(text: &str, quotation: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = quotation.start;
    let mut at = start;
    while at < quotation.end {
        let rest = &text[at..quotation.end];
        let cut = if rest.starts_with('…') {
            '…'.len_utf8()
        } else if rest.starts_with("...") || rest.starts_with(". . .") {
            rest.len() - rest.trim_start_matches(['.', ' ']).len()
        } else if let Some(inner) = rest.strip_prefix('[') {
            inner.find(']').map_or(1, |close| close + 2)
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        out.push(start..at);
        at += cut;
        start = at;
    }
    out.push(start..quotation.end.max(start));
    out
}

/// How a source has a quotation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Match {
    /// Word for word, at these tokens.
    Exact(Range<usize>),
    /// With other words in it: the tokens that stand there, and how similar they are.
    Altered(Range<usize>, f32),
    /// Not at all.
    None,
}

/// Looks for the quoted words in a source. Linear in the source but for the few places that share most words.
pub(crate) fn find(quoted: &[Token], source: &[Token]) -> Match {
    let quoted = &quoted[..quoted.len().min(MAX_WORDS)];
    let wanted: Vec<u32> = quoted.iter().map(|token| token.word).collect();
    if wanted.is_empty() || source.is_empty() {
        return Match::None;
    }
    let same = |window: &[Token]| window.iter().map(|token| token.word).eq(wanted.iter().copied());
    if let Some(at) = source.windows(wanted.len()).position(same) {
        return Match::Exact(at..at + wanted.len());
    }
    let mut sorted = wanted.clone();
    sorted.sort_unstable();
    let known = |token: &Token| sorted.binary_search(&token.word).is_ok();
    // A window that is as similar as we ask shares at least that many words.
    let needed = (wanted.len() as f32 * NEARLY).ceil() as usize;
    let (mut shared, mut best) = (0_usize, (0.0, 0..0));
    let mut done = 0;
    for (at, token) in source.iter().enumerate() {
        shared += usize::from(known(token));
        if at >= wanted.len() {
            shared -= usize::from(known(&source[at - wanted.len()]));
        }
        if shared >= needed && at >= done {
            let margin = wanted.len() / 4 + 1;
            let from = (at + 1).saturating_sub(wanted.len() + margin);
            let to = (at + 1 + 2 * margin).min(source.len());
            let (similarity, range) = align(&wanted, &source[from..to]);
            if similarity > best.0 {
                best = (similarity, from + range.start..from + range.end);
            }
            // The alignment has seen everything up to a little further on.
            done = at + margin;
        }
    }
    if best.0 >= NEARLY { Match::Altered(best.1, best.0) } else { Match::None }
}

/// The stretch of `source` with the fewest edits to `wanted` (Sellers 1980), as similarity and place.
fn align(wanted: &[u32], source: &[Token]) -> (f32, Range<usize>) {
    // A row of edits and, for each, where its stretch begins. A stretch may begin anywhere at no cost.
    let mut row: Vec<(u32, usize)> = (0..=source.len()).map(|at| (0, at)).collect();
    for (index, word) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (index as u32 + 1, 0);
        for at in 1..=source.len() {
            let change = (diagonal.0 + u32::from(source[at - 1].word != *word), diagonal.1);
            let skip = (row[at].0 + 1, row[at].1);
            let insert = (row[at - 1].0 + 1, row[at - 1].1);
            diagonal = row[at];
            row[at] = [skip, insert].into_iter().fold(change, |best, next| if next.0 < best.0 { next } else { best });
        }
    }
    let end = (0..row.len()).min_by_key(|at| row[*at].0).unwrap_or(0);
    let (edits, start) = row[end];
    (1.0 - edits as f32 / wanted.len().max(1) as f32, start.min(end)..end)
}

/// Whether two texts have the same letters and digits: then only spacing, hyphens or marks differ.
pub(crate) fn same_letters(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(one).eq(letters(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokenise;

    fn tokens(text: &str) -> Vec<Token> {
        let mut out = Vec::new();
        tokenise(text, &mut out);
        out
    }

    #[test]
    fn quotations_pair_up() {
        let text = "a \"b c\" d “e\nf” g \"h\ni\" „j“ «k»";
        let found: Vec<&str> = quotations(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["b c", "e\nf", "j", "k"]);
    }

    #[test]
    fn quotation_marks_of_code_and_json_quote_nobody() {
        for silent in ["{\"a\": \"b\"}", "[\"a\", \"b\"]", "{\n \"a\": [\"b\", ", "See `x = \"a\"`."] {
            assert!(spoken(silent).is_empty(), "{silent}");
        }
        let found = |text: &str| spoken(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("Result: {\"key\": \"the value\"}"), ["key"]);
        assert_eq!(found("\"a b\""), ["a b"]);
        assert_eq!(found("She says: \"a b\", and \"c\"."), ["a b", "c"]);
    }

    #[test]
    fn ellipses_and_insertions_part_a_quotation() {
        let text = "a b … c [the d] e... f";
        let found: Vec<&str> = stretches(text, 0..text.len()).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, ["a b", "c", "e", "f"]);
    }

    #[test]
    fn a_changed_word_is_seen_and_another_text_is_not() {
        let source = tokens("In general, the tenant shall keep the garden in good order at all times, as agreed.");
        let find = |quote: &str| find(&tokens(quote), &source);
        assert_eq!(find("The tenant SHALL keep the garden"), Match::Exact(2..8));
        let altered = find("the tenant may keep the garden in good order");
        assert!(matches!(altered, Match::Altered(range, s) if range == (2..11) && (0.85..0.9).contains(&s)));
        assert!(matches!(find("the tenant shall always keep the garden in good order"), Match::Altered(..)));
        assert_eq!(find("the landlord may sell the house at once"), Match::None);
    }

    #[test]
    fn spacing_and_hyphens_are_no_alteration() {
        assert!(same_letters("do n't follow - up", "don’t follow-up"));
        assert!(!same_letters("shall", "may"));
    }
}
