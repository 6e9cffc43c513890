//! Which contexts a sentence of the answer cites by their numbers.

use crate::index::{Answer, Sentence};
use crate::markers::Marker;

/// The numbers that the sentence at this place cites, counted from 1. Markers behind its full stop are its own; those
/// that a list in the answer explains are left out.
pub(crate) fn cited(text: &str, answer: &Answer, at: usize, markers: &[Marker]) -> Vec<usize> {
    let sentence = &answer.sentences[at];
    let end = answer.sentences.get(at + 1).map_or(text.len(), |next| leading_markers(text, next));
    let start = leading_markers(text, sentence).min(sentence.end);
    let own = |marker: &&Marker| (start..end).contains(&marker.start) && !marker.defined;
    markers.iter().filter(own).flat_map(|marker| range(&marker.numbers)).collect()
}

/// Where a sentence begins behind the markers at its start, which belong to the one before.
fn leading_markers(text: &str, sentence: &Sentence) -> usize {
    let words = &text[sentence.start..sentence.end];
    let mut rest = words;
    while let Some(inner) = rest.strip_prefix(['[', '(', '【']) {
        let Some(close) = inner.find([']', ')', '】']).filter(|close| *close < 40) else { break };
        let after = &inner[close..];
        rest = after[after.chars().next().map_or(0, char::len_utf8)..].trim_start_matches([' ', '.']);
    }
    sentence.start + words.len() - rest.len()
}

/// What a marker cites. A range `[2-4]` names its bounds only; what lies between belongs to it.
fn range(numbers: &[u32]) -> std::ops::RangeInclusive<usize> {
    let low = numbers.iter().min().copied().unwrap_or(0);
    let high = numbers.iter().max().copied().unwrap_or(0);
    low as usize..=high as usize
}
