use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Span, Status, rule};

use crate::cited::cited;
use crate::index::{Answer, Index, MAX_FINDINGS, Source};
use crate::markers::markers;
use crate::quotes::{MIN_WORDS, Match, find, spoken, stretches};
use crate::tokens::tokenise;

rule! {
    /// ## What it does
    /// Reports a quotation of five words and more that stands word for word in a context, and not even nearly in
    /// any of those that its sentence cites. Code and the values of JSON are left out: their quotation marks are syntax.
    /// ## Why is this bad
    /// The words are real and somebody else's: the reader who follows the citation finds them missing, or believes
    /// that the cited author said them.
    /// ## Known false positives
    /// A sentence whose citation belongs to another of its claims. Quotations that several contexts have are
    /// fine if one of those is cited; markers that a list in the answer explains are left out.
    pub QUOTE_MISATTRIBUTED {
        code: "GRD111",
        slug: "quote-misattributed",
        summary: "a quotation stands in another source than the cited one",
        message: "“{quote}” does not stand in the cited source but in another one: “{quote:1}”",
        remedy: "Cite the source that the quotation comes from.",
        dimension: Dimension::Grounding,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order\" [1].", "contexts": [{"text": "The roof was mended last year."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "According to (Doc 2), “no refund is due after the trial period”.", "contexts": [{"text": "Note that no refund is due after the trial period."}, {"text": "Shipping takes three days."}]}"#),
            Example::json(r#"{"answer": "Dort heißt es: „Der Mieter muss den Garten pflegen“. [1] Mehr nicht.", "contexts": [{"text": "Das Dach wurde erneuert."}, {"text": "Der Mieter muss den Garten pflegen."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order\" [2].", "contexts": [{"text": "The roof was mended last year."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order\" [1].", "contexts": [{"text": "The tenant shall keep the garden in good order."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order.\" The roof was mended [1].", "contexts": [{"text": "The roof was mended last year."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order\" [1][2].", "contexts": [{"text": "The roof was mended last year."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order\".", "contexts": [{"text": "The roof was mended last year."}, {"text": "The tenant shall keep the garden in good order."}]}"#),
        ],
        check: check,
        extra: Extra {
            tags: &["quote", "citation"],
            references: &["NIST600-1 Information Integrity"],
            // Quotations are found as GRD110 finds them.
            shares: &["GRD110"],
            ..Extra::NONE
        },
    }
}

fn check(case: &Case<'_>) {
    let text = case.answer();
    let found = markers(text);
    if found.is_empty() {
        return;
    }
    let (index, answer) = (Index::of(case), Answer::of(case));
    let contexts: Vec<&Source> = index.contexts().collect();
    let mut reported = 0;
    for piece in spoken(text).into_iter().flat_map(|quotation| stretches(text, quotation)) {
        let mut quoted = Vec::new();
        tokenise(&text[piece.clone()], &mut quoted);
        let sentence = answer.sentences.iter().position(|s| (s.start..s.end).contains(&piece.start));
        let Some(sentence) = sentence.filter(|_| quoted.len() >= MIN_WORDS && reported < MAX_FINDINGS) else {
            continue;
        };
        let cited = cited(text, &answer, sentence, &found);
        let known = cited.iter().all(|number| (1..=contexts.len()).contains(number));
        if cited.is_empty() || !known {
            continue;
        }
        let in_source = |source: &Source| find(&quoted, index.tokens_of(source));
        if cited.iter().any(|number| in_source(contexts[number - 1]) != Match::None) {
            continue;
        }
        let said = index.sources.iter().filter(|source| !source.is_context);
        if said.map(in_source).any(|found| found != Match::None) {
            continue;
        }
        let exact = contexts.iter().find_map(|source| match in_source(source) {
            Match::Exact(range) => Some((*source, range)),
            _ => None,
        });
        if let Some((source, range)) = exact {
            reported += 1;
            let tokens = &index.tokens_of(source)[range];
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
            let stated = Span { part: answer.part, start: piece.start as u32, end: piece.end as u32 };
            case.report(Finding::span(stated).and(Span { part: source.part, start: first.start, end: last.end }));
        }
    }
}
