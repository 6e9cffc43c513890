//! Whether an answer cites a context: by a citation beside the text, by a marker with its number (`[2]`, `[1, 3]`, `[2-4]`,
//! `【2†…】`), or by its id, title or address in the text.

use lictor_model::Sample;

use super::forbidden::{folded, holds};
use super::{Judgement, fail};
use crate::Outcome;

/// Shorter ids and titles stand in any text; they count in brackets only.
const TELLING: usize = 4;

pub(super) fn check(sample: &Sample, id: &str) -> Judgement {
    let contexts = sample.contexts.as_deref().unwrap_or_default();
    let place = contexts.iter().position(|context| context.id.as_deref() == Some(id));
    let context = place.map(|place| &contexts[place]);
    let source = context.and_then(|context| context.source.as_deref()).filter(|source| !source.is_empty());
    let title = context.and_then(|context| context.title.as_deref()).filter(|title| title.chars().count() >= TELLING);
    let beside = sample.citations.iter().flatten().any(|citation| {
        citation.context.as_deref() == Some(id) || (source.is_some() && citation.url.as_deref() == source)
    });
    let answer = sample.answer.as_deref().unwrap_or_default();
    let text = folded(answer);
    let named = |name: &str| holds(&text, &folded(name));
    let telling = id.chars().count() >= TELLING && id.chars().any(|c| !c.is_ascii_digit());
    let bracketed = [('[', ']'), ('(', ')'), ('【', '】')]
        .iter()
        .any(|(open, close)| text.contains(&format!("{open}{}{close}", folded(id))));
    let cited = beside
        || bracketed && !id.bytes().all(|b| b.is_ascii_digit())
        || telling && named(id)
        || title.is_some_and(named)
        || source.is_some_and(|source| text.contains(&folded(source)))
        || place.is_some_and(|place| numbered(answer, place + 1));
    match cited {
        true => (Outcome::Pass, None),
        false if context.is_none() => fail("the context is not cited, nor was it among those of this answer"),
        false => fail("the context is not cited"),
    }
}

/// Whether a marker of the text has the number.
fn numbered(text: &str, number: usize) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find(['[', '【']) {
        let open = if rest[start..].starts_with('[') { '[' } else { '【' };
        rest = &rest[start + open.len_utf8()..];
        let Some(end) = rest.find(if open == '[' { ']' } else { '】' }) else { continue };
        let body = rest[..end].split('†').next().unwrap_or_default().trim_start_matches('^');
        // A link's label is followed by its address, and is none.
        let is_label = rest[end..].starts_with("](");
        if !is_label && body.split([',', ';']).any(|item| covers(item.trim(), number)) {
            return true;
        }
    }
    false
}

/// `2`, or `2-4`.
fn covers(item: &str, number: usize) -> bool {
    let read = |text: &str| text.trim().parse::<usize>().ok();
    match item.split_once(['-', '–']) {
        Some((low, high)) => {
            matches!((read(low), read(high)), (Some(low), Some(high)) if (low..=high).contains(&number))
        }
        None => read(item) == Some(number),
    }
}

#[cfg(test)]
mod tests {
    use lictor_model::{Citation, Context};

    use super::*;

    fn cites(answer: &str, citations: Option<Vec<Citation>>) -> bool {
        let context = |id: &str, title: &str, source: &str| Context {
            id: Some(id.into()),
            title: Some(title.into()),
            source: Some(source.into()),
            ..Context::default()
        };
        let contexts = vec![
            context("a", "Returns", "https://kb.example/returns"),
            context("kb-17", "Refund policy", "https://kb.example/refunds"),
        ];
        let sample = Sample { answer: Some(answer.into()), contexts: Some(contexts), citations, ..Sample::default() };
        check(&sample, "kb-17").0 == Outcome::Pass
    }

    #[test]
    fn every_way_to_cite_counts() {
        for answer in [
            "30 days [2].",
            "30 days [1, 2].",
            "30 days [1-3]",
            "30 days【2†source】",
            "30 days (KB-17)",
            "As the refund policy says, 30 days.",
            "30 days, see https://kb.example/refunds",
        ] {
            assert!(cites(answer, None), "{answer}");
        }
        let citation = Citation { context: Some("kb-17".into()), ..Citation::default() };
        assert!(cites("30 days", Some(vec![citation])));
    }

    #[test]
    fn what_cites_another_one_does_not_count() {
        for answer in ["30 days", "30 days [1]", "30 days [3-4]", "30 days [2](https://elsewhere.example)", "kb-170"] {
            assert!(!cites(answer, None), "{answer}");
        }
    }
}
