//! Citation markers: `[2]`, `[1, 3]`, `[2-4]`, `[^2]`, `(Doc 2)`, `[Source 2]`, `【2†…】`.

use std::ops::Range;

use crate::code;

/// A marker in the answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marker {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The numbers that it cites, the bounds of a range included.
    pub(crate) numbers: Vec<u32>,
    /// Whether a list in the answer itself says what it points to.
    pub(crate) defined: bool,
}

/// The words that may name a context beside its number.
const NOUNS: [&str; 10] =
    ["document", "doc", "source", "reference", "ref", "context", "passage", "excerpt", "citation", "chunk"];

/// Numbers in one marker. Longer lists are arrays.
const MAX_NUMBERS: usize = 8;

/// The citation markers of an answer, in order. What looks like an array index, an interval, a link's label
/// or a year is none.
pub(crate) fn markers(text: &str) -> Vec<Marker> {
    read(text).0
}

/// The citation markers of an answer, and the entries of reference lists in it, each in order.
pub(crate) fn read(text: &str) -> (Vec<Marker>, Vec<Marker>) {
    let code = code::regions(text);
    let mut out: Vec<Marker> = Vec::new();
    let mut listed: Vec<Marker> = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(['[', '(', '【']) {
        let start = at + offset;
        let open = text[start..].chars().next().unwrap_or('[');
        at = start + open.len_utf8();
        if code::covers(&code, start) {
            continue;
        }
        let Some((body, end)) = body(text, at, open) else { continue };
        let Some(numbers) = parse(&text[body], open) else { continue };
        at = end;
        if is_entry(text, start, end) {
            listed.push(Marker { start, end, numbers, defined: true });
        } else if open != '[' || is_citation(text, start..end, numbers.len()) {
            out.push(Marker { start, end, numbers, defined: false });
        }
    }
    for marker in &mut out {
        let is_listed = |number: &u32| listed.iter().any(|entry| entry.numbers.contains(number));
        marker.defined = marker.numbers.iter().all(is_listed);
    }
    (out, listed)
}

/// Where anything stands that a reader takes for a citation: markers, author and year (`(Smith et al., 2020)`),
/// raised digits, and marks with a name (`[^note]`, `【4:0†source】`).
pub(crate) fn citations(text: &str) -> Vec<usize> {
    let mut out: Vec<usize> = markers(text).iter().map(|marker| marker.start).collect();
    for (at, c) in text.char_indices() {
        let is_mark = match c {
            '(' | '[' => {
                let inner = &text[at + 1..];
                let body = inner.find([')', ']']).filter(|end| *end <= 120).map(|end| &inner[..end]);
                body.is_some_and(|body| is_author_year(body) || (c == '[' && body.len() > 1 && body.starts_with('^')))
            }
            '【' => text[at..].find('】').is_some_and(|end| text[at..at + end].contains('†')),
            // Behind a word or a stop: what is raised behind a unit or a variable is a power.
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' => {
                let before = &text[..at];
                before.ends_with(['.', ',', '”', '"', ')']) || before.chars().rev().take(4).all(char::is_alphabetic)
            }
            _ => false,
        };
        if is_mark {
            out.push(at);
        }
    }
    out
}

/// `Smith 2020`, `Smith & Jones, 2020a`, `see Smith et al. 2020, p. 4`.
fn is_author_year(body: &str) -> bool {
    let words = || body.split([' ', ',', ';', '\u{a0}']).filter(|word| !word.is_empty());
    let is_year = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        digits.len() == 4
            && word.len() <= 5
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(&digits[..2], "17" | "18" | "19" | "20")
    };
    let Some(year) = words().position(is_year) else { return false };
    let named = |word: &str| word.len() > 1 && word.starts_with(char::is_uppercase) && !is_month(word);
    let small = ["and", "&", "et", "al", "al.", "see", "e.g.", "cf.", "van", "von", "de", "der", "in"];
    (1..=8).contains(&year)
        && words().take(year).any(named)
        && words().take(year).all(|word| named(word) || small.contains(&word))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.iter().any(|month| word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(month))) && word.len() <= 9
}

/// What stands between the brackets, and where the marker ends.
fn body(text: &str, start: usize, open: char) -> Option<(Range<usize>, usize)> {
    let close = match open {
        '[' => ']',
        '(' => ')',
        _ => '】',
    };
    // A marker is short; text in brackets is not.
    let limit = text.floor_char_boundary((start + 80).min(text.len()));
    let end = start + text[start..limit].find([close, '\n', '['])?;
    text[end..].starts_with(close).then_some((start..end, end + close.len_utf8()))
}

