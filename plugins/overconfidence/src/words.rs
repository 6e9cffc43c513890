//! Words of folded text.

pub(crate) use lictor_sdk::terms::{find_term, folded, is_word, mentions};

/// Whether a text starts with one of these, parted by `|`.
pub(crate) fn starts_with_any(text: &str, starts: &str) -> bool {
    starts.split('|').any(|start| text.starts_with(start))
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
