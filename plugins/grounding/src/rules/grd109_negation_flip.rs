use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Span, Status, Wake, rule, text};

use crate::index::{Answer, Index, MAX_FINDINGS, Source, distinct, sources};
use crate::support::Claims;
use crate::tokens::{Token, hash};

rule! {
    /// ## What it does
    /// Reports a sentence that says nearly what a sentence of a context says, but for a negation that only one of
    /// them has: *not*, *no*, *never*, *without*, *cannot* and contractions such as *isn't*. Nearly means that four
    /// fifths of the content words of either stand in the other. An even number of negations is none. If
    /// a context has the sentence both ways, nothing is reported.
    /// ## Why is this bad
    /// *Is covered* and *is not covered* share all their words but one; no measure of overlap sees the difference,
    /// and the reader acts on it.
    /// ## Known false positives
    /// Sentences whose negation belongs to another clause. The rule is a preview: it reads neither antonyms
    /// (*allowed*, *forbidden*) nor the reach of a negation.
    pub NEGATION_FLIP {
        code: "GRD109",
        slug: "negation-flip",
        summary: "a sentence denies what its source affirms, or the reverse",
        message: "“{quote}” but the source says “{quote:1}”",
        remedy: "Compare the sentence with its source; ask the model to keep conditions and exceptions as they are written.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Preview,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Water damage in the cellar is covered by the policy.", "contexts": [{"text": "The deductible is 300 euros. Water damage in the cellar is not covered by the policy."}]}"#),
            Example::json(r#"{"answer": "Guests can't bring small dogs into the garden.", "contexts": [{"text": "Guests can bring small dogs into the garden."}]}"#),
            Example::json(r#"{"answer": "The tenant may sublet the flat without the landlord's written consent.", "contexts": [{"text": "The tenant may sublet the flat with the landlord's written consent."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Water damage in the cellar isn't covered by the policy.", "contexts": [{"text": "Water damage in the cellar is not covered by the policy."}]}"#),
            Example::json(r#"{"answer": "Water damage in the cellar is covered by the policy.", "contexts": [{"text": "Water damage in the cellar is covered by the policy. In 2019, water damage in the cellar was not covered by the policy."}]}"#),
            Example::json(r#"{"answer": "Fire damage in the attic is covered by the policy.", "contexts": [{"text": "Water damage in the cellar is not covered by the policy."}]}"#),
            Example::json(r#"{"answer": "It is covered.", "contexts": [{"text": "It is not covered."}]}"#),
        ],
        check: check,
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["negation"],
            references: &["NIST600-1 Confabulation", "LLM09:2025"],
            ..Extra::NONE
        },
    }
}

/// Content words that two sentences must have before they are compared.
const MIN_STEMS: usize = 4;
/// The share that stands in the other.
const SAME: f32 = 0.8;

fn check(case: &Case<'_>) {
    let (index, answer, claims) = (Index::of(case), Answer::of(case), Claims::of(case));
    let texts: Vec<&str> = sources(case).map(|doc| doc.text).collect();
    let mut cut: Vec<Option<Vec<Said>>> = Vec::new();
    cut.resize_with(texts.len(), || None);
    let mut reported = 0;
    for claim in claims.0.iter().filter(|claim| claim.stems.len() >= MIN_STEMS && claim.support() >= SAME) {
        let sentence = &answer.sentences[claim.sentence];
        let negated = is_negated(&answer.tokens[sentence.tokens.clone()]);
        let (mut same, mut flipped) = (false, None);
        let contexts = index.sources.iter().enumerate().filter(|(_, source)| source.is_context);
        for (at, source) in contexts.filter(|(_, source)| holds(&claim.stems, |stem| source.stems.contains(stem))) {
            let said = cut[at].get_or_insert_with(|| said(&index, source, texts[at]));
            for said in said.iter().filter(|said| said.matches(&claim.stems)) {
                same |= said.negated == negated;
                flipped.get_or_insert(Span { part: source.part, start: said.start, end: said.end });
            }
        }
        if let (false, Some(actual)) = (same, flipped)
            && reported < MAX_FINDINGS
        {
            reported += 1;
            let stated = Span { part: answer.part, start: sentence.start as u32, end: sentence.end as u32 };
            case.report(Finding::span(stated).and(actual));
        }
    }
}

/// A sentence of a source.
struct Said {
    start: u32,
    end: u32,
    stems: Vec<u32>,
    negated: bool,
}

impl Said {
    fn matches(&self, claim: &[u32]) -> bool {
        self.stems.len() >= MIN_STEMS
            && holds(claim, |stem| self.stems.contains(&stem))
            && holds(&self.stems, |stem| claim.contains(&stem))
    }
}

fn holds(stems: &[u32], has: impl Fn(u32) -> bool) -> bool {
    stems.iter().filter(|stem| has(**stem)).count() as f32 >= stems.len() as f32 * SAME
}

fn said(index: &Index, source: &Source, text: &str) -> Vec<Said> {
    let mut tokens = index.tokens_of(source);
    let mut out = Vec::new();
    for range in text::sentences(text) {
        let skip = tokens.partition_point(|token| (token.start as usize) < range.start);
        let count = tokens[skip..].partition_point(|token| (token.start as usize) < range.end);
        let own = &tokens[skip..skip + count];
        let stems = distinct(own.iter().map(|token| token.stem));
        out.push(Said { start: range.start as u32, end: range.end as u32, stems, negated: is_negated(own) });
        tokens = &tokens[skip + count..];
    }
    out
}

/// Whether the sentence has an odd number of negations.
fn is_negated(tokens: &[Token]) -> bool {
    tokens.iter().filter(|token| NEGATIONS.contains(&token.word)).count() % 2 == 1
}

const NEGATIONS: [u32; 25] = [
    hash("not"),
    hash("no"),
    hash("never"),
    hash("without"),
    hash("cannot"),
    hash("neither"),
    hash("nor"),
    hash("none"),
    hash("nobody"),
    hash("nothing"),
    hash("isnt"),
    hash("arent"),
    hash("wasnt"),
    hash("werent"),
    hash("dont"),
    hash("doesnt"),
    hash("didnt"),
    hash("cant"),
    hash("couldnt"),
    hash("wont"),
    hash("wouldnt"),
    hash("shouldnt"),
    hash("hasnt"),
    hash("havent"),
    hash("mustnt"),
];
