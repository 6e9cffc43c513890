//! Facts and terms of an expectation, and where a text has them.

use std::ops::Range;

use lictor_sdk::{Case, Input, text};

/// The wordings of each fact that the expectation lists: its text and its aliases.
pub(crate) fn facts(case: &Case<'_>) -> Vec<Vec<String>> {
    let parts = case.parts_of(Input::Expectation).filter(|part| part.property("role").as_deref() == Some("fact"));
    parts
        .map(|part| {
            let aliases = part.property("aliases").and_then(|json| serde_json::from_str::<Vec<String>>(&json).ok());
            let mut wordings = aliases.unwrap_or_default();
            wordings.push(part.text().to_owned());
            wordings
        })
        .collect()
}

/// The terms that the answer must not have.
pub(crate) fn forbidden<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a str> {
    let parts = case.parts_of(Input::Expectation);
    parts.filter(|part| part.property("role").as_deref() == Some("forbidden")).map(|part| part.text())
}

/// Where a text has a wording: the same words in the same order, whatever stands between them and in whatever
/// letter case. None for a wording without words.
pub(crate) fn find(text: &str, wording: &str) -> Option<Range<usize>> {
    let wanted: Vec<String> = text::words(wording).map(|word| wording[word].to_lowercase()).collect();
    let words: Vec<Range<usize>> = text::words(text).collect();
    if wanted.is_empty() {
        return None;
    }
    let is = |word: &Range<usize>, wanted: &String| text[word.clone()].to_lowercase() == *wanted;
    // `eval` is no part of `literal_eval`.
    let joined = |range: &Range<usize>| text[..range.start].ends_with('_') || text[range.end..].starts_with('_');
    let all =
        words.windows(wanted.len()).filter(|window| window.iter().zip(&wanted).all(|(word, wanted)| is(word, wanted)));
    all.filter_map(|window| Some(window.first()?.start..window.last()?.end)).find(|range| !joined(range))
}

/// Whether a text gives one of a fact's wordings: as it is written, or all its words with digits.
pub(crate) fn gives(text: &str, wordings: &[String]) -> bool {
    let digits = |wording: &String| {
        let words: Vec<&str> = text::words(wording).map(|word| &wording[word]).collect();
        let mut figures = words.into_iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).peekable();
        figures.peek().is_some() && figures.all(|figure| find(text, figure).is_some())
    };
    wordings.iter().any(|wording| find(text, wording).is_some() || digits(wording))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_found_word_by_word() {
        assert_eq!(find("It costs EUR 25,\nplus VAT.", "25 plus vat"), Some(13..25));
        assert_eq!(find("It costs 250 euro.", "25"), None);
        assert_eq!(find("anything", "—"), None);
        assert_eq!(find("literal_eval(x), eval(x)", "eval"), Some(17..21));
        assert!(gives("It is €25.", &["25 euros".into()]) && !gives("It is €250.", &["25 euros".into()]));
    }
}
