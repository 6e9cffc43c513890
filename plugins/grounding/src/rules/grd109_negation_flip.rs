use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Span, Status, Wake, rule};

use crate::align::sentence_around;
use crate::index::{Answer, Index, MAX_FINDINGS, Source, distinct, sources};
use crate::negations::is_negation;
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
            Example::json(r#"{"answer": "No, water damage in the cellar is covered not only by the policy.", "contexts": [{"text": "Water damage in the cellar is covered by the policy."}]}"#),
            Example::json(r#"{"answer": "Avoid smoking on the balcony of the flat.", "contexts": [{"text": "Do not smoke on the balcony of the flat."}]}"#),
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
    let mut denials: Vec<Option<Vec<Said>>> = Vec::new();
    denials.resize_with(texts.len(), || None);
    let mut reported = 0;
    for claim in claims.0.iter().filter(|claim| claim.stems.len() >= MIN_STEMS && claim.support() >= SAME) {
        let sentence = &answer.sentences[claim.sentence];
        let Some(negated) = polarity(case.answer(), &answer.tokens[sentence.tokens.clone()]) else { continue };
        let contexts = index.sources.iter().enumerate().filter(|(_, source)| source.is_context);
        let near: Vec<_> = contexts.filter(|(_, s)| holds(&claim.stems, |stem| s.stems.contains(stem))).collect();
        let all = |(at, source): &(usize, &Source)| said(&index, source, texts[*at]);
        let flipped = near.iter().find_map(|context| {
            // What affirms can only be denied where there is a negation; looking there spares cutting the source.
            let (at, source) = *context;
            let said = if negated {
                all(context)
            } else {
                let known = denials[at].get_or_insert_with(|| denied(&index, source, texts[at]));
                std::mem::take(known)
            };
            let found = said.iter().find(|said| said.negated == Some(!negated) && said.matches(&claim.stems));
            let span = found.map(|said| Span { part: source.part, start: said.start, end: said.end });
            if !negated {
                denials[at] = Some(said);
            }
            span
        });
        let Some(actual) = flipped.filter(|_| reported < MAX_FINDINGS) else { continue };
        // A sentence that a context has both ways, or whose negation cannot be read, tells nothing.
        let agrees = |said: &Said| said.negated != Some(!negated) && said.matches(&claim.stems);
        if !near.iter().any(|context| all(context).iter().any(agrees)) {
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
    negated: Option<bool>,
}

impl Said {
    fn new(text: &str, tokens: &[Token]) -> Self {
        let stems = distinct(tokens.iter().map(|token| token.stem));
        let (start, end) = (tokens.first().map_or(0, |token| token.start), tokens.last().map_or(0, |token| token.end));
        Self { start, end, stems, negated: polarity(text, tokens) }
    }

    fn matches(&self, claim: &[u32]) -> bool {
        self.stems.len() >= MIN_STEMS
            && holds(claim, |stem| self.stems.contains(&stem))
            && holds(&self.stems, |stem| claim.contains(&stem))
    }
}

fn holds(stems: &[u32], has: impl Fn(u32) -> bool) -> bool {
    stems.iter().filter(|stem| has(**stem)).count() as f32 >= stems.len() as f32 * SAME
}

/// All sentences of a source.
fn said(index: &Index, source: &Source, text: &str) -> Vec<Said> {
    let tokens = index.tokens_of(source);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let range = at..sentence_around(tokens, text, at, 0).end;
        at = range.end;
        out.push(Said::new(text, &tokens[range]));
    }
    out
}

/// The sentences of a source that hold a negation.
fn denied(index: &Index, source: &Source, text: &str) -> Vec<Said> {
    let tokens = index.tokens_of(source);
    let mut out = Vec::new();
    let mut done = 0;
    for (at, token) in tokens.iter().enumerate() {
        if at >= done && is_negation(*token) {
            let range = sentence_around(tokens, text, at, 0);
            done = range.end;
            out.push(Said::new(text, &tokens[range]));
        }
    }
    out
}

/// Whether the sentence has an odd number of negations; nothing where a word denies in another way.
fn polarity(text: &str, tokens: &[Token]) -> Option<bool> {
    let mut odd = false;
    for (at, token) in tokens.iter().enumerate() {
        if SOFT.contains(&token.word) {
            return None;
        }
        if is_negation(*token) {
            let next = tokens.get(at + 1);
            // “No, …” answers a question, and “not only” affirms.
            let gap = next.map_or("", |next| &text[token.end as usize..next.start as usize]);
            let answers = token.word == hash("no") && gap.starts_with([',', '.', ';', ':']);
            let affirms = next.is_some_and(|next| [hash("only"), hash("just"), hash("merely")].contains(&next.word));
            odd ^= !answers && !affirms;
        }
    }
    Some(odd)
}

/// Words that deny without a negation, or turn one round.
const SOFT: [u32; 16] = [
    hash("avoid"),
    hash("avoids"),
    hash("avoiding"),
    hash("reject"),
    hash("rejects"),
    hash("rejected"),
    hash("rejecting"),
    hash("instead"),
    hash("unless"),
    hash("except"),
    hash("refuse"),
    hash("refused"),
    hash("fail"),
    hash("fails"),
    hash("failed"),
    hash("rather"),
];
