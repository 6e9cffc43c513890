//! Words of folded text.

/// Lower case, and typographic apostrophes made straight.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a folded text has one of these words or phrases, whole. They are parted by `|`: one text takes less
/// room in a component than a table. A star at the end stands for any ending; `n't` is found at the end of words.
pub(crate) fn mentions(text: &str, terms: &str) -> bool {
    terms.split('|').any(|term| find_term(text, term).is_some())
}

/// Whether a text starts with one of these, parted by `|`.
pub(crate) fn starts_with_any(text: &str, starts: &str) -> bool {
    starts.split('|').any(|start| text.starts_with(start))
}

/// Where a term of [`mentions`] stands first.
pub(crate) fn find_term(text: &str, term: &str) -> Option<usize> {
    let (stem, open_end) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
    text.match_indices(stem).map(|(at, _)| at).find(|at| {
        let starts = stem == "n't" || !text[..*at].ends_with(is_word);
        starts && (open_end || !text[at + stem.len()..].starts_with(is_word))
    })
}

/// The end of a text from its last comma, semicolon, colon or dash, or `but`, on.
pub(crate) fn last_clause(text: &str) -> &str {
    let text = text.rsplit([',', ';', ':', '—', '–', '(']).next().unwrap_or(text);
    text.rsplit(" but ").next().unwrap_or(text)
}

/// The last words of a text.
pub(crate) fn words_back(text: &str, count: usize) -> &str {
    if count == 0 {
        return "";
    }
    let trimmed = text.trim_end();
    let start = trimmed.rmatch_indices(char::is_whitespace).nth(count - 1).map_or(0, |(at, _)| at);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words() {
        assert!(mentions("that isn't so", "n't"));
        assert!(mentions("in the investments", "invest*"));
        assert!(!mentions("knowledge", "no|now|edge"));
        assert!(mentions("we, according to him", "according to"));
    }

    #[test]
    fn windows_end_at_clauses_and_counts() {
        assert_eq!(last_clause("no, it is"), " it is");
        assert_eq!(last_clause("not cheap but good "), "good ");
        assert_eq!(words_back("a b c d ", 2), " c d ");
        assert_eq!(words_back("a", 2), "a");
    }
}