/// The numbers of a marker's body, if that is what it is.
fn parse(body: &str, open: char) -> Option<Vec<u32>> {
    if open == '【' {
        let digits = body.find('†').map(|dagger| &body[..dagger]).unwrap_or(body);
        return number(digits).map(|number| vec![number]);
    }
    let body = body.trim();
    let named = NOUNS.iter().find_map(|noun| {
        let rest =
            body.get(noun.len()..).filter(|_| body.as_bytes()[..noun.len()].eq_ignore_ascii_case(noun.as_bytes()))?;
        let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
        let rest = rest.strip_prefix(['.', ':']).unwrap_or(rest).trim_start();
        Some(rest.strip_prefix('#').unwrap_or(rest))
    });
    let list = match (named, open) {
        (Some(rest), _) => rest,
        (None, '[') => body.strip_prefix('^').unwrap_or(body),
        (None, _) => return None,
    };
    let numbers: Option<Vec<u32>> = list.split([',', ';', '-', '–', '&']).map(|item| number(item.trim())).collect();
    numbers.filter(|numbers| numbers.len() <= MAX_NUMBERS)
}

/// Up to three digits: four are a year.
fn number(text: &str) -> Option<u32> {
    let sound = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

/// Whether the marker begins an entry of a reference list: first on its line, with a text after it.
fn is_entry(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '*', '-', '\t']);
    let first = before.is_empty() || before.ends_with('\n');
    let line = text[end..].split('\n').next().unwrap_or_default();
    first && line.trim_matches([':', '.', ' ', '*']).len() > 2
}

/// Whether `[n]` in prose is a citation rather than an index, an interval or a link's label.
fn is_citation(text: &str, marker: Range<usize>, numbers: usize) -> bool {
    let after = &text[marker.end..];
    if after.starts_with('(') {
        return false;
    }
    let before = &text[..marker.start];
    let attached = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')'));
    if attached {
        return follows_word(before, after);
    }
    let before = before.trim_end();
    if before.ends_with(['=', '(', '+', '*', '/', '<', '∈', '{', '→']) {
        return false;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let in_set =
        ["interval", "range", "array", "list", "vector", "index", "indices", "tuple", "shape", "matrix", "element"];
    let set = in_set.iter().any(|noun| noun.eq_ignore_ascii_case(word));
    let between = numbers > 1
        && ["in", "between", "from", "over", "on", "is", "of"].iter().any(|noun| noun.eq_ignore_ascii_case(word));
    !(set || between)
}

/// `rose[2].` is a citation, `row[2]` and `argv[2].len` are not: an index follows a name, and its statement
/// goes on.
fn follows_word(before: &str, after: &str) -> bool {
    let start = before.rfind(|c: char| c.is_whitespace() || matches!(c, '[' | '(')).map_or(0, |at| at + 1);
    let word = before.get(start..).unwrap_or_default().trim_end_matches(')');
    let names = [
        "array", "list", "argv", "items", "values", "index", "matrix", "table", "nums", "args", "data", "stack",
        "queue",
    ];
    let is_name = word.contains(['_', '.', '$', '='])
        || names.contains(&word)
        || (word.len() <= 3 && word.is_ascii())
        || word.chars().skip(1).any(char::is_uppercase);
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let ends =
        after.is_empty() || after.starts_with(['.', ',', ';', ':', '!', '?', '\n', '[', ' ', '"', '”', ')', '*']);
    let goes_on = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
    let assigned = after.trim_start().starts_with(['=', '+', '*']) && !after.starts_with('*');
    ends && !goes_on && !assigned && (is_number || !is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Vec<u32>> {
        markers(text).into_iter().map(|marker| marker.numbers).collect()
    }

    #[test]
    fn markers_of_every_form_are_read() {
        assert_eq!(
            found("Rose [2]. Fell[3]; (Doc 4) [Source 5, 6] [^7] 【8†report】 [1-3] 4%[9]"),
            [vec![2], vec![3], vec![4], vec![5, 6], vec![7], vec![8], vec![1, 3], vec![9]]
        );
    }

    #[test]
    fn indices_years_links_and_intervals_are_none() {
        for text in [
            "use `a[7]` here",
            "row[7] = 3",
            "sys.argv[7]",
            "```\nx [7]\n```",
            "in [2019] it",
            "see [7](https://a.example)",
            "x = [1, 2]",
            "the interval [5, 10]",
            "(see 7)",
            "[7 days]",
            "values in [0, 9]",
            "【4:0†source】",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn other_citations_are_seen_too() {
        for text in [
            "(Smith 2020)",
            "(Smith & Jones, 2020a)",
            "(see Smith et al. 2020, p. 4)",
            "Rose.²",
            "[^note]",
            "【4:0†source】",
        ] {
            assert_eq!(citations(text).len(), 1, "{text}");
        }
        for text in ["(in 2020)", "(March 2020)", "(rose 4% in 2020)", "(2020)", "[Form]", "10 m² and x²"] {
            assert!(citations(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_list_in_the_answer_defines_its_markers() {
        let markers = markers("Rose [7].\n\n[7] Annual report, page 3");
        assert_eq!(markers.len(), 1);
        assert!(markers[0].defined);
    }
}
