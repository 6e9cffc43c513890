use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Span, Status, rule};

use crate::cited::cited;
use crate::exempt::is_talk;
use crate::index::{Answer, Index, MAX_FINDINGS, Source};
use crate::markers::markers;

rule! {
    /// ## What it does
    /// Reports a citation whose source has little of what the sentence says while another source has it: under
    /// 40 % of the sentence's content words stand in the cited contexts, and at least 60 % in another one and
    /// half as many again as in the cited ones.
    /// ## Why is this bad
    /// The reader who follows the citation finds nothing, and trusts the next one less, or trusts it blindly.
    /// ## Known false positives
    /// Sentences that say in other words what the cited source says, while another source happens to share
    /// their vocabulary. Sentences under five content words are left out, and so are sources in another
    /// language than English.
    pub CITATION_NOT_SUPPORTING {
        code: "GRD104",
        slug: "citation-not-supporting",
        summary: "the cited source does not say what the sentence says",
        message: "the cited source does not support “{quote}”; another one does",
        remedy: "Check whether the model numbers its sources as the prompt does, and cite the source that the sentence comes from.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Preview,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "The warehouse in Lyon closed after a flood damaged the cooling system [1].", "contexts": [{"text": "Employees receive thirty days of holiday each year."}, {"text": "A flood damaged the cooling system, and the warehouse in Lyon closed."}]}"#),
            Example::json(r#"{"answer": "Employees receive thirty days of paid holiday and a travel allowance (Doc 2).", "contexts": [{"text": "Employees receive thirty days of paid holiday and a travel allowance."}, {"text": "The canteen opens at noon."}]}"#),
            Example::json(r#"{"answer": "The new bridge carries trams, cyclists and pedestrians across the river [^2].", "contexts": [{"text": "Trams, cyclists and pedestrians cross the river on the new bridge, which carries no cars."}, {"text": "The old mill became a museum."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The warehouse in Lyon closed after a flood damaged the cooling system [2].", "contexts": [{"text": "Employees receive thirty days of holiday each year."}, {"text": "A flood damaged the cooling system, and the warehouse in Lyon closed."}]}"#),
            Example::json(r#"{"answer": "The warehouse in Lyon closed after a flood damaged the cooling system [1][2].", "contexts": [{"text": "Employees receive thirty days of holiday each year."}, {"text": "A flood damaged the cooling system, and the warehouse in Lyon closed."}]}"#),
            Example::json(r#"{"answer": "It closed [1].", "contexts": [{"text": "Employees receive holiday."}, {"text": "It closed."}]}"#),
            Example::json(r#"{"answer": "Several regional branches reported unusually strong seasonal demand [1].", "contexts": [{"text": "Employees receive holiday."}, {"text": "It closed."}]}"#),
        ],
        check: check,
        extra: Extra {
            language: Some("en"),
            tags: &["citation"],
            references: &["LLM09:2025", "NIST600-1 Confabulation"],
            // The markers are those of GRD102.
            shares: &["GRD102"],
            ..Extra::NONE
        },
    }
}

const MIN_STEMS: usize = 5;
const CITED: f32 = 0.4;
const ELSEWHERE: f32 = 0.6;
const MARGIN: f32 = 1.5;

fn check(case: &Case<'_>) {
    let text = case.answer();
    let found = markers(text);
    let (index, answer) = (Index::of(case), Answer::of(case));
    if found.is_empty() || !index.is_english() {
        return;
    }
    let contexts: Vec<&Source> = index.contexts().collect();
    let mut reported = 0;
    for (at, sentence) in answer.sentences.iter().enumerate() {
        let cited = cited(text, &answer, at, &found);
        let known = cited.iter().all(|number| (1..=contexts.len()).contains(number));
        let words = &text[sentence.start..sentence.end];
        if cited.is_empty() || !known || is_talk(words) {
            continue;
        }
        let stems = answer.stems(sentence);
        if stems.len() < MIN_STEMS {
            continue;
        }
        let share = |hits: usize| hits as f32 / stems.len() as f32;
        let support =
            share(stems.iter().filter(|stem| cited.iter().any(|n| contexts[n - 1].stems.contains(**stem))).count());
        let others = contexts.iter().enumerate().filter(|(at, _)| !cited.contains(&(at + 1)));
        let best = others.map(|(_, source)| share(stems.iter().filter(|stem| source.stems.contains(**stem)).count()));
        let best = best.fold(0.0, f32::max);
        if support < CITED && best >= ELSEWHERE && best >= support * MARGIN && reported < MAX_FINDINGS {
            reported += 1;
            let (start, end) = (sentence.start as u32, sentence.end as u32);
            case.report(Finding::span(Span { part: answer.part, start, end }));
        }
    }
}
