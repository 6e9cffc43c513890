/// The candidate that a person who wrote `word` most likely meant, for "did you mean" help.
///
/// Distance is optimal string alignment on lower-case text; a candidate further away than a third of
/// the word (at least one edit, at most three) is no candidate.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let keys = ["answer", "contexts", "messages"];
        assert_eq!(closest("context", keys), Some("contexts"));
        assert_eq!(closest("Anwser", keys), Some("answer"));
        assert_eq!(closest("temperature", keys), None);
    }
}
